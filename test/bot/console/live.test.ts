import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import * as contract from '../../../src/bot/console/contract.ts';
import { DATABASES } from '../../store/places.ts';
import { openCase, serveOn, startTestServer, type Answer } from './client.ts';

describe.each(DATABASES)('live updates on %s', (database) => {
  const serving = serveOn(database);

  /** The events of a stream, as they come. */
  async function* eventsOf(path: string, lastId?: number): AsyncGenerator<Record<string, string>> {
    const response = await fetch(`${serving.server.url}${path}`, {
      headers: {
        authorization: `Bearer ${serving.server.token}`,
        ...(lastId === undefined ? {} : { 'last-event-id': String(lastId) }),
      },
    });
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    let rest = '';
    for await (const chunk of (response.body as ReadableStream<Uint8Array>).pipeThrough(
      new TextDecoderStream(),
    )) {
      rest += chunk;
      const blocks = rest.split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks)
        if (block.includes('data: '))
          yield Object.fromEntries(
            block.split('\n').map((line) => line.split(/: (.*)/s) as [string, string]),
          );
    }
  }

  /** The change of that case, behind those of others. */
  async function changesUntil(
    events: AsyncGenerator<Record<string, string>>,
    id: string,
  ): Promise<Record<string, string>> {
    for await (const event of events)
      if (contract.CaseSummary.parse(JSON.parse(event.data ?? '')).id === id) return event;
    throw new Error('the stream ended');
  }

  it('bring each entry of a case once, also after a break', async () => {
    const view = await openCase(serving.server);
    const say = (text: string): Promise<Answer> =>
      serving.server.call('POST', `/api/cases/${view.id}/events`, {
        id: randomUUID(),
        kind: 'said',
        text,
      });
    // What was said between the reading of the case and the opening of the stream is told too.
    await say('-1012');
    const stream = eventsOf(`/api/cases/${view.id}/live?after=${view.timeline.length}`);
    const first = (await stream.next()).value as Record<string, string>;
    expect(first).toMatchObject({ event: 'entry', id: '2' });
    expect(contract.EntryView.parse(JSON.parse(first.data ?? ''))).toMatchObject({
      n: 2,
      body: { kind: 'said', text: '-1012' },
    });
    await stream.return(undefined);

    await say('help');
    const numbers: number[] = [];
    for await (const { id } of eventsOf(`/api/cases/${view.id}/live`, 2)) {
      numbers.push(Number(id));
      if (numbers.length === 3) break;
    }
    expect(numbers).toEqual([3, 4, 5]);
  });

  it('tell the list which case changed', async () => {
    const list = await serving.server.call('GET', '/api/cases');
    const { live } = contract.CaseList.parse(list.body);
    // Changes between the reading of the list and the opening of the stream are told too.
    const missed = await openCase(serving.server, '-1012');
    const told = await changesUntil(eventsOf(`/api/live?after=${live}`), missed.id);
    const last = Number(told.id);
    const later = await openCase(serving.server, '-1021');
    expect(await changesUntil(eventsOf('/api/live', last), later.id)).toMatchObject({
      event: 'case',
    });
  });

  it('tell what another process changed', async () => {
    const view = await openCase(serving.server);
    const other = await startTestServer(serving.environment);
    const stream = eventsOf(`/api/cases/${view.id}/live`);
    const next = stream.next();
    await other.call('POST', `/api/cases/${view.id}/events`, {
      id: randomUUID(),
      kind: 'said',
      text: 'told to another process',
    });
    expect((await next).value).toMatchObject({ event: 'entry', id: '2' });
    await stream.return(undefined);
    await other.stop();
  });

  it('end when the far side has gone, whenever that was', async () => {
    const view = await openCase(serving.server);
    const headers = { authorization: `Bearer ${serving.server.token}` };
    await Promise.all(
      Array.from({ length: 300 }, async (_, at) => {
        const path = at % 2 === 0 ? '/api/live' : `/api/cases/${view.id}/live`;
        const signal = AbortSignal.timeout(1 + (at % 60));
        const response = await fetch(`${serving.server.url}${path}`, { headers, signal }).catch(
          () => null,
        );
        await response?.text().catch(() => null);
      }),
    );
    const open = async (): Promise<string | undefined> => {
      const { body } = await serving.server.call('GET', '/metrics');
      return /^login_doctor_open_streams (\d+)$/m.exec(body as string)?.[1];
    };
    await expect.poll(open, { timeout: 5000 }).toBe('0');
  });
});
