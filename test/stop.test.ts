import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Channel } from '../src/assistant/channel.ts';
import type { Delivery } from '../src/store/outbox.ts';
import { openStore } from '../src/store/store.ts';
import { openCase, startTestServer } from './bot/console/client.ts';
import { startServe, type ServeProcess } from './serve-process.ts';
import { DATABASES, emptyPlace } from './store/places.ts';

describe('Ctrl+C', () => {
  let dataDir: string;
  let serve: ServeProcess;
  let url: string;
  let headers: { readonly authorization: string };
  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'stop-'));
    serve = await startServe({ DATA_DIR: dataDir });
    const [, address = '', token = ''] = /^(.*)\/enter\/(.*)$/.exec(serve.entry) ?? [];
    url = address;
    headers = { authorization: `Bearer ${token}` };
  });
  afterEach(() => {
    rmSync(dataDir, { recursive: true });
  });

  it('ends the server at once, also while a page is open', async () => {
    const stream = await fetch(`${url}/api/live`, { headers });
    const page = stream.text();
    const start = performance.now();
    serve.signal('SIGINT');
    const { status, out, err } = await serve.ended;
    expect(performance.now() - start).toBeLessThan(1000);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toMatch(/\nstopping…\n$/);
    expect(await page).toContain('retry:');
  });

  it('waits for the request that is under way, and no longer', async () => {
    const upload = httpRequest(`${url}/api/logs?id=a-log-of-the-test`, { method: 'POST', headers });
    const answered = once(upload, 'response') as Promise<[IncomingMessage]>;
    upload.write('onLogin -1012');
    await sleep(200);
    serve.signal('SIGINT');
    await serve.says('stopping…');
    const start = performance.now();
    upload.end();
    const [response] = await answered;
    response.resume();
    // Nothing new is begun any more; it is told so, and sends it to the next start.
    expect(response.statusCode).toBe(503);
    expect(await serve.ended).toMatchObject({ status: 0 });
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it('a second time waits for nothing', async () => {
    const upload = httpRequest(`${url}/api/logs?id=a-log-of-the-test`, { method: 'POST', headers });
    upload.on('error', () => undefined).write('a log that never ends');
    await sleep(200);
    serve.signal('SIGINT');
    await serve.says('stopping…');
    const start = performance.now();
    serve.signal('SIGINT');
    expect(await serve.ended).toMatchObject({ signal: 'SIGINT' });
    expect(performance.now() - start).toBeLessThan(1000);
  });
});

it.each(DATABASES)(
  'a stop on %s loses nothing that is under way, and answers it',
  async (database) => {
    const { place, remove } = await emptyPlace(database);
    const delivered: Delivery[] = [];
    const channel: Channel = {
      name: 'console',
      deliver: async (delivery) => {
        await sleep(20);
        delivered.push(delivery);
      },
    };
    const { databaseUrl } = place;
    const server = await startTestServer(
      {
        DATA_DIR: place.dataDir,
        ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
      },
      { channels: [channel] },
    );
    const cases = await Promise.all([0, 1, 2, 3, 4].map(() => openCase(server)));
    let answered = 0;
    let begun = (): void => undefined;
    const inTheMiddle = new Promise<void>((resolve) => (begun = resolve));
    const sent = cases.flatMap(({ id }) =>
      Array.from({ length: 20 }, async (_, at) => {
        const event = { id: randomUUID(), kind: 'said', text: `says ${at}` };
        // A request that had not come in yet finds nobody any more.
        const answer = await server
          .call('POST', `/api/cases/${id}/events`, event)
          .catch(() => null);
        const status = answer?.status ?? null;
        if (++answered === 30) begun();
        return { caseId: id, text: event.text, status };
      }),
    );
    await inTheMiddle;
    await server.stop();
    const answers = await Promise.all(sent);
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(30);
    expect([200, 503, null]).toEqual(expect.arrayContaining(statuses));

    const store = await openStore(place);
    for (const { id } of cases) {
      const stored = await store.cases.load(id);
      const timeline = stored ? await store.cases.timeline(stored.id) : [];
      const said = timeline.flatMap(({ body }) => (body.kind === 'said' ? [body.text] : []));
      const taken = answers.filter(({ caseId, status }) => caseId === id && status === 200);
      expect(said.sort()).toEqual(taken.map(({ text }) => text).sort());
      expect(timeline.filter(({ body }) => body.kind === 'replied')).toHaveLength(said.length);
    }
    // What was not delivered waits for the next start; nothing stands in both places, or in none.
    const taken = answers.filter(({ status }) => status === 200).length;
    expect(delivered.length + (await store.outbox.depth())).toBe(taken);
    await store.close();
    await remove();
  },
);
