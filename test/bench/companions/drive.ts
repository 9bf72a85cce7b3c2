import { setTimeout as sleep } from 'node:timers/promises';
import type { DriveCommand, Driven } from './commands.ts';

const WARM_UP_SECONDS = 3;

function asDriven(times: readonly number[], seconds: number): Driven {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? NaN;
  return { perSecond: times.length / seconds, p50: at(0.5), p99: at(0.99) };
}

/** Asks at fixed times, whether or not the answers keep up; each is timed from when it was due. */
async function atRate(
  ask: () => Promise<void>,
  perSecond: number,
  seconds: number,
): Promise<Driven> {
  const times: number[] = [];
  const waiting: Promise<void>[] = [];
  const from = performance.now();
  const total = perSecond * (WARM_UP_SECONDS + seconds);
  for (let at = 0; at < total;) {
    const now = performance.now();
    for (; at < total && from + (at * 1000) / perSecond <= now; at++) {
      const due = from + (at * 1000) / perSecond;
      const isCounted = at >= perSecond * WARM_UP_SECONDS;
      waiting.push(
        ask().then(() => {
          if (isCounted) times.push(performance.now() - due);
        }),
      );
    }
    await sleep(1);
  }
  await Promise.all(waiting);
  return asDriven(times, seconds);
}

/** Keeps `sideBySide` requests under way. */
async function atMost(
  ask: () => Promise<void>,
  sideBySide: number,
  seconds: number,
): Promise<Driven> {
  const times: number[] = [];
  const from = performance.now() + WARM_UP_SECONDS * 1000;
  const until = from + seconds * 1000;
  await Promise.all(
    Array.from({ length: sideBySide }, async () => {
      for (let asked = performance.now(); asked < until; asked = performance.now()) {
        await ask();
        const answered = performance.now();
        if (answered >= from && answered < until) times.push(answered - asked);
      }
    }),
  );
  return asDriven(times, seconds);
}

/** Carries out what the parent process commands, with `ask` as one request that resolves when it is answered. */
export function takeCommands(ask: () => Promise<void>): void {
  process.on('message', (command: DriveCommand) => {
    const { seconds } = command;
    const driven =
      command.kind === 'at-rate'
        ? atRate(ask, command.perSecond, seconds)
        : atMost(ask, command.sideBySide, seconds);
    void driven.then((answer) => process.send?.(answer));
  });
}
