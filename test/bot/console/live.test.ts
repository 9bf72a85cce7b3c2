import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import * as contract from '../../../src/bot/console/contract.ts';
import { DATABASES } from '../../store/places.ts';
import { openCase, serveOn, type Answer } from './client.ts';

describe.each(DATABASES)('live updates on %s', (database) => {
  const serving = serveOn(database);

  async function openStreams(): Promise<number> {
    const { body } = await serving.server.call('GET', '/metrics');
    return Number(/^login_doctor_open_streams (\d+)$/m.exec(String(body))?.[1]);
  }

  describe('live updates', () => {
    /** The events of a stream, as they come. */
    async function* eventsOf(
      path: string,
      lastId?: number,
    ): AsyncGenerator<Record<string, string>> {
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

    it('bring each entry of a case once, also after a break', async () => {
      const view = await openCase(serving.server);
      const stream = eventsOf(`/api/cases/${view.id}/live`);
      const next = stream.next();
      const say = (text: string): Promise<Answer> =>
        serving.server.call('POST', `/api/cases/${view.id}/events`, {
          id: randomUUID(),
          kind: 'said',
          text,
        });
      // The stream begins where the case stands when it is asked for: until it is there, nothing may be said.
      await expect.poll(openStreams, { interval: 5 }).toBe(1);
      await say('-1012');
      const first = (await next).value as Record<string, string>;
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
      const stream = eventsOf('/api/live');
      const next = stream.next();
      await expect.poll(openStreams, { interval: 5 }).toBe(1);
      const view = await openCase(serving.server, '-1012');
      const { data = '' } = (await next).value as Record<string, string>;
      expect(contract.CaseSummary.parse(JSON.parse(data))).toMatchObject({ id: view.id });
      await stream.return(undefined);
    });
  });
});
