import { once } from 'node:events';
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import { createServer } from 'node:net';
import type { Issued } from '../../certificates.ts';
import type { Server } from '../world.ts';

export const TLS_PORT = 443;

function respond({ host, pages }: Server, request: IncomingMessage, response: ServerResponse) {
  const page = pages.find(({ path }) => path === request.url);
  response.writeHead(page?.status ?? 200, { 'content-type': 'text/plain' });
  response.end(page?.body ?? `${host}\n`);
}

/** What a TLS server shows. */
export function secure({ key, cert, chain }: Issued): { key: string; cert: string } {
  return { key, cert: `${cert}\n${chain}` };
}

/** Serves a host on its ports, on its own addresses only. Its TLS server is handed back: its certificate can change. */
export async function serveHost(server: Server, issued: Issued): Promise<TlsServer> {
  const answer = respond.bind(null, server);
  const plain = createHttpServer(answer);
  const tls = createTlsServer(secure(issued), answer);
  for (const port of server.tcp)
    for (const address of [server.v4, server.v6]) {
      const door = createServer((socket) => {
        (port === TLS_PORT ? tls : plain).emit('connection', socket);
      });
      door.listen(port, address);
      await once(door, 'listening');
    }
  return tls;
}
