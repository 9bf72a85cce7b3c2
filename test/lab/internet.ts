import type { Server as TlsServer } from 'node:https';
import type { Issued } from '../certificates.ts';
import { serveControl } from './internet/control.ts';
import { NO_LIES, serveNames, type Lies } from './internet/names.ts';
import { serveQuic } from './internet/quic.ts';
import { secure, serveHost } from './internet/web.ts';
import { beWorker } from './worker.ts';
import type { World } from './world.ts';

/** The certificate of each host. */
export type Certificates = Readonly<Record<string, Issued>>;

/** What the internet can be asked. */
export type InternetRequest =
  | {
      readonly kind: 'open';
      readonly world: World;
      readonly certificates: Certificates;
      /** For files of the servers. */
      readonly folder: string;
    }
  /** From now on the name server tells these lies, beside those that it tells already. */
  | { readonly kind: 'lie'; readonly lies: Partial<Lies> }
  | { readonly kind: 'certificates'; readonly certificates: Certificates }
  /** No more lies, and every host has its own certificate. */
  | { readonly kind: 'reset' };

/** Everything beyond the firewall: the name server and all other servers, in one process. */
let lies = NO_LIES;
let original: Certificates = {};
const tls = new Map<string, TlsServer>();

function show(certificates: Certificates): void {
  for (const [host, issued] of Object.entries(certificates))
    tls.get(host)?.setSecureContext(secure(issued));
}

async function open(request: Extract<InternetRequest, { kind: 'open' }>): Promise<void> {
  const { world, certificates, folder } = request;
  original = certificates;
  const hosts = world.servers.map(async (server) => {
    const issued = certificates[server.host];
    if (!issued) throw new Error(`${server.host} has no certificate`);
    tls.set(server.host, await serveHost(server, issued));
    if (server.datagrams === 'control') await serveControl(server);
  });
  const quic = world.servers.find(({ udp, datagrams }) => datagrams === 'quic' && udp.length > 0);
  const shown = quic && certificates[quic.host];
  await Promise.all([
    serveNames(world, () => lies),
    ...hosts,
    ...(shown ? [serveQuic(shown, folder)] : []),
  ]);
}

beWorker(async (request: InternetRequest) => {
  switch (request.kind) {
    case 'open':
      await open(request);
      return;
    case 'lie':
      lies = {
        missing: [...lies.missing, ...(request.lies.missing ?? [])],
        elsewhere: { ...lies.elsewhere, ...request.lies.elsewhere },
        isFake: request.lies.isFake ?? lies.isFake,
        isFailing: request.lies.isFailing ?? lies.isFailing,
      };
      return;
    case 'certificates':
      show(request.certificates);
      return;
    case 'reset':
      lies = NO_LIES;
      show(original);
  }
});
