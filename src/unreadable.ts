import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ProblemCode } from './problem-codes.ts';

/** Status, code, message and remedy. */
type Complaint = readonly [string, ProblemCode, string, string];

/** What Node's HTTP parser complains about, by the `code` of its errors. */
const COMPLAINTS: Readonly<Record<string, Complaint>> = {
  HPE_HEADER_OVERFLOW: [
    '431 Request Header Fields Too Large',
    'headers-too-large',
    'the headers are larger than 16 KB',
    'send fewer headers and cookies',
  ],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [
    '413 Payload Too Large',
    'too-large',
    'the chunk extensions are too large',
    'send the body without them',
  ],
  ERR_HTTP_REQUEST_TIMEOUT: [
    '408 Request Timeout',
    'too-slow',
    'the request took too long to come in',
    'send it again over a faster line',
  ],
};
const GARBAGE: Complaint = [
  '400 Bad Request',
  'bad-http',
  'the request is not HTTP/1.1',
  'see /openapi.json',
];

/** Answers what cannot even be read as a request, in the shape of every other error. */
export function answerUnreadable(server: Server): void {
  const answers = new WeakMap<Duplex, ServerResponse>();
  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    answers.set(socket, response);
    response.once('close', () => answers.delete(socket));
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    // In the middle of an answer nothing else may be said.
    if (!socket.writable || answers.get(socket)?.headersSent === true) {
      socket.destroy();
      return;
    }
    const [status, code, message, remedy] = COMPLAINTS[error.code ?? ''] ?? GARBAGE;
    const body = JSON.stringify({ error: { code, message, remedy } });
    const head = [
      `HTTP/1.1 ${status}`,
      'Content-Type: application/json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
    ];
    socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  });
}
