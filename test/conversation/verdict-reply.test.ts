import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { CheckResult } from '../../src/checks/result.ts';
import { judge } from '../../src/checks/verdict/judge.ts';
import { openCase, targetsOf } from '../../src/conversation/case.ts';
import { openConversation } from '../../src/conversation/state.ts';
import { reportOfVerdict } from '../../src/conversation/sweep-report.ts';
import { verdictReply } from '../../src/conversation/verdict-reply.ts';
import { openPack } from '../../src/knowledge/open.ts';
import { findingsOf } from '../conversations/recordings.ts';

const knowledge = await openPack(join(import.meta.dirname, '../../knowledge-base/tmsdk-login'));

/** What is said of a healthy network of which the first checks were ended early, and the next one broke. */
function saidOf(early: number, language: 'en' | 'zh'): string {
  const healthy = findingsOf('healthy');
  const results = healthy.results.map((result, at): CheckResult => {
    const { kind, target } = result;
    const none = { kind, target, status: 'failed', refusal: null, timings: {} } as const;
    if (at < early) return { ...none, finding: 'ended-early', error: null };
    return at === early ? { ...none, finding: 'broke', error: 'EMFILE' } : result;
  });
  const verdict = judge({ ...healthy, results }, knowledge.pack.network);
  const current = openCase(openConversation(language), knowledge, 0);
  const report = reportOfVerdict(verdict, results, null, targetsOf(current));
  return JSON.stringify(verdictReply(report, results, null, knowledge, language));
}

it('counts what was not carried out, by its reason', () => {
  expect(saidOf(12, 'en')).toMatch(/13 checks were not carried out: [^"]+ \(12\); [^"]+ \(1\)\./);
  expect(saidOf(12, 'zh')).toMatch(/有 13 项没有进行：[^"]+（12 项）；[^"]+（1 项）。/);
  expect(saidOf(0, 'en')).toMatch(/One check was not carried out: [^"]+EMFILE[^"]* \(1\)\./);
});
