import { afterAll, beforeAll, expect, vi } from 'vitest';
import type { CaseView, EntryView } from '../../src/bot/console/contract.ts';
import { serveOn, type TestServer } from '../bot/console/client.ts';
import { played, startCompanion, type TestCompanion } from '../companion/companion.ts';
import { codeIn } from '../companion/pairing.ts';
import type { DATABASES } from '../store/places.ts';
import { PATIENCE_MS } from '../patience.ts';
import { FRONT_DESK, LOBBY } from './device.ts';
import { Player } from './recordings.ts';
import type { Scenario } from './scenario.ts';

/** Servers to talk to: one where nothing measures, one that measures by itself, and one that devices measure for. */
export interface Servers {
  readonly plain: { readonly server: TestServer };
  readonly measuring: { readonly server: TestServer };
  readonly devices: { readonly server: TestServer };
  /** Plays a recording wherever something is measured. */
  readonly player: Player;
  /** Starts a companion that comes into the server of devices by that ticket. */
  readonly start: (ticket: string, name: string) => Promise<TestCompanion>;
}

/** Without companions, there is nothing to choose between. */
const ALONE = { COMPANIONS: 'off' };

/** Serves all of them while a suite runs, each with an empty database of that kind. */
export function serveAll(database: (typeof DATABASES)[number]): Servers {
  const player = new Player();
  const devices = serveOn(database);
  const started: TestCompanion[] = [];
  const start = async (ticket: string, name: string): Promise<TestCompanion> => {
    const server = devices.server.url;
    const companion = await startCompanion({ server, ticket, run: played(player), device: { name } });
    started.push(companion);
    await companion.connected;
    return companion;
  };
  beforeAll(async () => {
    const token = { name: 'fleet', days: 1, mostUses: 1 };
    const { body } = await devices.server.call('POST', '/api/enrolment-tokens', token);
    await start((body as { secret: string }).secret, FRONT_DESK);
    const list = async (): Promise<unknown> =>
      (await devices.server.call('GET', '/api/devices')).body;
    await vi.waitFor(async () => {
      expect(await list()).toMatchObject({ devices: [{ name: FRONT_DESK, isConnected: true }] });
    }, PATIENCE_MS);
  });
  afterAll(async () => {
    await Promise.all(started.map((companion) => companion.remove()));
  });
  const plain = serveOn(database, {}, ALONE);
  const measuring = serveOn(database, { measures: player }, ALONE);
  return { plain, measuring, devices, player, start };
}

/** The server for a scenario, with its recording put in. */
export function serverFor(
  { plain, measuring, devices, player }: Servers,
  { measures, device }: Pick<Scenario, 'measures' | 'device'>,
): TestServer {
  player.release();
  if (device === 'silent') player.holdAfter(0);
  player.recording = measures ?? (device === 'silent' ? undefined : device) ?? player.recording;
  if (device !== undefined) return devices.server;
  return measures === undefined ? plain.server : measuring.server;
}

function isMeasuring({ timeline }: CaseView): boolean {
  const count = (isOne: (body: EntryView['body']) => boolean): number =>
    timeline.filter(({ body }) => isOne(body)).length;
  const asked = count((body) => body.kind === 'effect' && body.place !== undefined);
  return asked > count(({ kind }) => kind === 'measured');
}

function isPairing({ timeline }: CaseView): boolean {
  const last = timeline.findLast(
    ({ body }) => body.kind === 'paired' || (body.kind === 'effect' && body.effect === 'open-pairing'),
  );
  return last?.body.kind === 'effect';
}

/** The case once everything that was asked for has been measured. */
export async function measuredCase(server: TestServer, before: CaseView): Promise<CaseView> {
  let view = before;
  const isOpen = async (): Promise<boolean> => {
    view = (await server.call('GET', `/api/cases/${before.id}`)).body as CaseView;
    return isMeasuring(view) || isPairing(view);
  };
  if (isMeasuring(before) || isPairing(before))
    await expect.poll(isOpen, { interval: 10, timeout: 10_000 }).toBe(false);
  return view;
}

/** The same; where a machine is to be paired, one is, until it has measured. Nobody waits for silent devices. */
export async function pairedAndMeasured(
  { start }: Servers,
  server: TestServer,
  before: CaseView,
  device: Scenario['device'],
): Promise<CaseView> {
  if (device === 'silent') return before;
  if (!isPairing(before)) return measuredCase(server, before);
  const lobby = await start(codeIn(before), LOBBY);
  const view = await measuredCase(server, before);
  // The next conversation knows nothing of it.
  await server.call('POST', `/api/devices/${await lobby.connected}/revoke`);
  return view;
}
