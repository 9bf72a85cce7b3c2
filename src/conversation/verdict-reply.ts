import { wasMeasured, type CheckResult } from '../checks/result.ts';
import { hostOf, portOf } from '../diagnosis/target.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';
import type { Runbook } from '../knowledge/schema.ts';
import type { Language } from '../knowledge/vocabulary.ts';
import { ownerName } from './diagnosis-reply.ts';
import { FINDING_WORDS, sayReason, type FindingWords } from './findings.ts';
import { note, text, type Reply, type Section } from './reply.ts';
import type { EvidenceLine, FaultReport, VerdictReport } from './sweep-report.ts';
import { WORDS, type Words } from './words.ts';

/** More than these say the same over and over. */
const MOST_EVIDENCE = 8;
const MOST_REASONS = 3;

export const STATUS_MARKS = {
  ok: '✓',
  blocked: '✗',
  altered: '!',
  slow: '~',
  inconclusive: '?',
  failed: '–',
} as const satisfies Record<CheckResult['status'], string>;

/** A result in one line: what it is about, and what was found. */
export function sayEvidence(
  { kind, target, text: said }: EvidenceLine,
  language: Language,
): string {
  const { kinds, machine }: FindingWords = FINDING_WORDS[language];
  const about = target === '-' ? machine : target;
  return language === 'zh'
    ? `${about} ${kinds[kind]}：${said.zh}`
    : `${about} (${kinds[kind]}): ${said.en}`;
}

function evidenceSection(
  heading: string,
  lines: readonly EvidenceLine[],
  language: Language,
  words: Words,
): Section[] {
  if (lines.length === 0) return [];
  const shown = lines
    .slice(0, MOST_EVIDENCE)
    .map((line) => ({ text: sayEvidence(line, language) }));
  const more = lines.length - shown.length;
  const items = more > 0 ? [...shown, { text: words.andMore(more) }] : shown;
  return [{ kind: 'list', heading, items }];
}

function furtherSections(
  { title, advice, owner, evidence, stopsLogin }: FaultReport,
  language: Language,
  knowledge: Knowledge,
): Section[] {
  const words = WORDS[language];
  return [
    {
      kind: 'steps',
      heading: stopsLogin ? title[language] : words.stopsNoLogin(title[language]),
      items: [{ text: advice[language], aside: ownerName(knowledge, owner, language) }],
    },
    ...evidenceSection(words.measuredEvidence, evidence, language, words),
  ];
}

/** The kinds that are about a host, in the order of a connection; the clock is the machine's, whoever is asked. */
const COLUMNS = ['dns', 'tcp', 'tls', 'quic', 'http', 'ping'] as const;
/** Several ports of a host are measured, and each needs its number. */
const OF_PORTS: ReadonlySet<CheckResult['kind']> = new Set(['tcp', 'quic']);

/** What was measured of each host, a row a host. */
function tableSection(results: readonly CheckResult[], language: Language): Section {
  const { kinds, machine }: FindingWords = FINDING_WORDS[language];
  const isOfHost = ({ kind }: CheckResult): boolean => COLUMNS.some((each) => each === kind);
  const rows = Map.groupBy(results.filter(isOfHost), (result) => hostOf(result) ?? result.target);
  const used = COLUMNS.filter((kind) => results.some((result) => result.kind === kind));
  const cell = (all: readonly CheckResult[], kind: CheckResult['kind']): string =>
    all
      .filter((result) => result.kind === kind)
      .map((result) => {
        const mark = STATUS_MARKS[result.status];
        return OF_PORTS.has(kind) ? `${portOf(result) ?? ''} ${mark}`.trim() : mark;
      })
      .join('  ');
  const ofMachine = results.filter((result) => !isOfHost(result));
  return {
    kind: 'table',
    heading: WORDS[language].measuredTable,
    columns: ['', ...used.map((kind) => kinds[kind])],
    rows: [
      ...[...rows].map(([host, all]) => [host, ...used.map((kind) => cell(all, kind))]),
      ...ofMachine.map(({ kind, status }) => [
        `${machine}: ${kinds[kind]}`,
        STATUS_MARKS[status],
        ...used.slice(1).map(() => ''),
      ]),
    ],
  };
}

/** Why checks were not carried out, the most frequent reason first. */
function notCarriedOut(results: readonly CheckResult[], language: Language): Section[] {
  const words = WORDS[language];
  const missed = results.filter((result) => !wasMeasured(result));
  if (missed.length === 0) return [];
  const reasons = [...Map.groupBy(missed, (result) => sayReason(result, language))]
    .map(([said, { length }]) => ({ said, length }))
    .sort((one, other) => other.length - one.length);
  const shown = reasons.slice(0, MOST_REASONS);
  const rest = missed.length - shown.reduce((sum, { length }) => sum + length, 0);
  return [
    note(
      words.notCarriedOut(missed.length, [
        ...shown.map(({ said, length }) => words.reasonOf(said, length)),
        ...(rest > 0 ? [words.andMore(rest)] : []),
      ]),
    ),
  ];
}

/** What a sweep comes to, for people: the root cause first, then all else that was found, then what stays open. */
export function verdictReply(
  { causes, nextStep, undetermined }: VerdictReport,
  results: readonly CheckResult[],
  runbook: Runbook | null,
  knowledge: Knowledge,
  language: Language,
): Reply {
  const words = WORDS[language];
  const [root, ...further] = causes;
  const next = runbook?.steps.find(({ id }) => id === nextStep);
  const measured = results.filter(wasMeasured).length;
  const blocked = undetermined.filter(({ status }) => status === 'blocked').length;
  const isAllFine = undetermined.every(({ status }) => status === 'failed');
  const [nothing, meaning] =
    measured === 0
      ? [words.nothingMeasured, words.nothingMeasuredMeans]
      : [
          blocked > 0 ? words.nothingShown(blocked, measured) : words.nothingFound(measured),
          isAllFine ? words.nothingFoundMeans : words.nothingFoundForSure,
        ];
  return {
    title: root ? root.title[language] : nothing,
    facts: root
      ? [
          { label: words.owner, value: ownerName(knowledge, root.owner, language) },
          { label: words.measuredCount, value: words.measuredOf(measured, results.length) },
        ]
      : [],
    sections: [
      ...(root
        ? [
            text(root.advice[language]),
            ...evidenceSection(words.measuredEvidence, root.evidence, language, words),
          ]
        : [text(meaning)]),
      ...notCarriedOut(results, language),
      ...(root && !root.stopsLogin ? [note(words.rootStopsNoLogin)] : []),
      ...further.flatMap((each) => furtherSections(each, language, knowledge)),
      ...evidenceSection(words.undeterminedHeading, undetermined, language, words),
      tableSection(results, language),
      ...(next ? [note(words.nextStep(next.title[language]))] : []),
    ],
    actions: [],
  };
}
