import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { createAuthority } from '../../certificates.ts';
import { beWorker } from '../worker.ts';
import type { World } from '../world.ts';
import { createLoginProxy } from './login-proxy.ts';
import { createOpenProxy } from './open-proxy.ts';
import { createNameFilter } from './name-filter.ts';
import { createPortal } from './portal.ts';
import { createReplacer } from './replacer.ts';

/** What stands in the way of the connections that the firewall turns aside to it. */
export type Interception =
  /** Ends TLS with certificates of its own making, and passes on what is inside. */
  | { readonly kind: 'replace-certificates'; readonly authority: string; readonly world: World }
  /** Reads whom a ClientHello is for, and resets the connection where that host is on its list. */
  | { readonly kind: 'filter-names'; readonly hosts: readonly string[]; readonly world: World }
  /** Answers everything with a sign-in page on this host. */
  | { readonly kind: 'portal'; readonly host: string }
  /** Accepts everything and never says a word. */
  | { readonly kind: 'silence' }
  /** A proxy that serves nobody without a login. */
  | { readonly kind: 'login-proxy' }
  /** A proxy that takes everybody to the servers of this world. */
  | { readonly kind: 'open-proxy'; readonly world: World };

export interface Intercepting {
  readonly port: number;
  /** The root of the certificates that it makes; PEM. */
  readonly authority: string | null;
}

function createSilence(): Server {
  return createServer((socket) => socket.on('error', () => undefined).resume());
}

async function create(
  wanted: Interception,
): Promise<{ readonly server: Server; readonly authority?: string }> {
  switch (wanted.kind) {
    case 'replace-certificates': {
      const authority = await createAuthority(wanted.authority, { organisation: 'Example Filter' });
      return { server: await createReplacer(authority, wanted.world), authority: authority.cert };
    }
    case 'filter-names':
      return { server: createNameFilter(wanted.hosts, wanted.world) };
    case 'portal':
      return { server: createPortal(wanted.host) };
    case 'silence':
      return { server: createSilence() };
    case 'login-proxy':
      return { server: createLoginProxy() };
    case 'open-proxy':
      return { server: createOpenProxy(wanted.world) };
  }
}

beWorker(async (wanted: Interception & { readonly port?: number }): Promise<Intercepting> => {
  const { server, authority = null } = await create(wanted);
  server.listen(wanted.port ?? 0, '::');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, authority };
});
