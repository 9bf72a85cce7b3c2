import { afterAll, beforeAll, expect, it } from 'vitest';
import { UNWELCOME, UNTAKEN } from '../../src/companion/protocol.ts';
import { askOf, startGatewayServer, type GatewayServer } from './gateway-server.ts';
import { held } from './memory.ts';
import { flippedFrames, textFrame, wrongTexts } from './mutants.ts';
import {
  comeBack,
  enrol,
  frameOf,
  open,
  OPCODES,
  type Enrolled,
  type RawClient,
} from './raw-client.ts';

/** A hundred thousand frames that went wrong, from fifty companions that never tire, and one good companion beside them. */

const FRAMES = 100_000;
const HOSTILE = 50;
/** After so many that were not taken, a companion is sent away: it sends that many, and then one more. */
const PATIENCE = 20;
const EACH = PATIENCE + 1;

let server: GatewayServer;
beforeAll(async () => {
  server = await startGatewayServer();
});
afterAll(async () => {
  await server.stop();
});

/** What it was told, until the line ended. */
async function toldTo(
  client: RawClient,
): Promise<{ readonly codes: string[]; readonly close: number | null }> {
  const codes: string[] = [];
  let close: number | null = null;
  for (;;) {
    const heard = await client.next();
    if (heard.kind === 'end') return { codes, close };
    if (heard.kind === 'close') {
      close = heard.code;
      client.cut();
    }
    if (heard.kind === 'message')
      codes.push('code' in heard.message ? heard.message.code : heard.message.kind);
  }
}

/** A companion that lives, and how long it waited for an answer at the most. */
function pulseOf(client: RawClient): { stop: () => Promise<number> } {
  let longest = 0;
  const ending = new AbortController();
  const beating = (async () => {
    while (!ending.signal.aborted) {
      const asked = performance.now();
      client.write(frameOf(OPCODES.ping, ''));
      const heard = await client.next();
      expect(heard).toEqual({ kind: 'pong' });
      longest = Math.max(longest, performance.now() - asked);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return longest;
  })();
  return {
    stop: () => {
      ending.abort();
      return beating;
    },
  };
}

it('are refused, each with its code, and nobody else notices', async () => {
  const ticket = await server.fleetToken();
  const good = await enrol(server.url, ticket);
  const hostile: Enrolled[] = [];
  for (let n = 0; n < HOSTILE; n++) {
    const { client, device } = await enrol(server.url, ticket);
    client.cut();
    hostile.push(device);
  }
  const texts = wrongTexts(FRAMES, 5);
  const flipped = flippedFrames(2000, 5);
  const known = new Set<string>([...UNWELCOME, ...UNTAKEN]);
  const before = await server.refusals();
  const told = { frames: 0, connections: 0 };

  /** Lets one connection say a few things; one in ten does not even show who it is. */
  async function attack(
    device: Enrolled,
    batch: readonly string[],
    last: Buffer | null,
  ): Promise<void> {
    const isStranger = told.connections % 10 === 0;
    told.connections++;
    const client = isStranger
      ? await open(server.url)
      : (await comeBack(server.url, device)).client;
    if (isStranger) await client.message('challenge');
    const frames = (isStranger ? batch.slice(0, 1) : batch).map(textFrame);
    client.write(Buffer.concat(frames));
    told.frames += frames.length;
    const codes: string[] = [];
    if (last && !isStranger) {
      while (codes.length < frames.length) codes.push((await client.message('untaken')).code);
      // One of which the length was changed may wait for more: then nothing more comes.
      client.socket.end(last);
      told.frames++;
    }
    const { codes: more, close } = await toldTo(client);
    codes.push(...more);
    expect(codes.filter((code) => !known.has(code))).toEqual([]);
    if (close !== null) expect([1002, 1007, 1008, 1009]).toContain(close);
  }

  const pulse = pulseOf(good.client);
  const started = performance.now();
  let next = 0;
  let heldEarly = 0;
  const round = async (device: Enrolled): Promise<void> => {
    while (told.frames < FRAMES) {
      const batch = Array.from({ length: EACH }, () => texts[next++ % FRAMES] ?? '');
      const isFlipped = next % 3 === 0;
      const last = isFlipped ? (flipped[next % flipped.length] ?? null) : null;
      await attack(device, isFlipped ? batch.slice(1) : batch, last);
      if (heldEarly === 0 && told.frames > FRAMES / 4) heldEarly = held();
    }
  };
  await Promise.all(hostile.map(round));
  const seconds = (performance.now() - started) / 1000;
  const longest = await pulse.stop();

  const after = await server.refusals();
  const refused = Object.entries(after).reduce(
    (sum, [code, n]) => sum + n - (before[code] ?? 0),
    0,
  );
  const grown = held() - heldEarly;
  process.stdout.write(
    `${told.frames} frames on ${told.connections} connections in ${seconds.toFixed(1)} s; ${refused} refused: ` +
      `${JSON.stringify(after)}; the good one waited ` +
      `${longest.toFixed(0)} ms at the most; memory since the first quarter ${(grown / 2 ** 20).toFixed(1)} MiB\n`,
  );
  expect(told.frames).toBeGreaterThanOrEqual(FRAMES);
  // A text may have been changed into what says the same, and a length into one that waits for more.
  expect(refused).toBeGreaterThan(told.frames * 0.98);
  expect(longest).toBeLessThan(5000);
  expect(grown).toBeLessThan(16 * 2 ** 20);
  expect(server.log).toEqual([]);

  // It is served as if nothing had been.
  const job = await askOf(server.store, good.device.id);
  expect(await good.client.message('job')).toMatchObject({ kind: 'job' });
  good.client.send({ kind: 'refused', job, code: 'user', about: null });
  expect(await good.client.message('taken')).toMatchObject({ job });
  good.client.cut();
  expect(await server.call('GET', '/healthz')).toMatchObject({ status: 200 });
}, 240_000);
