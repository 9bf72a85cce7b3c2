import { join } from 'node:path';
import type { Delay } from '../line/delay.ts';
import { DELAY_DEVICE } from '../network.ts';
import { deviceGone, deviceUp } from './device.ts';
import type { Fault } from './fault.ts';

/** Faults of the line between the user and everything else. */

const ROUND_TRIP_MS = 3000;
const LOSS_PERCENT = 30;
const TABLE = 100;
const FAMILIES = ['-4', '-6'] as const;
const SIDES = ['lan', 'wan'] as const;

export const LINE_FAULTS = {
  'latency-3s': {
    what: 'Every round trip to the internet, also for names, takes 3 seconds.',
    async inject({ machines: { line }, start, onReset }) {
      // What carries the device ends with the program that started it, a moment later.
      onReset(() => deviceGone(line, DELAY_DEVICE));
      const delay: Delay = { ms: ROUND_TRIP_MS / 2 };
      await start('line', join(import.meta.dirname, '../line/delay.ts'), delay);
      await deviceUp(line, DELAY_DEVICE);
      const batch = (family: string, lines: readonly string[]): Promise<unknown> =>
        line.run(['ip', family, '-batch', '-'], `${lines.join('\n')}\n`);
      const rule = (verb: string) =>
        SIDES.map((side) => `rule ${verb} iif ${side} lookup ${TABLE}`);
      // What comes back out of the device comes in from neither side, so it goes the usual way.
      for (const family of FAMILIES)
        await batch(family, [
          `route add default dev ${DELAY_DEVICE} table ${TABLE}`,
          ...rule('add'),
        ]);
      onReset(async () => {
        for (const family of FAMILIES) await batch(family, rule('delete'));
      });
    },
  },
  'loss-30': {
    what: '30 % of the packets that leave the user’s machine are lost, and with them their answers.',
    inject: ({ lineRules }) =>
      lineRules([`iifname "lan" numgen random mod 100 < ${LOSS_PERCENT} drop`]),
  },
} as const satisfies Record<string, Fault>;
