import { describe, expect, it, type TestContext } from 'vitest';
import { openResolve, type Resolve } from '../../src/checks/resolve.ts';
import { openDnsServer, type Question, type Reply } from './dns-server.ts';

const FOUND: Reply = { records: [{ type: 'A', data: '203.0.113.1' }] };
const after = (afterMs: number): Reply => ({ ...FOUND, afterMs });

async function resolverAsking(
  finished: TestContext['onTestFinished'],
  ...replies: ((question: Question, nth: number) => Reply)[]
): Promise<Resolve> {
  const servers = await Promise.all(replies.map(openDnsServer));
  finished(async () => {
    for (const server of servers) await server.close();
  });
  return openResolve({ servers: servers.map(({ address }) => address), hostsFile: '/nowhere' });
}

/** The names take seconds here, beside each other. */
describe.concurrent('on a bad line', () => {
  it('asks again when a datagram is lost', async ({ onTestFinished }) => {
    const resolve = await resolverAsking(onTestFinished, (_, nth) =>
      nth <= 2 ? 'silence' : FOUND,
    );
    expect(await resolve('a.example.com', AbortSignal.timeout(9000))).toMatchObject({
      v4: ['203.0.113.1'],
    });
  });

  it('asks the next server when one is silent', async ({ onTestFinished }) => {
    const resolve = await resolverAsking(
      onTestFinished,
      () => 'silence',
      () => FOUND,
    );
    const { v4, ms } = await resolve('a.example.com', AbortSignal.timeout(9000));
    expect(v4).toEqual(['203.0.113.1']);
    expect(ms).toBeLessThan(2400);
  });

  it('hears an answer that comes after six seconds, when the question has been sent again', async ({
    onTestFinished,
  }) => {
    const resolve = await resolverAsking(onTestFinished, () => after(6000));
    const { v4, ms } = await resolve('a.example.com', AbortSignal.timeout(9000));
    expect(v4).toEqual(['203.0.113.1']);
    expect(ms).toBeLessThan(7000);
  });

  it('waits only a while for a family that does not answer', async ({ onTestFinished }) => {
    const resolve = await resolverAsking(onTestFinished, ({ type }) =>
      type === 'A' ? FOUND : 'silence',
    );
    const { v4, failure, ms } = await resolve('a.example.com', AbortSignal.timeout(9000));
    expect(v4).toEqual(['203.0.113.1']);
    expect(failure).toBeNull();
    expect(ms).toBeLessThan(3500);
  });
});
