import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Gateway } from '../../../src/companion/gateway/gateway.ts';
import { createKeys, readKeys } from '../../../src/companion/signing.ts';
import { openConversation } from '../../../src/conversation/state.ts';
import { openPacks } from '../../../src/knowledge/packs.ts';
import type { CaseHead, StoredCase } from '../../../src/store/case-record.ts';
import type { DeviceId } from '../../../src/store/devices.ts';
import { openStore } from '../../../src/store/store.ts';
import { takeCommands } from './drive.ts';
import { CHECKS } from './job.ts';

/**
 * The gateway with its store, as `serve` has them, and without the conversation that asks for jobs and is told of them.
 * One request is a job: asked in a case, saved, signed and sent, begun, finished, saved again. Each device has a case.
 */
const [dataDir = ''] = process.argv.slice(2);
const store = await openStore({ dataDir, onConnectionLost: () => undefined });
const ended = new Map<string, (status: string) => void>();
const gateway = new Gateway({
  store,
  keys: readKeys(await store.serverSecret(createKeys().secret, Date.now())),
  packs: await openPacks('knowledge-base'),
  version: '0.0.0',
  trustedProxies: 'loopback',
  now: Date.now,
  onPaired: () => undefined,
  onLogs: () => Promise.resolve(),
  onEvent: () => undefined,
  onEnd: ({ caseId }, status) => {
    ended.get(caseId)?.(status);
  },
  onRefusal: (code) => {
    throw new Error(`a companion was refused: ${code}`);
  },
  onError: (error) => {
    throw error;
  },
});

const HEAD: CaseHead = {
  status: 'open',
  title: 'no network',
  name: 'kTMSDKErrorLoginNetError',
  excerpt: 'onLogin -1018',
  ssoDomain: null,
  code: -1018,
  cause: null,
  language: 'en',
};
const STATE = { ...openConversation('en'), said: ['onLogin(-1018, "connect failed")'] };
const brief = {
  pack: 'tmsdk-login',
  language: 'en' as const,
  control: null,
  endpoints: [],
  logs: false,
};

/** A case for each device. */
const places: { current: StoredCase; readonly device: DeviceId }[] = [];
for (const { id: device } of await store.devices.list(100_000)) {
  const head = { ...HEAD, pack: brief.pack, channel: 'bench', key: device, tenant: 'default' };
  const { id } = await store.cases.open({ ...head, by: 'bench', at: Date.now(), state: STATE });
  const current = await store.cases.load(id);
  if (current) places.push({ current, device });
}

/** The case has heard of its job, as the server's sweeper sees to; until then it can ask for no other one. */
async function told(place: (typeof places)[number]): Promise<void> {
  for (const sweep of await store.sweeps.untoldOf(place.current.id))
    await store.sweeps.told(sweep, Date.now());
  places.push(place);
}

async function ask(): Promise<void> {
  // Whoever has had none for longest.
  const place = places.shift();
  if (!place) throw new Error('every device has a job');
  const { current, device } = place;
  const { id, version, entries } = current;
  const at = Date.now();
  const sweep = { mark: version, place: device, checks: CHECKS, device, brief, requester: 'bench' };
  const isEnded = new Promise<string>((resolve) => ended.set(id, resolve));
  const outcome = await store.cases.commit(current, {
    ...HEAD,
    eventId: `asked-${version}`,
    at,
    pack: brief.pack,
    state: STATE,
    words: 'bench',
    entries: [{ by: 'bench', body: { kind: 'effect', effect: 'start-sweep', place: device } }],
    deliveries: [],
    sweeps: [sweep],
    withdrawnBy: null,
    pairings: [],
    feedback: [],
  });
  if (outcome !== 'saved') throw new Error(`a job was not saved: ${outcome}`);
  place.current = { ...current, version: version + 1, entries: entries + 1 };
  gateway.jobs.changed(id);
  const status = await isEnded;
  ended.delete(id);
  void told(place);
  if (status !== 'finished') throw new Error(`a job ended as ${status}`);
}
takeCommands(ask);

const server = createServer();
gateway.start(server);
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
