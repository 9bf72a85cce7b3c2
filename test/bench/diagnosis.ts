import { join } from 'node:path';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import { openPack } from '../../src/knowledge/open.ts';
import type { Knowledge } from '../../src/knowledge/knowledge.ts';
import { lessThan, timesPerCall, type Measurement } from './measurement.ts';

const PACK = join(import.meta.dirname, '../../knowledge-base/tmsdk-login');

/** A log as people paste it: 4 KB around one failure. */
function pasteOf4k(): string {
  const noise = (at: number): string =>
    `[2025-06-17 10:22:${String(at % 60).padStart(2, '0')}.${100 + at}] [tid:${4000 + at}] INFO network: GET https://cdn.example.com/res/${at}.js 200 ${30 + at}ms`;
  const failure =
    '[2025-06-17 10:22:33] - [tid:12345] - {"code":"-1018","func":"OnLogin","msg":"https://acme.sso.meeting.qq.com/x 9.9.9.9 timed out","service":"CommonService"}';
  const lines = Array.from({ length: 60 }, (_, at) => (at === 30 ? failure : noise(at)));
  return lines.join('\n').slice(0, 4096);
}

/** What one would write first: one regular expression for each code and each name, over the whole text. */
function naiveScan(knowledge: Knowledge): (text: string) => number[] {
  const patterns = knowledge.pack.errors.flatMap(({ code, names, aliases }) =>
    [String(code), ...names.map(({ name }) => name), ...aliases].map((written) => ({
      code,
      pattern: new RegExp(`(?<![\\w.-])${written}(?!\\w)`, 'i'),
    })),
  );
  return (text) => patterns.filter(({ pattern }) => pattern.test(text)).map(({ code }) => code);
}

/** A whole diagnosis of 4 KB - redaction, signals, cause, plan - against only looking for the codes and names one by one. */
export async function diagnosisMeasurements(): Promise<Measurement[]> {
  const knowledge = await openPack(PACK);
  const text = pasteOf4k();
  const scan = naiveScan(knowledge);
  const lead = diagnose(text, knowledge, { now: 0 }).errors[0]?.error.code;
  if (lead !== -1018 || !scan(text).includes(-1018)) throw new Error('the paste was misread');
  const [ours = NaN, naive = NaN] = timesPerCall([
    () => diagnose(text, knowledge, { now: 0 }),
    () => scan(text),
  ]);
  return [lessThan('diagnose-4k', 'ms', ours, naive, 'a regex per code and name')];
}
