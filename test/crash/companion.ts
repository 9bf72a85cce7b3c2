import { appendFileSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent } from '../../src/companion/agent/agent.ts';
import { AuditLog } from '../../src/companion/agent/audit-log.ts';
import { Consents } from '../../src/companion/agent/consent.ts';
import { newIdentity, readIdentity } from '../../src/companion/agent/identity.ts';
import { JobBook } from '../../src/companion/agent/job-book.ts';
import { Work } from '../../src/companion/agent/work.ts';
import { openPacks } from '../../src/knowledge/packs.ts';
import { KNOWLEDGE } from './victim.ts';

/**
 * The companion under test: the real one, except that it measures nothing, and notes each time that a job is run, a line
 * in the file "runs". It prints a line when it is paired, and when it has started again.
 */
const [folder = '', server = '', name = '', ticket = ''] = process.argv.slice(2);

/** Most jobs are over in a moment, some take a second. */
function lengthOfAJob(): number {
  return 1000 * Math.random() ** 4;
}

const known = readIdentity(folder);
const work = new Work({
  packs: await openPacks(KNOWLEDGE),
  book: new JobBook(folder, Date.now()),
  consents: new Consents(folder, true, () => Promise.resolve(false), Date.now),
  log: new AuditLog(folder),
  logs: null,
  onlooker: {
    begun: ({ job }) => {
      appendFileSync(join(folder, 'runs'), `${job.id}\n`);
    },
    checked: () => undefined,
    finished: () => undefined,
    delivered: () => undefined,
    refused: () => undefined,
    aborted: () => undefined,
  },
  run: async ({ plan, control, endpoints, context }, onEvent) => {
    const results = plan.map(({ kind, target }) => ({
      kind,
      target,
      status: 'failed' as const,
      finding: 'broke' as const,
      refusal: null,
      error: null,
      timings: {},
    }));
    const [check] = plan;
    const [result] = results;
    if (check && result) await onEvent?.({ kind: 'ended', check, result });
    await sleep(lengthOfAJob(), undefined, { signal: context.signal });
    return { results, lagMs: 0, control, endpoints };
  },
  now: Date.now,
});
const say = (): void => void process.stdout.write('ready\n');
const agent = new Agent({
  folder,
  identity: known ?? newIdentity(server),
  ticket: known ? null : ticket,
  device: { name, platform: 'linux', arch: 'x64', asks: false },
  version: '0.0.0',
  work,
  // A connection that stood for a heartbeat was one; here they all break sooner than that usually comes.
  patience: { introductionMs: 20_000, heartbeatMs: 300, answerMs: 15_000 },
  waysOut: () => Promise.resolve([{ proxy: null, agent: undefined }]),
  onConnected: known ? () => undefined : say,
  onLost: () => undefined,
});
if (known) say();
// A process that is killed writes nothing at its end.
flushCompileCache();
const end = await agent.run(new AbortController().signal);
process.stderr.write(`${name} was sent away: ${end}\n`);
process.exitCode = 1;
