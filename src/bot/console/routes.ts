import type { z } from 'zod';
import type { Gateway } from '../../companion/gateway/gateway.ts';
import type { Assistant } from '../../assistant/assistant.ts';
import type { Packs } from '../../knowledge/packs.ts';
import { placesFor, type Reach } from '../../assistant/places.ts';
import { chooseDiagnosis } from '../../diagnosis/choose.ts';
import { readExcerpt } from '../../diagnosis/excerpt.ts';
import { reportOf } from '../../diagnosis/report.ts';
import type { CaseFilter, CaseId, StoredCase } from '../../store/case-record.ts';
import type { StoredDevice } from '../../store/devices.ts';
import type { Person } from '../../store/sessions.ts';
import type { Store } from '../../store/store.ts';
import type { StoredSweep } from '../../store/sweeps.ts';
import { summaryOf, viewOfCase } from './case-view.ts';
import * as contract from './contract.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { deviceRoutes } from './device-routes.ts';
import { jobRoutes } from './job-routes.ts';
import { findErrors, knownError } from './known-errors.ts';
import { resumeAfter, type Live } from './live.ts';
import { Problem } from './problem.ts';
import { NOBODY, route, type Route } from './route.ts';
import { tokenRoutes } from './token-routes.ts';

export interface RouteParts {
  readonly store: Store;
  readonly assistant: Assistant;
  readonly packs: Packs;
  /** What checks can be run with. */
  readonly reach: Reach;
  readonly live: Live;
  /** Null where no companions may connect. */
  readonly gateway: Gateway | null;
  /** Whether people sign in to the server; then others reach it too. */
  readonly isShared: boolean;
}

/** Cases that were opened here; other channels have names of their own. */
export const CHANNEL = 'console';
const TENANT = 'default';
const LARGEST_LOG = 1024 ** 3;
/** Of people who have not signed in to a server that others reach. */
const LARGEST_OF_STRANGERS = 65_536;
/** Entries of a timeline; the export has them all. */
const MOST_SHOWN = 300;

function filterOf(query: z.output<typeof contract.CaseQuery>): CaseFilter {
  const { q = '', status, code, cause, limit, before } = query;
  const after = readCursor(before);
  return {
    words: q.split(/\s+/).filter((word) => word !== ''),
    ...(status ? { status } : {}),
    ...(code === undefined ? {} : { code }),
    ...(cause === undefined ? {} : { cause }),
    // One more than asked for shows whether there is a next page.
    limit: limit + 1,
    ...(after ? { after: { updatedAt: after.at, id: after.id } } : {}),
  };
}

async function* measured(
  chunks: AsyncIterable<Uint8Array>,
  count: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  let total = 0;
  for await (const chunk of chunks) {
    total += chunk.length;
    if (total > LARGEST_LOG)
      throw new Problem(
        413,
        'too-large',
        'the log is larger than 1 GiB',
        'cut it to the day of the failure',
      );
    count(total);
    yield chunk;
  }
}

/** Every route of the API. */
export function routesOf(parts: RouteParts): Route[] {
  const { store, packs, reach, gateway } = parts;
  return [
    ...caseRoutes(parts),
    ...deviceRoutes({ store, reach, gateway }),
    ...tokenRoutes(store),
    ...jobRoutes({ store, packs }),
  ];
}

function caseRoutes({ store, assistant, packs, reach, live, isShared }: RouteParts): Route[] {
  const view = async (
    stored: StoredCase,
    { name }: Person,
    entries = MOST_SHOWN,
  ): Promise<contract.CaseView> => {
    const now = Date.now();
    const first = Math.max(0, stored.entries - entries);
    const [timeline, swept, places] = await Promise.all([
      // What comes in meanwhile belongs to a later version.
      store.cases.timeline(stored.id, first, stored.entries - first),
      lastSweepOf(stored.id),
      placesFor(stored.id, name, reach, store, now, stored.state.sought),
    ]);
    return viewOfCase(stored, { timeline, ...swept }, { packs, places, now });
  };
  const lastSweepOf = async (
    id: CaseId,
  ): Promise<{ readonly sweep: StoredSweep | null; readonly device: StoredDevice | null }> => {
    const sweep = await store.sweeps.latestOf(id);
    const asked = sweep?.device ?? null;
    return { sweep, device: asked === null ? null : await store.devices.find(asked) };
  };
  const find = async (id: string): Promise<StoredCase> => {
    const stored = await store.cases.load(id);
    if (stored) return stored;
    throw new Problem(404, 'unknown-case', 'there is no such case', 'look it up in the list');
  };

  const newestChange = async (): Promise<number> =>
    (await store.cases.list({ limit: 1 }))[0]?.updatedAt ?? 0;

  return [
    route({
      method: 'post',
      path: '/api/diagnose',
      summary: 'One diagnosis of a text; nothing is kept',
      role: 'anyone',
      body: contract.DiagnoseRequest,
      answer: contract.Report,
      status: 200,
      run: ({ body, person }) => {
        if (isShared && person === NOBODY && body.text.length > LARGEST_OF_STRANGERS)
          throw new Problem(
            413,
            'too-large',
            'without sign-in a text has 64 KB at most',
            'sign in at /auth/login, or send the lines that matter',
          );
        const now = Date.now();
        const { diagnosis } = chooseDiagnosis(body.text, packs, { now, language: body.language });
        return Promise.resolve(reportOf(diagnosis, now));
      },
    }),
    route({
      method: 'get',
      path: '/api/session',
      summary: 'Who is signed in',
      role: 'viewer',
      answer: contract.Session,
      status: 200,
      run: ({ person }) =>
        Promise.resolve({ person: person.name, role: person.role, signOut: person.signOut }),
    }),
    route({
      method: 'post',
      path: '/api/logs',
      summary: 'A log of any size is said in a case; without a case it opens one',
      role: 'agent',
      takesStream: true,
      query: contract.LogQuery,
      answer: contract.LogTaken,
      status: 200,
      run: async ({ request, query: { id, case: caseId, version, language = 'en' }, person }) => {
        let bytes = 0;
        const chunks = measured(request, (total) => (bytes = total));
        const { text, whole, encoding } = await readExcerpt(chunks, packs);
        if (text.trim() === '')
          throw new Problem(400, 'empty-log', 'there is no text in it', 'choose another file');
        const event = { kind: 'said' as const, text, isExcerpt: !whole };
        const place = { channel: CHANNEL, key: id, tenant: TENANT, by: person.name, language };
        const target = caseId ?? (await assistant.open(place)).id;
        const taken = await assistant.take(target, { id, by: person.name, event }, version);
        return { case: await view(taken.case, person), whole, encoding, bytes };
      },
    }),
    route({
      method: 'post',
      path: '/api/cases',
      summary: 'Opens a case; the same id opens it once',
      role: 'agent',
      body: contract.NewCase,
      answer: contract.CaseView,
      status: 201,
      run: async ({ body: { id, language = 'en', text }, person }) => {
        const place = { channel: CHANNEL, key: id, tenant: TENANT, by: person.name, language };
        const opened = await assistant.open(place);
        if (text === undefined) return view(opened, person);
        const first = { id, by: person.name, event: { kind: 'said' as const, text } };
        return view((await assistant.take(opened.id, first)).case, person);
      },
    }),
    route({
      method: 'get',
      path: '/api/cases',
      summary: 'The cases, newest change first',
      role: 'viewer',
      query: contract.CaseQuery,
      answer: contract.CaseList,
      status: 200,
      run: async ({ query }) => {
        const live = await newestChange();
        const found = await store.cases.list(filterOf(query));
        const shown = found.slice(0, query.limit);
        const last = shown.at(-1);
        const next =
          found.length > shown.length && last
            ? writeCursor({ at: last.updatedAt, id: last.id })
            : null;
        return { cases: shown.map(summaryOf), next, live };
      },
    }),
    route({
      method: 'get',
      path: '/api/cases/:id',
      summary: 'A case, with its timeline',
      role: 'viewer',
      answer: contract.CaseView,
      status: 200,
      run: async ({ params: { id = '' }, person }) => view(await find(id), person),
    }),
    route({
      method: 'post',
      path: '/api/cases/:id/events',
      summary: 'Something was said or pressed; the same id is taken once',
      role: 'agent',
      body: contract.NewEvent,
      answer: contract.CaseView,
      status: 200,
      run: async ({ params: { id: caseId = '' }, body: { id, version, ...event }, person }) => {
        const incoming = { id, by: person.name, event };
        return view((await assistant.take(caseId, incoming, version)).case, person);
      },
    }),
    route({
      method: 'get',
      path: '/api/cases/:id/export',
      summary: 'A case as a file',
      role: 'viewer',
      answer: contract.CaseView,
      status: 200,
      run: async ({ params: { id = '' }, response, person }) => {
        const stored = await find(id);
        response.attachment(`case-${stored.id}.json`);
        return view(stored, person, stored.entries);
      },
    }),
    route({
      method: 'get',
      path: '/api/cases/:id/live',
      summary:
        '"entry": the timeline as it grows, resumed after Last-Event-ID; "check": checks of a running sweep as they end; "job": a device comes a step further with it',
      role: 'viewer',
      query: contract.CaseLiveQuery,
      status: 200,
      sends: 'text/event-stream',
      run: async ({ params: { id = '' }, query, ...listener }) => {
        const stored = await find(id);
        const last = resumeAfter(listener.request, query.after, contract.LARGEST_INTEGER);
        await live.ofCase(listener, stored.id, last ?? stored.entries);
      },
    }),
    route({
      method: 'get',
      path: '/api/live',
      summary: 'The cases as they change',
      role: 'viewer',
      query: contract.ListLiveQuery,
      status: 200,
      sends: 'text/event-stream',
      run: async ({ query, ...listener }) => {
        const last = resumeAfter(listener.request, query.after, Number.MAX_SAFE_INTEGER);
        await live.ofList(listener, last ?? (await newestChange()));
      },
    }),
    route({
      method: 'get',
      path: '/api/knowledge',
      summary: 'Known errors that fit a query; every one for an empty query',
      role: 'viewer',
      query: contract.KnowledgeQuery,
      answer: contract.KnowledgeHits,
      status: 200,
      run: ({ query: { q, limit } }) => Promise.resolve({ errors: findErrors(q, packs, limit) }),
    }),
    route({
      method: 'get',
      path: '/api/knowledge/:pack/:code',
      summary: 'A known error, with its causes and fixes',
      role: 'viewer',
      answer: contract.KnownErrorView,
      status: 200,
      run: ({ params: { pack = '', code = '' } }) => {
        const error = knownError(pack, code, packs);
        if (!error)
          throw new Problem(404, 'unknown-error', 'no pack knows that code', 'search for it');
        return Promise.resolve(error);
      },
    }),
    route({
      method: 'get',
      path: '/api/settings',
      summary: 'What is known of the company before anybody says anything',
      role: 'viewer',
      answer: contract.SettingsView,
      status: 200,
      run: () => store.settings.read(TENANT),
    }),
    route({
      method: 'put',
      path: '/api/settings',
      summary: 'Replaces the settings',
      role: 'admin',
      body: contract.SettingsView,
      answer: contract.SettingsView,
      status: 200,
      run: async ({ body, person }) => {
        await store.settings.write(TENANT, body, person.name, Date.now());
        return body;
      },
    }),
  ];
}
