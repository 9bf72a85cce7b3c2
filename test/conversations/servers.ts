import { expect } from 'vitest';
import type { CaseView } from '../../src/bot/console/contract.ts';
import { serveOn, type TestServer } from '../bot/console/client.ts';
import type { DATABASES } from '../store/places.ts';
import { Player, type Recording } from './recordings.ts';

/** Servers to talk to: one where nothing measures, and one where a recording is played. */
export interface Servers {
  readonly plain: { readonly server: TestServer };
  readonly measuring: { readonly server: TestServer };
  readonly player: Player;
}

/** Without companions, there is nothing to choose between. */
const ALONE = { COMPANIONS: 'off' };

/** Serves both while a suite runs, each with an empty database of that kind. */
export function serveBoth(database: (typeof DATABASES)[number]): Servers {
  const player = new Player();
  return { plain: serveOn(database, {}, ALONE),
    measuring: serveOn(database, { measures: player }, ALONE), player };
}

/** The server for a scenario, with its recording put in. */
export function serverFor(
  { plain, measuring, player }: Servers,
  recording: Recording | undefined,
): TestServer {
  if (recording === undefined) return plain.server;
  player.recording = recording;
  return measuring.server;
}

function isMeasuring({ timeline, sweep }: CaseView): boolean {
  if (!sweep) return false;
  const asked = timeline.filter(({ body }) => body.kind === 'effect' && body.effect === 'start-sweep');
  const told = timeline.filter(({ body }) => body.kind === 'measured');
  return asked.length > told.length;
}

/** The case once everything that was asked for has been measured. */
export async function measuredCase(server: TestServer, before: CaseView): Promise<CaseView> {
  let view = before;
  const look = async (): Promise<boolean> => {
    view = (await server.call('GET', `/api/cases/${before.id}`)).body as CaseView;
    return isMeasuring(view);
  };
  if (isMeasuring(before)) await expect.poll(look, { interval: 10, timeout: 10_000 }).toBe(false);
  return view;
}
