import { connect, createServer, type Server } from 'node:net';
import { pipeline } from 'node:stream';
import { TLS_PORT } from '../internet/web.ts';
import { serverOf, type World } from '../world.ts';
import { isWholeRecord, serverNameOf } from './client-hello.ts';

/** Lets every connection through but those whose ClientHello names one of `hosts`: these it resets. */
export function createNameFilter(hosts: readonly string[], world: World): Server {
  return createServer((client) => {
    let hello = Buffer.alloc(0);
    client.on('error', () => undefined);
    const read = (bytes: Buffer): void => {
      hello = Buffer.concat([hello, bytes]);
      if (!isWholeRecord(hello)) return;
      client.off('data', read).pause();
      const name = serverNameOf(hello);
      if (name === null || hosts.includes(name)) {
        client.resetAndDestroy();
        return;
      }
      const upstream = connect(TLS_PORT, serverOf(world, name).v4);
      upstream.write(hello);
      pipeline(client, upstream, client, () => undefined);
    };
    client.on('data', read);
  });
}
