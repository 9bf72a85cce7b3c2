import { createServer, type Server } from 'node:http';

const CHALLENGE = { 'proxy-authenticate': 'Basic realm="Company proxy"' };

/** A company's proxy that asks everyone for a login and lets nobody through (RFC 9110 §15.5.8). */
export function createLoginProxy(): Server {
  const server = createServer((_, response) => {
    response.writeHead(407, CHALLENGE);
    response.end();
  });
  server.on('connect', (_, socket) => {
    const lines = Object.entries(CHALLENGE).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.on('error', () => undefined);
    socket.end(
      `HTTP/1.1 407 Proxy Authentication Required\r\n${lines.join('')}content-length: 0\r\nconnection: close\r\n\r\n`,
    );
  });
  return server;
}
