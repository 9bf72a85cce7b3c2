import type { Diagnosis } from '../diagnosis/diagnose.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';
import { exampleCode, presentDiagnosis, presentNothingKnown } from './diagnosis-reply.ts';
import { text, type Reply, type Section } from './reply.ts';
import { WORDS } from './words.ts';

function askSections({ asks, language }: Diagnosis, knowledge: Knowledge): Section[] {
  const words = WORDS[language];
  const questions = {
    'error-code': words.askCode(exampleCode(knowledge)),
    'callback-text': words.askText,
    'sso-domain': words.askTenant(knowledge.pack.tenant?.example ?? ''),
  };
  return asks.length === 0
    ? []
    : [
        {
          kind: 'list',
          heading: words.stillMissing,
          items: asks.map((ask) => ({ text: questions[ask] })),
        },
      ];
}

/** What it can be, where nothing decided yet. */
function possibleSections({ possible, language }: Diagnosis): Section[] {
  return possible.length === 0
    ? []
    : [
        {
          kind: 'list',
          heading: WORDS[language].possibleCauses,
          items: possible.map(({ title }) => ({ text: title[language] })),
        },
      ];
}

/** A diagnosis told in one go, for where nobody can be asked; what is missing stands first where all hangs on it. */
export function presentWhole(diagnosis: Diagnosis, knowledge: Knowledge): Reply {
  const words = WORDS[diagnosis.language];
  const asks = askSections(diagnosis, knowledge);
  if (diagnosis.errors.length === 0)
    return { sections: [...presentNothingKnown(diagnosis, knowledge), ...asks], actions: [] };
  const shown = presentDiagnosis(diagnosis, knowledge);
  const checks = diagnosis.checks.filter(({ kind }) => kind !== 'logs').length;
  const hasLogs = checks < diagnosis.checks.length;
  return {
    ...shown,
    sections: diagnosis.cause
      ? [
          ...shown.sections,
          ...(checks > 0 ? [text(words.checksPlanned(checks, hasLogs))] : []),
          ...asks,
        ]
      : [...asks, ...possibleSections(diagnosis), ...shown.sections],
    actions: [],
  };
}
