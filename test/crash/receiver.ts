import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Received {
  readonly id: string;
  readonly caseId: string;
  readonly reply: unknown;
  /** The process that sent it. */
  readonly life: number;
}

/** What the server delivers to; every tenth delivery is refused at first. */
export async function startReceiver(): Promise<{
  readonly url: string;
  readonly received: readonly Received[];
  stop(): Promise<void>;
}> {
  const received: Received[] = [];
  const refused = new Set<string>();
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const delivery = JSON.parse(body) as Received;
      if (received.length % 10 === 9 && !refused.has(delivery.id)) {
        refused.add(delivery.id);
        response.writeHead(503).end();
        return;
      }
      received.push(delivery);
      response.writeHead(200).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    received,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
