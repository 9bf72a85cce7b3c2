import type { Socket } from 'node:net';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { LARGEST_FRAME } from '../../src/companion/protocol.ts';
import { startGatewayServer, type GatewayServer } from './gateway-server.ts';
import { held } from './memory.ts';
import { comeBack, dial, enrol, frameOf, open, OPCODES, type Enrolled } from './raw-client.ts';

/** A thousand connections that never finish what they began, of each kind. */

const EACH = 1000;
const AT_ONCE = 100;

let server: GatewayServer;
let good: Enrolled;

beforeAll(async () => {
  server = await startGatewayServer();
  const { client, device } = await enrol(server.url, await server.fleetToken());
  client.cut();
  good = device;
});
afterAll(async () => {
  expect(server.log).toEqual([]);
  await server.stop();
});

async function many(make: () => Promise<Socket>): Promise<Socket[]> {
  const made: Socket[] = [];
  while (made.length < EACH)
    made.push(...(await Promise.all(Array.from({ length: AT_ONCE }, make))));
  return made;
}

it.each([
  [
    'TCP and nothing more',
    // So much of it is the test's own end of the line.
    24,
    () => dial(server.url),
  ],
  [
    'half an HTTP request',
    24,
    async () => {
      const socket = await dial(server.url);
      socket.write('GET /companion HTTP/1.1\r\nHost: x\r\nUpgrade: web');
      return socket;
    },
  ],
  ['a WebSocket without an introduction', 64, async () => (await open(server.url)).socket],
  [
    'half of the largest frame',
    64,
    async () => {
      const { socket } = await open(server.url);
      socket.write(frameOf(OPCODES.text, Buffer.alloc(12 * 1024), { length: LARGEST_FRAME }));
      return socket;
    },
  ],
] as const)('%s: the others are served, and little memory is held', async (_, mostKiB, make) => {
  const before = held();
  const sockets = await many(make);
  const begun = performance.now();
  const { client } = await comeBack(server.url, good);
  client.write(frameOf(OPCODES.ping, ''));
  expect(await client.next()).toEqual({ kind: 'pong' });
  const waited = performance.now() - begun;
  client.cut();
  expect(await server.call('GET', '/healthz')).toMatchObject({ status: 200 });
  const ofEach = (held() - before) / EACH;
  process.stdout.write(
    `${EACH} open: ${(ofEach / 1024).toFixed(1)} KiB each on both ends; another came in within ${waited.toFixed(0)} ms\n`,
  );
  expect(ofEach).toBeLessThan(mostKiB * 1024);
  expect(waited).toBeLessThan(2000);
  for (const socket of sockets.splice(0)) socket.destroy();
  // With their end it is given back.
  await vi.waitFor(
    () => {
      expect(held() - before).toBeLessThan(2 * 2 ** 20);
    },
    { timeout: 10_000, interval: 200 },
  );
});
