import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorOf, openCase, startTestServer, type TestServer } from '../bot/console/client.ts';
import { startFreezer } from '../freezer.ts';
import { startPostgres, type OwnPostgres } from './own-postgres.ts';

describe('while PostgreSQL', () => {
  let postgres: OwnPostgres;
  let server: TestServer;
  let freezer: Awaited<ReturnType<typeof startFreezer>>;

  beforeAll(async () => {
    postgres = await startPostgres();
    freezer = await startFreezer(Number(new URL(postgres.url).port));
    const through = new URL(`${postgres.url}/postgres`);
    through.port = String(freezer.port);
    server = await startTestServer({ DATABASE_URL: through.href });
  });
  afterAll(async () => {
    freezer.stop();
    await postgres.end();
  });

  /** What an operator is told. */
  async function probes(): Promise<void> {
    expect((await server.call('GET', '/healthz')).status).toBe(200);
    const ready = await server.call('GET', '/readyz');
    expect(ready.status).toBe(503);
    expect(errorOf(ready).message).toBe('the database does not answer');
    const metrics = await server.call('GET', '/metrics');
    expect(metrics.status).toBe(200);
    expect(metrics.body).toMatch(/^login_doctor_open_streams /m);
    expect(metrics.body).not.toMatch(/^login_doctor_outbox_open /m);
  }

  it('is stopped and started again, the server lives and says what is the matter', async () => {
    const { id } = await openCase(server, '-1012');
    let isOver = false;
    const wrong = new Set<string>();
    const texts: string[] = [];
    const talk = async (client: number): Promise<void> => {
      for (let at = 0; !isOver; at++) {
        const said = { id: randomUUID(), kind: 'said', text: `client ${client} says ${at}` };
        for (;;) {
          const answer = await server.call('POST', `/api/cases/${id}/events`, said);
          if (answer.status === 200) break;
          if (answer.status !== 503) wrong.add(`${answer.status} ${JSON.stringify(answer.body)}`);
          await sleep(20);
        }
        texts.push(said.text);
        await sleep(20);
      }
    };
    const clients = Promise.all([0, 1, 2, 3].map(talk));
    await sleep(200);
    await postgres.stop();
    const refused = await server.call('GET', '/api/cases');
    expect(refused.status).toBe(503);
    expect(errorOf(refused)).toMatchObject({
      code: 'store-unavailable',
      message: 'the database does not answer',
    });
    await probes();
    await postgres.start();
    await sleep(500);
    isOver = true;
    await clients;
    expect([...wrong]).toEqual([]);
    const { body } = await server.call('GET', `/api/cases/${id}/export`);
    const said = (body as { timeline: { body: { kind: string; text?: string } }[] }).timeline
      .filter((entry) => entry.body.kind === 'said')
      .map((entry) => entry.body.text);
    expect(said.sort()).toEqual(['-1012', ...texts].sort());
    expect((await server.call('GET', '/readyz')).status).toBe(200);
    expect((await server.call('GET', '/metrics')).body).toMatch(/^login_doctor_outbox_open 0$/m);
  });

  it('is frozen, requests end, and so does the server', async () => {
    freezer.freeze();
    await probes();
    const refused = await server.call('GET', '/api/cases');
    expect(refused.status).toBe(503);
    expect(errorOf(refused).code).toBe('store-unavailable');
    freezer.thaw();
    expect((await server.call('GET', '/api/cases')).status).toBe(200);

    freezer.freeze();
    const event = { id: randomUUID(), text: '-1012' };
    const hanging = server.call('POST', '/api/cases', event).catch(() => null);
    await sleep(100);
    const start = performance.now();
    await server.stop();
    expect(performance.now() - start).toBeLessThan(10_000);
    await hanging;
  });
});
