import { connect as connectTcp, type Server } from 'node:net';
import { pipeline } from 'node:stream';
import { createSecureContext, createServer, type SecureContext } from 'node:tls';
import { connect } from 'node:tls';
import type { Authority } from '../../certificates.ts';
import { secure, TLS_PORT } from '../internet/web.ts';
import { findServer, type World } from '../world.ts';

/** What a client that names nobody is shown. */
const NAMELESS = 'filter.example';

/** A TLS server that shows whoever a client asks for, with certificates of `authority`, and passes on what is inside. */
export async function createReplacer(authority: Authority, world: World): Promise<Server> {
  const made = new Map<string, Promise<SecureContext>>();
  // Such a system sends its root along, so that it can be told who stands between.
  const issue = async (name: string): Promise<ReturnType<typeof secure>> =>
    secure({ ...(await authority.issue({ names: [name] })), chain: authority.cert });
  const contextFor = (name: string): Promise<SecureContext> => {
    const context = made.get(name) ?? issue(name).then((shown) => createSecureContext(shown));
    made.set(name, context);
    return context;
  };
  const nameless = await issue(NAMELESS);
  const options = {
    ...nameless,
    SNICallback: (name: string, done: (error: Error | null, context?: SecureContext) => void) => {
      contextFor(name).then(
        (context) => {
          done(null, context);
        },
        (error: unknown) => {
          done(error instanceof Error ? error : new Error(String(error)));
        },
      );
    },
  };
  return createServer(options, (client) => {
    const server = findServer(world, String(client.servername));
    if (!server) {
      client.destroy();
      return;
    }
    const upstream = connect({
      socket: connectTcp(TLS_PORT, server.v4),
      servername: server.host,
      // It is the user who is to be wary here.
      rejectUnauthorized: false,
    });
    pipeline(client, upstream, client, () => undefined);
  });
}
