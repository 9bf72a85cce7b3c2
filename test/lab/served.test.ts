import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CaseView } from '../../src/bot/console/contract.ts';
import type { Fault } from '../../src/knowledge/vocabulary.ts';
import type { FaultName } from './faults.ts';
import { openLab, type Lab } from './lab.ts';
import { canRunLab } from './requirements.ts';

const SERVER = join(import.meta.dirname, 'server.ts');

const cannot = canRunLab();
if (cannot !== null) process.stdout.write(`The server in the laboratory is left out: ${cannot}\n`);

describe.runIf(cannot === null)('a served case, measured in the laboratory', () => {
  let lab: Lab;
  let dataDir: string;
  beforeAll(async () => {
    lab = await openLab();
  });
  afterAll(() => lab.close());
  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'served-'));
    await lab.reset();
  });
  afterEach(() => {
    rmSync(dataDir, { recursive: true, force: true });
  });

  const start = (...words: readonly string[]): ReturnType<Lab['runAsUser']> =>
    lab.runAsUser([process.execPath, SERVER, ...words], { DATA_DIR: dataDir });

  /** The view of the case that a server prints when the case has been told; a new one, or that of an earlier server. */
  async function toldCase(...words: readonly string[]): Promise<CaseView> {
    const { stdout, stderr } = start(...words);
    if (!stdout || !stderr) throw new Error('the server has no output');
    const [answer, complaint] = await Promise.all([text(stdout), text(stderr)]);
    expect(complaint).toBe('');
    return CaseView.parse(JSON.parse(answer.trimEnd().split('\n').at(-1) ?? ''));
  }

  const measuredEntries = ({ timeline }: CaseView): (readonly string[])[] =>
    timeline.flatMap(({ body }) => (body.kind === 'measured' ? [body.causes] : []));

  const CAUSES: readonly (readonly [FaultName, readonly Fault[]])[] = [
    ['none', []],
    ['host-dropped', ['host-blocked']],
    ['dns-nxdomain', ['name-not-found']],
  ];
  it.each(CAUSES)('%s: the case tells it', async (fault, causes) => {
    await lab.inject([fault]);
    const view = await toldCase();
    expect(view).toMatchObject({
      phase: 'measured',
      sweep: { hasEnded: true, place: 'the user of the laboratory' },
    });
    expect(view.sweep?.causes.map(({ cause }) => cause)).toEqual(causes);
    expect(measuredEntries(view)).toEqual([causes]);
    expect(view.question.title).toEqual(
      view.sweep?.causes[0]?.title ?? expect.stringMatching(/^No fault found/),
    );
  });

  it('killed in the middle, it tells the findings once after its next start', async () => {
    await lab.inject(['host-dropped']);
    const first = start();
    const [line] = (await once(first.stdout ?? expect.fail(), 'data')) as [Buffer];
    first.kill('SIGKILL');
    await once(first, 'close');
    const id = line.toString().trim();
    expect(id).toMatch(/^[\w-]{20,}$/);
    const told = await toldCase(id);
    expect(measuredEntries(told)).toEqual([['host-blocked']]);
    expect(told.phase).toBe('measured');
    // And not again at the start after that.
    const later = await toldCase(id);
    expect(later.timeline).toEqual(told.timeline);
  });
});
