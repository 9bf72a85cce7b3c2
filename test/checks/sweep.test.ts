import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import type { CheckContext } from '../../src/checks/check.ts';
import { measure } from '../../src/checks/measure.ts';
import { openPolicy } from '../../src/checks/policy.ts';
import { CheckResult } from '../../src/checks/result.ts';
import { sweep, type SweepEvent } from '../../src/checks/sweep.ts';
import type { PlannedCheck } from '../../src/diagnosis/plan.ts';
import { contextFor, resolutionTo } from './context.ts';
import { closeServers, listen, rawServer, type Listening } from './servers.ts';
import { openSilentPort } from './silent-port.ts';

afterEach(closeServers);

const HOST = 'a.example.com';

/** A sweep that may touch these ports of loopback addresses and nothing else; every name leads to 127.0.0.1. */
function context(ports: readonly number[], changes: Partial<CheckContext> = {}): CheckContext {
  return contextFor({
    policy: openPolicy({
      hosts: new Set([HOST]),
      addresses: new Set(['127.0.0.1', '127.0.0.2', '127.0.0.3']),
      ports: new Set(ports),
      probes: new Set(),
      isAllowedAddress: (ip) => ip.startsWith('127.'),
    }),
    resolve: () => Promise.resolve(resolutionTo({ v4: ['127.0.0.1'] })),
    ...changes,
  });
}

async function all(plan: readonly PlannedCheck[], given: CheckContext): Promise<SweepEvent[]> {
  const events: SweepEvent[] = [];
  for await (const event of sweep(plan, given)) events.push(event);
  return events;
}

function resultsOf(events: readonly SweepEvent[]): CheckResult[] {
  return events.flatMap((event) => (event.kind === 'ended' ? [event.result] : []));
}

function findingsOf(events: readonly SweepEvent[]): string[] {
  return resultsOf(events).map(({ finding }) => finding);
}

async function silentPort(): Promise<number> {
  const silent = await openSilentPort();
  onTestFinished(() => silent.close());
  return silent.port;
}

/** Accepts, and says nothing for as long as anybody stays. */
function mute(): Promise<Listening> {
  return listen(rawServer(() => undefined));
}

const dns = (target = HOST): PlannedCheck => ({ kind: 'dns', target });
const tcp = (port: number, host = '127.0.0.1'): PlannedCheck => ({
  kind: 'tcp',
  target: `${host}:${port}`,
});
const many = (count: number): PlannedCheck[] => Array.from({ length: count }, () => dns());

describe('a sweep', () => {
  it('calls each target as the plan does, however the check itself would write it', async () => {
    const { port } = await listen(
      createHttpServer((_, response) => {
        response.end();
      }),
    );
    const target = `HTTP://${HOST.toUpperCase()}:${port}`;
    const [result] = resultsOf(await all([{ kind: 'http', target }], context([port])));
    expect(result).toMatchObject({ kind: 'http', target, finding: 'answered' });
  });

  it('tells of each check that it has started and how it ended, and at last that all is done', async () => {
    const { port } = await listen(createServer());
    const plan = [dns(), tcp(port), tcp(port, HOST), tcp(port, '127.0.0.2')];
    const events = await all(plan, context([port]));
    for (const check of plan) {
      const own = events.filter((event) => event.kind !== 'done' && event.check === check);
      expect(own.map(({ kind }) => kind)).toEqual(['started', 'ended']);
    }
    expect(events).toHaveLength(2 * plan.length + 1);
    expect(events.at(-1)?.kind).toBe('done');
    for (const event of events)
      if (event.kind === 'ended')
        expect(event.result).toMatchObject({ kind: event.check.kind, target: event.check.target });
    expect(findingsOf(events).sort()).toEqual(['connected', 'connected', 'connected', 'resolved']);
  });

  it('tells of a check as soon as it has ended, while others still run', async () => {
    const { port } = await listen(createServer());
    const silent = await silentPort();
    const ended: string[] = [];
    for await (const event of sweep([tcp(silent), tcp(port)], context([port, silent]))) {
      if (event.kind === 'ended') ended.push(event.result.finding);
    }
    expect(ended).toEqual(['connected', 'timed-out']);
  });

  it('without any check is done at once', async () => {
    expect(await all([], context([]))).toMatchObject([{ kind: 'done' }]);
  });

  it('runs ten silent hosts in the time of one', async () => {
    const silent = await silentPort();
    const plan = Array.from({ length: 10 }, () => tcp(silent));
    const started = performance.now();
    const events = await all(plan, context([silent], { limitMs: 800 }));
    expect(findingsOf(events)).toEqual(plan.map(() => 'timed-out'));
    expect(performance.now() - started).toBeLessThan(800 * 1.5);
  });

  it('runs many side by side, but not any number', async () => {
    let running = 0;
    let most = 0;
    const resolve = async () => {
      most = Math.max(most, ++running);
      await pause(20);
      running -= 1;
      return resolutionTo({ v4: ['127.0.0.1'] });
    };
    const events = await all(many(300), context([], { resolve }));
    expect(findingsOf(events)).toEqual(many(300).map(() => 'resolved'));
    expect(most).toBeGreaterThan(40);
    expect(most).toBeLessThan(100);
  });

  it('measures how long the machine itself was busy', async () => {
    const resolve = async () => {
      await pause(60);
      const until = performance.now() + 200;
      while (performance.now() < until);
      await pause(60);
      return resolutionTo({ v4: ['127.0.0.1'] });
    };
    const events = await all([dns()], context([], { resolve }));
    const [{ lagMs } = { lagMs: 0 }] = events.filter((event) => event.kind === 'done');
    expect(lagMs).toBeGreaterThan(100);
    expect(lagMs).toBeLessThan(5000);
  });

  it('collects its results in one measurement, with every event told', async () => {
    const told: string[] = [];
    const check = dns();
    const prepared = {
      plan: [check],
      context: context([]),
      control: null,
      endpoints: [],
    };
    const { results } = await measure(prepared, (event) => void told.push(event.kind));
    expect(told).toEqual(['started', 'ended', 'done']);
    expect(results).toMatchObject([{ kind: 'dns', finding: 'resolved' }]);
  });
});

describe('a check that does not go well', () => {
  it('is told as refused by the policy, and nothing is contacted', async () => {
    const server = await listen(createServer());
    const events = await all(
      [tcp(server.port, '10.0.0.1'), tcp(server.port, 'b.example.com'), tcp(22), dns('localhost.')],
      context([server.port]),
    );
    expect(resultsOf(events)).toMatchObject(
      ['not-public', 'not-named', 'port', 'local-name'].map((refusal) => ({
        status: 'failed',
        finding: 'not-allowed',
        refusal,
        error: null,
      })),
    );
    expect(server.contacts()).toBe(0);
  });

  it('is told as broken where it throws, in a line that steers no terminal', async () => {
    const resolve = () => Promise.reject(new Error(`no\u001b[31m memory\n${'x'.repeat(9000)}`));
    const { port } = await listen(createServer());
    const events = await all([dns(), tcp(port)], context([port], { resolve }));
    const broken = resultsOf(events);
    expect(broken.map(({ finding }) => finding)).toEqual(['broke', 'broke']);
    expect(broken[0]).toMatchObject({
      error: expect.stringMatching(/^Error: no \[31m memory x+$/) as string,
    });
    for (const each of broken) expect(CheckResult.parse(each)).toEqual(each);
  });

  it('is told as broken where it never ends, soon after its time', async () => {
    const resolve = () => new Promise<never>(() => undefined);
    const { port } = await listen(createServer());
    const started = performance.now();
    const events = await all(
      [dns(), { kind: 'clock', target: `https://${HOST}:${port}/` }, tcp(port)],
      context([port], {
        limitMs: 300,
        resolve: (host) =>
          host === HOST ? resolve() : Promise.resolve(resolutionTo({ v4: [host] })),
      }),
    );
    const results = resultsOf(events);
    expect(results.filter(({ finding }) => finding === 'broke')).toHaveLength(2);
    expect(results).toContainEqual(expect.objectContaining({ kind: 'tcp', finding: 'connected' }));
    const took = performance.now() - started;
    expect(took).toBeGreaterThan(300);
    expect(took).toBeLessThan(4000);
  });

  it('does not take the others with it', async () => {
    const { port } = await listen(createServer());
    const silent = await silentPort();
    const resolve = (host: string) =>
      host === HOST
        ? Promise.reject(new Error('broken'))
        : Promise.resolve(resolutionTo({ v4: [host] }));
    const plan = [
      dns(),
      tcp(port),
      tcp(silent),
      tcp(port, '10.0.0.1'),
      { kind: 'logs', target: '-' } as const,
    ];
    const findings = findingsOf(
      await all(plan, context([port, silent], { resolve, limitMs: 400 })),
    );
    expect(findings.sort()).toEqual(['broke', 'broke', 'connected', 'not-allowed', 'timed-out']);
  });
});

describe('a sweep that is ended', () => {
  const held = (port: number): PlannedCheck[] => [
    { kind: 'tls', target: `127.0.0.1:${port}` },
    { kind: 'http', target: `http://127.0.0.1:${port}/` },
    { kind: 'clock', target: `http://127.0.0.1:${port}/` },
  ];

  it('by its signal: running checks end at once, and nothing stays open', async () => {
    const server = await mute();
    const silent = await silentPort();
    const ending = new AbortController();
    setTimeout(() => {
      ending.abort();
    }, 200);
    const started = performance.now();
    const plan = [...held(server.port), tcp(silent)];
    const events = await all(
      plan,
      context([server.port, silent], { signal: ending.signal, limitMs: 20_000 }),
    );
    expect(performance.now() - started).toBeLessThan(1500);
    expect(resultsOf(events).map(({ status }) => status)).toEqual(plan.map(() => 'inconclusive'));
    expect(events.at(-1)?.kind).toBe('done');
    expect(server.contacts()).toBe(3);
    await server.everybodyGone();
  });

  it('by its signal: what had not begun is told as ended early', async () => {
    const ending = new AbortController();
    const resolve = async () => {
      await pause(50);
      ending.abort();
      return resolutionTo({ v4: ['127.0.0.1'] });
    };
    const plan = many(200);
    const events = await all(plan, context([], { resolve, signal: ending.signal }));
    const findings = findingsOf(events);
    expect(findings).toHaveLength(plan.length);
    expect(new Set(findings)).toEqual(new Set(['resolved', 'ended-early']));
    const started = events.filter(({ kind }) => kind === 'started').length;
    expect(findings.filter((finding) => finding === 'ended-early')).toHaveLength(200 - started);
  });

  it('before it began: every check is told as ended early, and nothing is contacted', async () => {
    const server = await mute();
    const plan = [...held(server.port), dns()];
    const events = await all(plan, context([server.port], { signal: AbortSignal.abort() }));
    expect(findingsOf(events)).toEqual(plan.map(() => 'ended-early'));
    expect(events.some(({ kind }) => kind === 'started')).toBe(false);
    expect(server.contacts()).toBe(0);
  });

  it('by whoever listened going away: everything ends with it', async () => {
    const server = await mute();
    const started = performance.now();
    let heard = 0;
    for await (const event of sweep(
      held(server.port),
      context([server.port], { limitMs: 20_000 }),
    )) {
      if (event.kind === 'started') heard += 1;
      if (heard === 3) {
        await expect.poll(() => server.contacts()).toBe(3);
        break;
      }
    }
    expect(performance.now() - started).toBeLessThan(2000);
    await server.everybodyGone();
  });

  it('by whoever listened throwing: everything ends, and the error is theirs', async () => {
    const server = await mute();
    const prepared = {
      plan: held(server.port),
      context: context([server.port], { limitMs: 20_000 }),
      control: null,
      endpoints: [],
    };
    await expect(
      measure(prepared, () => {
        throw new Error('the page is gone');
      }),
    ).rejects.toThrow('the page is gone');
    await server.everybodyGone();
  });
});
