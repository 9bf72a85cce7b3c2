import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import type { Issued } from '../certificates.ts';

export interface Listening {
  readonly port: number;
  /** How many connections were made to it. */
  contacts(): number;
  /** Resolves when every connection that was made to it is closed. */
  everybodyGone(): Promise<void>;
}

const closing: (() => Promise<unknown>)[] = [];

/** Ends every server of the test that is over, with its connections. */
export async function closeServers(): Promise<void> {
  for (const close of closing.splice(0)) await close();
}

/** Starts a server on a loopback address. */
export async function listen(server: Server, host = '127.0.0.1', port = 0): Promise<Listening> {
  const closed: Promise<unknown>[] = [];
  const sockets: Socket[] = [];
  server.on('connection', (socket: Socket) => {
    socket.on('error', () => undefined);
    sockets.push(socket);
    closed.push(new Promise((resolve) => socket.once('close', resolve)));
  });
  server.on('tlsClientError', () => undefined);
  server.listen(port, host);
  await once(server, 'listening');
  closing.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return {
    port: (server.address() as AddressInfo).port,
    contacts: () => sockets.length,
    async everybodyGone() {
      await Promise.all(closed);
    },
  };
}

/** What a server does with whatever comes first on a connection, the ClientHello or a request. */
export type Response = (socket: Socket, bytes: Buffer) => void;

function answerWith(respond: Response): (socket: Socket) => void {
  return (socket) => {
    socket.on('error', () => undefined);
    socket.once('data', (bytes: Buffer) => {
      socket.resume();
      respond(socket, bytes);
    });
  };
}

/** A server without TLS. */
export function rawServer(respond: Response): Server {
  return createServer(answerWith(respond));
}

/** A server that shows this certificate; it says nothing more, unless the test has it respond. */
export function tlsServer(
  { key, cert, chain }: Issued,
  options: TlsOptions = {},
  respond: Response = () => undefined,
): Server {
  return createTlsServer({ key, cert: `${cert}\n${chain}`, ...options }, answerWith(respond));
}

/** Says this, and closes. */
export function saying(text: string): Response {
  return (socket) => socket.end(text);
}

/** Writes `text` over and over, for as long as the other side reads. */
export function writeForEver(socket: Socket, text: string | Buffer): void {
  const write = (): void => {
    while (socket.writable && socket.write(text));
  };
  socket.on('drain', write);
  write();
}
