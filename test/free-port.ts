import { createServer } from 'node:net';
import { randomInt } from 'node:crypto';

/** Ports below those that the system hands out by itself, so that nothing else takes one in between. */
const FIRST = 20_000;
const LAST = 32_000;

/** A port of the loopback address on which nothing listens. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(FIRST, LAST);
    const isFree = await new Promise<boolean>((resolve) => {
      const server = createServer();
      server.once('error', () => {
        resolve(false);
      });
      server.listen(port, '127.0.0.1', () => {
        server.close(() => {
          resolve(true);
        });
      });
    });
    if (isFree) return port;
  }
}
