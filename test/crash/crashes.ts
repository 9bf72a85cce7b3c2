import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { openStore, type StorePlace } from '../../src/store/store.ts';
import { freePort } from '../free-port.ts';
import { startReceiver, type Received } from './receiver.ts';
import { insist } from './insist.ts';
import { KNOWLEDGE, Victim } from './victim.ts';

export interface Findings {
  readonly kills: number;
  readonly events: number;
  /** Requests that had to be sent again. */
  readonly repeats: number;
  readonly deliveries: number;
  /** Deliveries that came twice, with the same id. */
  readonly twice: number;
  /** What must not be; empty when all is well. */
  readonly wrong: readonly string[];
}

const CLIENTS = 6;
const EVENTS_A_CASE = 20;
const DONE_IN_A_LIFE = 3;
const LONGEST_LIFE_MS = 400;
const SETTLE_LIMIT_MS = 20_000;

interface Sent {
  readonly caseId: string;
  readonly texts: string[];
}

/** What is wrong with one case, against what was acknowledged and what was delivered. */
async function judge(
  cases: Awaited<ReturnType<typeof openStore>>['cases'],
  { caseId, texts }: Sent,
  received: readonly Received[],
): Promise<string[]> {
  const wrong: string[] = [];
  const stored = await cases.load(caseId);
  if (!stored) return [`case ${caseId} is gone`];
  const timeline = await cases.timeline(stored.id);
  const said = timeline.flatMap(({ body }) => (body.kind === 'said' ? [body.text] : []));
  if (JSON.stringify(said) !== JSON.stringify(texts))
    wrong.push(`${caseId}: said ${said.join()} instead of ${texts.join()}`);
  timeline.forEach(({ body }, at) => {
    if (body.kind === 'said' && timeline[at + 1]?.body.kind !== 'replied')
      wrong.push(`${caseId}: no reply to ${body.text}`);
  });
  const replies = timeline.flatMap(({ body }) => (body.kind === 'replied' ? [body.reply] : []));
  const mine = received.filter((each) => each.caseId === caseId);
  const first = mine.filter(({ id }, at) => mine.findIndex((each) => each.id === id) === at);
  if (JSON.stringify(first.map(({ reply }) => reply)) !== JSON.stringify(replies))
    wrong.push(`${caseId}: ${first.length} deliveries do not match ${replies.length} replies`);
  // Only what was in flight when the server was killed may come twice: the last one of a life.
  for (const id of new Set(mine.map((each) => each.id))) {
    const at = mine.findIndex((each) => each.id === id);
    const isRepeated = mine.findLastIndex((each) => each.id === id) !== at;
    if (isRepeated && mine[at + 1]?.life === mine[at]?.life)
      wrong.push(`${caseId}: delivery ${id} came twice, and was not in flight`);
  }
  return wrong;
}

/** Kills the server `kills` times at random while clients send events, and looks at what is left. */
export async function crash(place: StorePlace, kills: number): Promise<Findings> {
  const port = await freePort();
  const receiver = await startReceiver();
  const victim = new Victim('server.ts', [KNOWLEDGE, receiver.url], {
    PORT: String(port),
    DATA_DIR: place.dataDir,
    LOG_LEVEL: 'silent',
    ...(place.databaseUrl === undefined ? {} : { DATABASE_URL: place.databaseUrl }),
  });
  const api = `http://127.0.0.1:${port}/api/cases`;
  const sent: Sent[] = [];
  let repeats = 0;
  const over = new AbortController();
  let acknowledged = Promise.withResolvers<unknown>();
  const again = (): void => {
    repeats++;
  };

  const isOver = (): boolean => over.signal.aborted;

  const talk = async (client: number): Promise<void> => {
    while (!isOver()) {
      const { id: caseId } = await insist(victim, api, { id: randomUUID() }, again);
      const texts: string[] = [];
      sent.push({ caseId, texts });
      for (let at = 0; at < EVENTS_A_CASE && !isOver(); at++) {
        const text = `client ${client} says ${at}`;
        await insist(
          victim,
          `${api}/${caseId}/events`,
          { id: randomUUID(), kind: 'said', text },
          again,
        );
        texts.push(text);
        acknowledged.resolve(text);
        acknowledged = Promise.withResolvers();
      }
    }
  };

  await victim.start();
  const clients = Promise.all(Array.from({ length: CLIENTS }, (_, client) => talk(client)));
  for (let at = 0; at < kills; at++) {
    // Every second life lasts until it has done something, however slow the machine is.
    for (let done = 0; at % 2 === 0 && done < DONE_IN_A_LIFE; done++) await acknowledged.promise;
    await sleep(randomInt(LONGEST_LIFE_MS));
    await victim.kill();
    await victim.start();
  }
  over.abort();
  await clients;

  const store = await openStore(place);
  const limit = performance.now() + SETTLE_LIMIT_MS;
  while ((await store.outbox.depth()) > 0 && performance.now() < limit) await sleep(20);
  const open = await store.outbox.depth();
  const counted = victim.kills;
  await victim.kill();
  await receiver.stop();
  const wrong = open > 0 ? [`${open} deliveries were never made`] : [];
  for (const each of sent) wrong.push(...(await judge(store.cases, each, receiver.received)));
  await store.close();

  const ids = new Set(receiver.received.map(({ id }) => id));
  return {
    kills: counted,
    events: sent.reduce((sum, { texts }) => sum + texts.length, 0),
    repeats,
    deliveries: ids.size,
    twice: receiver.received.length - ids.size,
    wrong,
  };
}
