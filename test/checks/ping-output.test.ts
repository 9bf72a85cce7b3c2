import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { roundTripsIn } from '../../src/checks/ping-output.ts';

const V4 = '203.0.113.7';
const V6 = '2001:db8::7';

function sample(name: string): Promise<Buffer> {
  return readFile(new URL(`samples/ping-${name}.txt`, import.meta.url));
}

it.each([
  ['windows-en', V4, [38, 41, 1, 39, 1204]],
  ['windows-en-loss', V4, [38, 41, 39]],
  ['windows-en-unreachable', V4, []],
  ['windows-en-v6', V6, [38, 1, 40]],
  ['windows-zh-gbk', V4, [38, 1, 39]],
  ['windows-de-cp850', V4, [38, 1, 39]],
  ['windows-fr-cp850', V4, [38, 1, 39]],
  ['windows-ru-cp866', V4, [38, 1, 39]],
  ['macos', V4, [38.211, 37.904, 40.02]],
  ['macos-v6', V6, [38.211, 37.904, 40.02]],
  ['linux', V4, [38.2, 1204, 0.044, 39, 37.9]],
  ['linux-loss', V4, [38.2, 39]],
  ['linux-unreachable', V4, []],
  ['linux-v6', V6, [38.2, 39]],
])('reads the replies of the sample %s', async (name, ip, roundTrips) => {
  expect(roundTripsIn(await sample(name), ip)).toEqual(roundTrips);
});

it('the Chinese sample is what a Chinese Windows writes: bytes of GBK', async () => {
  const text = new TextDecoder('gbk', { fatal: true }).decode(await sample('windows-zh-gbk'));
  expect(text).toContain('来自 203.0.113.7 的回复: 字节=32 时间=38ms TTL=52');
});

it("takes another host's reply for none of the target's", () => {
  const line = Buffer.from('64 bytes from 192.0.2.1: icmp_seq=1 ttl=64 time=0.1 ms\n');
  expect(roundTripsIn(line, '192.0.2.1')).toEqual([0.1]);
  expect(roundTripsIn(line, V4)).toEqual([]);
});

it('reads anything without harm, in time linear in its length', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
      for (const ms of roundTripsIn(Buffer.from(bytes), V6)) expect(ms).toBeGreaterThanOrEqual(0);
    }),
  );
  const started = performance.now();
  for (const part of ['=', '1', '=1', '<1 ', ' ttl=1', 'ms\n', '\n'])
    roundTripsIn(Buffer.from(part.repeat(65_536 / part.length)), V6);
  expect(performance.now() - started).toBeLessThan(1000);
});
