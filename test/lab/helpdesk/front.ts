import { once } from 'node:events';
import { createServer as createHttpsServer } from 'node:https';
import { connect, createServer, type Socket } from 'node:net';
import { pipeline } from 'node:stream';
import type { Issued } from '../../certificates.ts';
import { secure, TLS_PORT } from '../internet/web.ts';
import { beWorker } from '../worker.ts';

/** What the front of the server can be asked. */
export type FrontRequest =
  | {
      readonly kind: 'open';
      readonly certificate: Issued;
      readonly addresses: readonly string[];
      /** Where the server itself listens, on loopback. */
      readonly port: number;
    }
  /** Every connection breaks. */
  | { readonly kind: 'cut' };

/** Stands before the server, as a reverse proxy does: ends TLS, and passes on what asks for a WebSocket. */
const open = new Set<Socket>();

async function serve({
  certificate,
  addresses,
  port,
}: Extract<FrontRequest, { kind: 'open' }>): Promise<void> {
  const tls = createHttpsServer(secure(certificate), (_, response) => {
    response.writeHead(404).end();
  });
  tls.on('upgrade', ({ url = '/', rawHeaders, socket: { remoteAddress = '' } }, client, head) => {
    const upstream = connect(port, '127.0.0.1');
    const lines = [`GET ${url} HTTP/1.1`];
    for (let at = 0; at < rawHeaders.length; at += 2)
      lines.push(`${rawHeaders[at] ?? ''}: ${rawHeaders[at + 1] ?? ''}`);
    lines.push(`X-Forwarded-For: ${remoteAddress}`);
    upstream.write(`${lines.join('\r\n')}\r\n\r\n`);
    upstream.write(head);
    pipeline(client, upstream, client, () => undefined);
  });
  for (const address of addresses) {
    const door = createServer((socket) => {
      open.add(socket);
      socket.on('close', () => open.delete(socket)).on('error', () => undefined);
      tls.emit('connection', socket);
    });
    door.listen(TLS_PORT, address);
    await once(door, 'listening');
  }
}

beWorker(async (request: FrontRequest) => {
  switch (request.kind) {
    case 'open':
      await serve(request);
      return;
    case 'cut':
      for (const socket of open) socket.resetAndDestroy();
  }
});
