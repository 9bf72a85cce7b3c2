import { chmodSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { measure } from '../../src/checks/measure.ts';
import { readAuditLog } from '../../src/companion/agent/audit-log.ts';
import { JobBook, MOST_UNTOLD } from '../../src/companion/agent/job-book.ts';
import { newIdentity, type Identity } from '../../src/companion/agent/identity.ts';
import { resolutionTo } from '../checks/context.ts';
import { PATIENCE_MS } from '../patience.ts';
import { jobFor, startHostileServer, type HostileServer, type Peer } from './hostile-server.ts';
import {
  measureNothing,
  startAgent,
  temporaryFolder,
  type AgentChanges,
  type RealAgent,
} from './real-agent.ts';

let server: HostileServer;
beforeEach(async () => {
  server = await startHostileServer();
});
afterEach(() => server.close());

function known(): Identity {
  return { ...newIdentity(server.url), serverKey: server.keys.publicKey, device: server.device };
}

async function companion(
  changes: AgentChanges = {},
): Promise<{ agent: RealAgent; peer: Peer; nonce: string }> {
  const agent = startAgent(server.url, { identity: known(), ...changes });
  onTestFinished(() => agent.stop());
  const peer = await server.friend();
  return { agent, peer, nonce: peer.introduction?.nonce ?? '' };
}

describe('a server that', () => {
  it('sends what is no job of ours is refused each, told, and nothing runs', async () => {
    const { agent, peer, nonce } = await companion();
    const jobs = [
      [{ ...jobFor(server, nonce), device: crypto.randomUUID() }, 'replayed'],
      [jobFor(server, 'A'.repeat(43)), 'replayed'],
      [jobFor(server, nonce, { expiresAt: 1000 }), 'expired'],
      [
        jobFor(server, nonce, { checks: [{ kind: 'tcp', target: '169.254.169.254:80' }] }),
        'policy',
      ],
      [{ ...jobFor(server, nonce), checks: [{ kind: 'exec', target: 'id' }] }, 'malformed'],
      [{ ...jobFor(server, nonce), __proto__: null, shell: 'id' }, 'malformed'],
    ] as const;
    for (const [job, code] of jobs) {
      peer.ask(job);
      expect(await peer.message('refused')).toMatchObject({ job: job.id, code });
    }
    const unsigned = jobFor(server, nonce);
    peer.say({ kind: 'job', payload: JSON.stringify(unsigned), signature: 'A'.repeat(86) });
    expect(await peer.message('refused')).toMatchObject({ job: unsigned.id, code: 'unsigned' });
    for (const shape of ['', '[', 'null', '"x"', '{"id":"../x"}', '['.repeat(50_000)]) {
      peer.ask(shape);
      expect(await peer.message('unclear')).toMatchObject({ code: 'bad-message' });
    }
    expect(agent.seen.run).toEqual([]);
    expect(agent.seen.refused).toHaveLength(jobs.length + 1);
    expect(readAuditLog(agent.folder).map(({ what }) => what)).toEqual(
      Array(jobs.length + 1).fill('refused'),
    );
  });

  it('sends a job twice has it run once, also when it says it on another connection', async () => {
    const { agent, peer, nonce } = await companion();
    const job = jobFor(server, nonce);
    peer.ask(job);
    peer.ask(job);
    await peer.message('finished');
    peer.ask(job);
    expect(await peer.message('finished')).toMatchObject({ job: job.id });
    peer.socket.terminate();
    const again = await server.friend();
    // It is told once more by itself, for nobody has said that it is known.
    expect(await again.message('finished')).toMatchObject({ job: job.id });
    expect(agent.seen.delivered).toBe(0);
    again.say({ kind: 'taken', job: job.id });
    again.say({ kind: 'taken', job: job.id });
    again.ask({ ...job, nonce: again.introduction?.nonce });
    again.ask(jobFor(server, again.introduction?.nonce ?? ''));
    await again.message('finished');
    expect(agent.seen.run.filter((id) => id === job.id)).toHaveLength(1);
    expect(agent.seen.delivered).toBe(1);
  });

  it('sends ten thousand jobs at once has a few run, and the others refused', async () => {
    const release = Promise.withResolvers<undefined>();
    const { agent, peer, nonce } = await companion({
      run: async (...sweep) => {
        await release.promise;
        return measureNothing(...sweep);
      },
    });
    const begun = performance.now();
    for (let n = 0; n < 10_000; n++) peer.ask(jobFor(server, nonce));
    let busy = 0;
    while (busy < 9990) {
      const message = await peer.next();
      if (message?.kind === 'refused' && message.code === 'busy') busy++;
    }
    const seconds = (performance.now() - begun) / 1000;
    process.stdout.write(`10000 jobs at once: ${busy} refused within ${seconds.toFixed(1)} s\n`);
    release.resolve(undefined);
    await vi.waitFor(() => {
      expect(agent.seen.run).toHaveLength(6);
    }, PATIENCE_MS);
    // Neither the screen nor the log is full of it.
    expect(agent.seen.refused.length).toBeLessThanOrEqual(20);
    expect(readAuditLog(agent.folder).length).toBeLessThan(50);
  });

  it('never says that it has the results gets no more of them than a few', async () => {
    const { agent, peer, nonce } = await companion();
    for (let n = 0; n < MOST_UNTOLD; n++) {
      peer.ask(jobFor(server, nonce));
      await peer.message('finished');
    }
    const more = jobFor(server, nonce);
    peer.ask(more);
    expect(await peer.message('refused')).toMatchObject({ job: more.id, code: 'busy' });
    peer.say({ kind: 'taken', job: agent.seen.run[0] ?? '' });
    peer.ask(jobFor(server, nonce));
    await peer.message('finished');
  });

  it('leads the names of the product into the own network reaches nothing there', async () => {
    const asked = new Set<string>();
    const { peer, nonce } = await companion({
      run: measure,
      surroundings: {
        resolve: (host) => {
          asked.add(host);
          return Promise.resolve(
            resolutionTo({ v4: ['10.0.0.1', '169.254.169.254', '168.63.129.16'], v6: ['fd00::1'] }),
          );
        },
      },
    });
    const place = 'conn.wemeet.tencent.com:443';
    const checks = [
      { kind: 'dns', target: 'conn.wemeet.tencent.com' },
      { kind: 'tcp', target: place },
      { kind: 'tls', target: place },
      { kind: 'http', target: `https://${place}/` },
      { kind: 'quic', target: 'quic.conn.wemeet.qq.com:443' },
      { kind: 'clock', target: `https://${place}/` },
    ] as const;
    peer.ask(jobFor(server, nonce, { checks: [...checks] }));
    const { results } = await peer.message('finished');
    expect(Object.fromEntries(results.map(({ kind, finding }) => [kind, finding]))).toEqual({
      dns: 'not-public',
      tcp: 'no-address',
      tls: 'no-address',
      http: 'no-address',
      quic: 'no-address',
      clock: 'no-answer',
    });
    expect(asked).toEqual(new Set(['conn.wemeet.tencent.com', 'quic.conn.wemeet.qq.com']));
  });

  it('withdraws a job that a person is being asked about takes the question away', async () => {
    const question = Promise.withResolvers<AbortSignal>();
    const { agent, peer, nonce } = await companion({
      ask: (_, signal) => {
        question.resolve(signal);
        return new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            reject(new Error('nobody waits'));
          });
        });
      },
    });
    const job = jobFor(server, nonce);
    peer.ask(job);
    const signal = await question.promise;
    peer.say({ kind: 'withdrawn', job: job.id });
    await vi.waitFor(() => {
      expect(signal.aborted).toBe(true);
    }, PATIENCE_MS);
    expect(agent.seen.run).toEqual([]);
    await vi.waitFor(() => {
      expect(agent.seen.aborted).toEqual([{ code: 'withdrawn', why: null }]);
    });
    const acts = readAuditLog(agent.folder).map(({ what, detail }) => [what, detail]);
    expect(acts.slice(-2)).toEqual([
      ['asked', ''],
      ['aborted', 'withdrawn'],
    ]);
  });

  it('knows nothing of a job that runs has it broken off', async () => {
    const { agent, peer, nonce } = await companion({
      run: async (...sweep) => {
        await sleep(10_000, undefined, { signal: sweep[0].context.signal }).catch(() => undefined);
        return measureNothing(...sweep);
      },
    });
    const job = jobFor(server, nonce);
    peer.ask(job);
    await peer.message('begun');
    peer.say({ kind: 'untaken', code: 'unknown-job', job: job.id });
    expect(await peer.message('aborted')).toMatchObject({ job: job.id, code: 'withdrawn' });
    expect(agent.seen.aborted).toEqual([{ code: 'withdrawn', why: null }]);
  });
});

/** A folder in which nothing can be written, whoever this is: where the folder should be, there is something else. */
function spoil(folder: string, name: string): void {
  rmSync(join(folder, name), { recursive: true, force: true });
  writeFileSync(join(folder, name), '');
}

describe('a disk', () => {
  it('on which a job cannot be noted: it is not run, and that is told; the next one is', async () => {
    const { agent, peer, nonce } = await companion();
    spoil(agent.folder, 'jobs');
    for (let n = 0; n < 3; n++) {
      const job = jobFor(server, nonce);
      peer.ask(job);
      expect(await peer.message('aborted')).toMatchObject({ job: job.id, code: 'failed' });
    }
    expect(agent.seen.run).toEqual([]);
    expect(agent.seen.aborted).toHaveLength(3);
    expect(agent.seen.aborted[0]?.why).toMatch(/EEXIST|ENOTDIR/);
    rmSync(join(agent.folder, 'jobs'));
    const job = jobFor(server, nonce);
    peer.ask(job);
    expect(await peer.message('finished')).toMatchObject({ job: job.id });
  });

  it('on which the log cannot be written: nothing runs, and nothing breaks', async () => {
    const { agent, peer, nonce } = await companion();
    mkdirSync(join(agent.folder, 'companion.log'));
    peer.ask(jobFor(server, nonce));
    expect(await peer.message('aborted')).toMatchObject({ code: 'failed' });
    peer.ask(jobFor(server, nonce, { pack: 'other' }));
    expect(await peer.message('refused')).toMatchObject({ code: 'unknown-pack' });
    expect(agent.seen.run).toEqual([]);
  });

  it('that is full while a job runs: its results are sent all the same', async () => {
    const folder = temporaryFolder();
    onTestFinished(() => {
      rmSync(folder, { recursive: true, force: true });
    });
    const { peer, nonce } = await companion({
      folder,
      run: (...sweep) => {
        spoil(folder, 'jobs');
        return measureNothing(...sweep);
      },
    });
    const job = jobFor(server, nonce);
    peer.ask(job);
    expect(await peer.message('finished')).toMatchObject({ job: job.id });
    peer.say({ kind: 'taken', job: job.id });
    peer.socket.terminate();
    const again = await server.friend();
    again.ask(jobFor(server, again.introduction?.nonce ?? ''));
    expect(await again.message('aborted')).toMatchObject({ code: 'failed' });
  });

  it('that takes no new file has lost nothing that was on it', async () => {
    const { agent, peer, nonce } = await companion();
    const job = jobFor(server, nonce);
    // A folder in its place keeps the file from being written.
    mkdirSync(join(agent.folder, 'jobs', `${job.id}.json.new`, 'taken'), { recursive: true });
    peer.ask(job);
    expect(await peer.message('aborted')).toMatchObject({ job: job.id, code: 'failed' });
    expect(agent.seen.aborted[0]?.why).toContain(`${job.id}.json.new`);
    expect(agent.seen.run).toEqual([]);
  });

  it('holds what is kept for this account alone', async () => {
    const folder = join(temporaryFolder(), 'new');
    onTestFinished(() => {
      rmSync(join(folder, '..'), { recursive: true, force: true });
    });
    const { peer, nonce } = await companion({
      folder,
      identity: newIdentity(server.url),
      ask: () => Promise.resolve(true),
    });
    const job = jobFor(server, nonce);
    peer.ask(job);
    await peer.message('finished');
    const modes = [
      '',
      'jobs',
      'identity.json',
      'consents.json',
      'companion.log',
      `jobs/${job.id}.json`,
    ].map((name) => (statSync(join(folder, name)).mode & 0o777).toString(8));
    expect(modes).toEqual(['700', '700', '600', '600', '600', '600']);
    chmodSync(folder, 0o700);
    expect(readFileSync(join(folder, 'identity.json'), 'utf8')).toContain(server.keys.publicKey);
  });
});

describe('a companion that was killed', () => {
  it('in the middle of a job does not run it again, and says so', async () => {
    const folder = temporaryFolder();
    onTestFinished(() => {
      rmSync(folder, { recursive: true, force: true });
    });
    const lost = crypto.randomUUID();
    new JobBook(folder, Date.now()).begin(lost, 'person', Date.now());
    const { agent, peer, nonce } = await companion({ folder });
    expect(await peer.message('aborted')).toMatchObject({ job: lost, code: 'restarted' });
    peer.ask(jobFor(server, nonce, { id: lost }));
    expect(await peer.message('aborted')).toMatchObject({ job: lost, code: 'restarted' });
    expect(agent.seen.run).toEqual([]);
  });
});
