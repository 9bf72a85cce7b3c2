import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { CHECKS } from './job.ts';
import { takeCommands } from './drive.ts';

/**
 * The peer: a bare `ws` server. What a client says at first it sends back; then it sends requests of a job's size, and
 * reads the replies as JSON.
 */
const port = Number(process.argv[2] ?? 0);
const server = createServer();
const sockets: WebSocket[] = [];
const answered = new Map<WebSocket, () => void>();
new WebSocketServer({ server, perMessageDeflate: false }).on('connection', (socket) => {
  sockets.push(socket);
  socket.on('message', (data) => {
    const message = JSON.parse((data as Buffer).toString('utf8')) as { readonly hello?: string };
    if (message.hello === undefined) answered.get(socket)?.();
    else socket.send(JSON.stringify(message));
  });
});
let at = 0;
takeCommands(
  () =>
    new Promise((resolve) => {
      const socket = sockets[at++ % sockets.length];
      if (!socket) throw new Error('nobody is connected');
      answered.set(socket, resolve);
      socket.send(JSON.stringify({ kind: 'job', payload: JSON.stringify(CHECKS) }));
    }),
);
server.listen(port, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
