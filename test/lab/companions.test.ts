import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it, type ExpectStatic } from 'vitest';
import type { CaseView } from '../../src/bot/console/contract.ts';
import { en } from '../../src/companion/agent/en.ts';
import { readIdentity } from '../../src/companion/agent/identity.ts';
import { WORDS } from '../../src/conversation/words.ts';
import { startCompanion, type Companion } from './at-the-keyboard.ts';
import { ALSO, CAUSES, limitWith, SINGLE_FAULTS, type SingleFault } from './causes.ts';
import type { FaultName } from './faults.ts';
import type { Fault } from './faults/fault.ts';
import { ONLY_BY_PROXY } from './faults/machine.ts';
import { HELPDESK_SILENT } from './faults/ways.ts';
import { openHelpdesk, type Asked, type Helpdesk } from './helpdesk.ts';
import { openLab, type Lab } from './lab.ts';
import { canRunLab } from './requirements.ts';

/** Faults with which a new connection to the server is impossible. */
const CUTS_OFF: ReadonlySet<FaultName> = new Set([
  'no-network',
  'no-way-out',
  'dns-dead',
  'dns-failing',
  'dns-fake-ip',
  'cert-untrusted-all',
  'captive-portal',
  'middlebox',
  'proxy-login',
]);

/** Faults of what a program is given when it starts: the companion is started anew with them. */
const GIVEN_AT_START: ReadonlySet<FaultName> = new Set([
  'cert-replaced-trusted-one',
  'cert-replaced-trusted-all',
  'system-proxy-dead',
  'clock-off',
]);

/** What there is before these faults, where it is not a healthy network: the machine knows no other way than its proxy. */
const BEFORE: Readonly<Partial<Record<FaultName, Fault>>> = { 'proxy-login': ONLY_BY_PROXY };

/** As many tests as vitest runs side by side. */
const LABORATORIES = 5;
/** What takes longest begins first. */
const ALONE = ['none' as const, ...SINGLE_FAULTS].toSorted(
  (one, other) => limitWith([other]) - limitWith([one]),
);
/** Of a companion that is to notice soon that nobody answers; milliseconds. */
const IMPATIENT_MS = 500;
/** Of one check, where something is to happen while another waits in vain; milliseconds. */
const SILENT_LIMIT_MS = 3000;

/** Where many packets are lost, what was measured may be long on its way; milliseconds. */
const LONGEST_MS = 150_000;

const QUESTION = en.question.trim();
const [NO_CONNECTION = ''] = en.lost(1).split(';');
const A_CHECK = ' ✓ ';
const MEASURED = '"kind":"measured"';
const UNMEASURED = '"kind":"unmeasured"';
const MEASURED_TRAIL = ['asked', 'consented', 'finished'];

interface Networks {
  readonly lab: Lab;
  readonly helpdesk: Helpdesk;
}
interface Place extends Networks {
  /** Starts a companion that is the same from start to start. */
  readonly start: (words: readonly string[], patienceMs?: number) => Companion;
  /** What is pressed to have checks run by it, once it is paired. */
  readonly action: () => string;
  /** The same, by the program as it is. */
  readonly startItself: (words: readonly string[]) => Companion;
}

const cannot = canRunLab();
if (cannot !== null) process.stdout.write(`Companions in the laboratory are left out: ${cannot}\n`);

describe.runIf(cannot === null)('a companion in the laboratory', { concurrent: true }, () => {
  const places: Networks[] = [];
  const free: Networks[] = [];
  const waiting: ((place: Networks) => void)[] = [];
  beforeAll(async () => {
    const opening = Array.from({ length: LABORATORIES }, async () => {
      const lab = await openLab();
      places.push({ lab, helpdesk: await openHelpdesk(lab) });
    });
    await Promise.all(opening);
    free.push(...places);
  });
  afterAll(async () => {
    for (const { lab, helpdesk } of places) {
      await helpdesk.close();
      await lab.close();
    }
  });

  /** Runs `use` in a laboratory without a fault that nobody else uses. */
  async function inLab(limitMs: number, use: (place: Place) => Promise<void>): Promise<void> {
    const place = free.pop() ?? (await new Promise<Networks>((then) => waiting.push(then)));
    const { lab, helpdesk } = place;
    const folder = mkdtempSync(join(lab.folder, 'companion-'));
    const started: Companion[] = [];
    const noted = (companion: Companion): Companion => {
      started.push(companion);
      return companion;
    };
    const start = (words: readonly string[], patienceMs = 0): Companion =>
      noted(startCompanion(lab, words, { folder, limitMs, patienceMs }));
    const startItself = (words: readonly string[]): Companion =>
      noted(startCompanion(lab, words, { folder, limitMs, patienceMs: 0 }, 'itself'));
    try {
      // A test that failed may have left the server down.
      await Promise.all([lab.reset(), helpdesk.start()]);
      const action = (): string => `on:${readIdentity(folder)?.device ?? ''}`;
      await use({ ...place, start, startItself, action });
    } finally {
      await Promise.all(started.map((companion) => companion.end()));
      const next = waiting.shift();
      if (next) next(place);
      else free.push(place);
    }
  }

  /** The helpdesk asks for the checks, the user pairs the machine, and is asked. */
  async function paired({
    helpdesk,
    start,
  }: Place): Promise<Asked & { readonly companion: Companion }> {
    const asked = await helpdesk.openCase();
    const companion = start(asked.words);
    await companion.shows(QUESTION);
    return { ...asked, companion };
  }

  const causesIn = ({ timeline }: CaseView): (readonly string[])[] =>
    timeline.flatMap(({ body }) => (body.kind === 'measured' ? [body.causes] : []));
  const endsIn = ({ timeline }: CaseView): (string | null)[] =>
    timeline.flatMap(({ body }) => (body.kind === 'unmeasured' ? [body.reason] : []));

  /** Asks for the checks of that machine, which was paired before. */
  async function askedAgain({ helpdesk, action }: Place, caseId: string): Promise<void> {
    await helpdesk.press(caseId, 'run-checks');
    await helpdesk.press(caseId, action());
  }

  /** The case has been told once what the machine found: that fault and nothing else. */
  function expectVerdict(expect: ExpectStatic, view: CaseView, fault: SingleFault | 'none'): void {
    const cause = fault === 'none' ? [] : [CAUSES[fault]];
    const [told = [], ...more] = causesIn(view);
    expect(more).toEqual([]);
    expect(told.slice(0, 1)).toEqual(cause);
    const also: readonly string[] = ALSO[fault] ?? [];
    expect(told.filter((each) => !also.includes(each))).toEqual(cause);
    expect(view.phase).toBe('measured');
    expect(view.sweep?.causes.map((each) => each.cause)).toEqual(told);
    if (fault === 'none') return;
    expect(view.question.title).toBe(view.sweep?.causes[0]?.title);
    expect(view.question.facts?.map(({ label }) => label)).toContain(WORDS.en.owner);
  }

  it.for(ALONE)(
    '%s: it comes while the user is asked, and the helpdesk gets the verdict',
    { timeout: LONGEST_MS },
    async (fault, { expect }) => {
      await inLab(limitWith([fault]), async (place) => {
        const { lab, helpdesk, start } = place;
        const before = BEFORE[fault];
        if (before) await lab.inject([before]);
        const { caseId, companion: first } = await paired(place);
        let companion = first;
        if (GIVEN_AT_START.has(fault)) {
          await first.end('SIGTERM');
          await lab.inject([fault]);
          companion = start(['companion', 'run']);
          await companion.shows(QUESTION);
        } else {
          if (before) await lab.reset();
          await lab.inject([fault]);
          // Whether it is cut off is up to the fault alone: it must come in anew.
          await helpdesk.cut();
        }
        companion.types('yes');
        await companion.shows(en.sent);
        if (CUTS_OFF.has(fault)) {
          expect((await helpdesk.view(caseId)).phase).not.toBe('measured');
          await lab.reset();
        }
        const view = await helpdesk.untilTold(caseId, MEASURED);
        expectVerdict(expect, view, fault);
        expect(helpdesk.trail(caseId)).toEqual(MEASURED_TRAIL);
        const title = view.sweep?.causes[0]?.title ?? 'No fault found';
        expect(companion.shown()).toContain(title);
      });
    },
  );

  it('the program as it is: the user pairs, says no, reads the log, and is forgotten', async ({
    expect,
  }) => {
    await inLab(SILENT_LIMIT_MS, async ({ helpdesk, startItself, action }) => {
      const { caseId, words } = await helpdesk.openCase();
      const companion = startItself(words);
      await companion.shows(QUESTION);
      companion.types('no');
      const view = await helpdesk.untilTold(caseId, UNMEASURED);
      expect(endsIn(view)).toEqual(['user']);
      expect(helpdesk.trail(caseId)).toEqual(['asked', 'refused']);
      await companion.end('SIGTERM');
      const log = startItself(['companion', 'log']);
      await log.shows(en.logged.paired);
      await log.shows(en.logged.asked);
      await log.shows(en.logged.refused);
      const offered = async (): Promise<string[]> =>
        (await helpdesk.view(caseId)).question.actions.map(({ id }) => id);
      await helpdesk.press(caseId, 'run-checks');
      const ofIt = action();
      expect(await offered()).toContain(ofIt);
      await startItself(['companion', 'forget']).shows(en.forgotten);
      expect(await offered()).not.toContain(ofIt);
    });
  });

  it('the connection breaks while it measures: what it found is told once', async ({ expect }) => {
    await inLab(SILENT_LIMIT_MS, async (place) => {
      const { lab, helpdesk } = place;
      const { caseId, companion } = await paired(place);
      await lab.inject(['host-dropped']);
      companion.types('yes');
      await companion.shows(A_CHECK);
      await helpdesk.cut();
      const view = await helpdesk.untilTold(caseId, MEASURED);
      expectVerdict(expect, view, 'host-dropped');
      expect(helpdesk.trail(caseId)).toEqual(MEASURED_TRAIL);
    });
  });

  it('the server is killed while it measures: the next start has the verdict', async ({
    expect,
  }) => {
    await inLab(SILENT_LIMIT_MS, async (place) => {
      const { lab, helpdesk } = place;
      const { caseId, companion } = await paired(place);
      await lab.inject(['host-dropped']);
      companion.types('yes');
      await companion.shows(A_CHECK);
      await helpdesk.kill();
      await companion.shows(en.sent);
      await helpdesk.start();
      const view = await helpdesk.untilTold(caseId, MEASURED);
      expectVerdict(expect, view, 'host-dropped');
      expect(helpdesk.trail(caseId)).toEqual(MEASURED_TRAIL);
    });
  });

  it('the server is killed while the user is asked: the answer counts after its next start', async ({
    expect,
  }) => {
    await inLab(SILENT_LIMIT_MS, async (place) => {
      const { helpdesk } = place;
      const { caseId, companion } = await paired(place);
      await helpdesk.kill();
      await helpdesk.start();
      await companion.shows(en.waiting);
      companion.types('yes');
      expectVerdict(expect, await helpdesk.untilTold(caseId, MEASURED), 'none');
      // The job was sent twice, and asked about once.
      expect(companion.shown().split(QUESTION)).toHaveLength(2);
    });
  });

  it('the companion is killed while it measures: the job is broken off, and never runs again', async ({
    expect,
  }) => {
    await inLab(SILENT_LIMIT_MS, async (place) => {
      const { lab, helpdesk, start } = place;
      const { caseId, companion } = await paired(place);
      await lab.inject(['host-dropped']);
      companion.types('yes');
      await companion.shows(A_CHECK);
      await companion.end();
      const second = start(['companion', 'run']);
      const view = await helpdesk.untilTold(caseId, UNMEASURED);
      expect(endsIn(view)).toEqual(['restarted']);
      expect(causesIn(view)).toEqual([]);
      await second.shows(en.waiting);
      expect(second.shown()).not.toContain(QUESTION);
      expect(second.shown()).toContain(en.aborted.restarted);
      expect(helpdesk.trail(caseId)).toEqual(['asked', 'consented', 'aborted']);

      // Asked for again, it runs: the user has agreed to it for this case.
      await askedAgain(place, caseId);
      await second.shows(en.begun.remembered);
      expectVerdict(expect, await helpdesk.untilTold(caseId, MEASURED), 'host-dropped');
      await second.end('SIGTERM');
      const log = start(['companion', 'log']);
      await log.ended;
      const acts = [...log.shown().matchAll(/:\d\d ([a-z ]+?)(?= \(| –| ?\d| ?$)/g)].map(
        ([, act]) => act,
      );
      expect(acts).toEqual([
        en.logged.paired,
        en.logged.asked,
        en.logged.consented,
        en.logged.aborted,
        en.logged.asked,
        en.logged.consented,
        en.logged.finished,
      ]);
    });
  });

  it('the companion is killed with results that the server has not: the next start brings them', async ({
    expect,
  }) => {
    await inLab(SILENT_LIMIT_MS, async (place) => {
      const { lab, helpdesk, start } = place;
      const { caseId, companion } = await paired(place);
      await lab.inject(['no-network']);
      companion.types('yes');
      await companion.shows(en.sent);
      await companion.end();
      await lab.reset();
      const second = start(['companion', 'run']);
      expectVerdict(expect, await helpdesk.untilTold(caseId, MEASURED), 'no-network');
      expect(second.shown()).not.toContain(QUESTION);
      expect(helpdesk.trail(caseId)).toEqual(MEASURED_TRAIL);
    });
  });

  it('the connection is dropped in silence: its heartbeat tells, and a job of that time arrives', async ({
    expect,
  }) => {
    await inLab(SILENT_LIMIT_MS, async (place) => {
      const { lab, helpdesk, start } = place;
      const { caseId, words } = await helpdesk.openCase();
      const companion = start(words, IMPATIENT_MS);
      await companion.shows(QUESTION);
      companion.types('no');
      const refused = await helpdesk.untilTold(caseId, UNMEASURED);
      expect(endsIn(refused)).toEqual(['user']);
      await lab.inject([HELPDESK_SILENT]);
      // The server takes it for connected, and sends the job where nobody hears it.
      await askedAgain(place, caseId);
      await companion.shows(en.lostBecause('no answer'));
      await lab.reset();
      await companion.shows(QUESTION);
      companion.types('yes');
      expectVerdict(expect, await helpdesk.untilTold(caseId, MEASURED), 'none');
      const trail = ['asked', 'refused', 'asked', 'consented', 'finished'];
      expect(helpdesk.trail(caseId)).toEqual(trail);
    });
  });

  it('asked for anew while the machine is cut off, only the new job is asked about', async ({
    expect,
  }) => {
    await inLab(SILENT_LIMIT_MS, async (place) => {
      const { lab, helpdesk } = place;
      const { caseId, companion } = await paired(place);
      await lab.inject(['dns-failing']);
      await helpdesk.cut();
      await askedAgain(place, caseId);
      await lab.reset();
      await companion.shows(en.tooLate);
      await companion.shows(QUESTION);
      companion.types('yes');
      expectVerdict(expect, await helpdesk.untilTold(caseId, MEASURED), 'none');
      const trail = ['asked', 'aborted', 'asked', 'consented', 'finished'];
      expect(helpdesk.trail(caseId)).toEqual(trail);
    });
  });

  it('where only the proxy leads out, it pairs and reports through the proxy', async ({
    expect,
  }) => {
    await inLab(SILENT_LIMIT_MS, async (place) => {
      const { lab, helpdesk } = place;
      await lab.inject([ONLY_BY_PROXY]);
      const { caseId, companion } = await paired(place);
      companion.types('yes');
      await helpdesk.untilTold(caseId, MEASURED);
      expect(helpdesk.trail(caseId)).toEqual(MEASURED_TRAIL);
      expect(companion.shown()).not.toContain(NO_CONNECTION);
    });
  });

  it('a dead proxy is not tried again once the straight way has led to the server', async ({
    expect,
  }) => {
    await inLab(SILENT_LIMIT_MS, async (place) => {
      const { lab, helpdesk } = place;
      await lab.inject(['system-proxy-dead']);
      const { companion } = await paired(place);
      await helpdesk.cut();
      await companion.shows(NO_CONNECTION);
      await companion.shows(en.connected(helpdesk.url));
      // Once by the proxy, before it was paired, and once when the connection broke.
      expect(companion.shown().split(NO_CONNECTION)).toHaveLength(3);
    });
  });

  it('certificates that are replaced: it pairs where the machine trusts them, and not where it does not', async ({
    expect,
  }) => {
    await inLab(SILENT_LIMIT_MS, async (place) => {
      const { lab, helpdesk, start } = place;
      await lab.inject(['cert-untrusted-all']);
      const { caseId, words } = await helpdesk.openCase();
      const wary = start(words);
      await wary.shows(NO_CONNECTION);
      await wary.shows('certificate');
      expect(wary.shown()).not.toContain(en.paired(helpdesk.url));
      await wary.end();
      await lab.reset();
      await lab.inject(['cert-replaced-trusted-all']);
      // The code has reached nobody, so it still works.
      const companion = start(words);
      await companion.shows(en.paired(helpdesk.url));
      await companion.shows(QUESTION);
      companion.types('yes');
      const view = await helpdesk.untilTold(caseId, MEASURED);
      expectVerdict(expect, view, 'cert-replaced-trusted-all');
    });
  });
});
