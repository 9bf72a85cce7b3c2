import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import { pipeline } from 'node:stream';
import { findServer, type World } from '../world.ts';

/** A company's proxy that lets everybody through to wherever they ask for (RFC 9110 §9.3.6). */
export function createOpenProxy(world: World): Server {
  const server = createServer((_, response) => {
    response.writeHead(405).end();
  });
  server.on('connect', ({ url = '' }, client, head) => {
    const { hostname, port } = new URL(`tunnel://${url}`);
    const wanted = findServer(world, hostname);
    client.on('error', () => undefined);
    if (!wanted) {
      client.end('HTTP/1.1 502 Bad Gateway\r\nconnection: close\r\n\r\n');
      return;
    }
    const upstream = connect(Number(port), wanted.v4, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.write(head);
    });
    pipeline(client, upstream, client, () => undefined);
  });
  return server;
}
