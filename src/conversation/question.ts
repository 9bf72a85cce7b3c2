import { endpointRows } from '../diagnosis/plan.ts';
import type { RunbookStep } from '../knowledge/schema.ts';
import { currentAdvice, currentChecks, currentStep, openErrors, type Case } from './case.ts';
import {
  errorLabel,
  exampleCode,
  ownerName,
  presentDiagnosis,
  presentNothingKnown,
  presentPossible,
} from './diagnosis-reply.ts';
import type { Action, Fact, Reply, Section } from './reply.ts';
import type { Phase } from './state.ts';
import { WORDS, type Words } from './words.ts';

/** The first addresses of a text belong to the failure. */
const MOST_FOUND = 6;

type Button = keyof Words['actions'];

interface Question {
  readonly title?: string;
  readonly facts?: readonly Fact[];
  readonly sections: readonly Section[];
  readonly actions?: readonly Action[];
  readonly buttons: readonly Button[];
}

function text(value: string): Section {
  return { kind: 'text', text: value };
}

function endpointSection(step: RunbookStep, { knowledge, diagnosis, state }: Case): Section[] {
  if (!step.checks.some(({ on }) => on === 'endpoints')) return [];
  const words = WORDS[state.language];
  const endpoints = endpointRows({
    pack: knowledge.pack,
    signals: diagnosis.signals,
    tenant: diagnosis.tenant,
  });
  return [
    {
      kind: 'list',
      heading: words.endpoints,
      items: endpoints.map(({ host, tcp, udp, purpose, stopsLogin }) => ({
        text: [
          host.replace('{tenant}', words.yourTenant),
          tcp && `TCP ${tcp.join(', ')}`,
          udp && `UDP ${udp.join(', ')}`,
        ]
          .filter(Boolean)
          .join('  '),
        aside: stopsLogin ? purpose[state.language] : words.reportsOnly(purpose[state.language]),
      })),
    },
  ];
}

/** The addresses of the callback text that a step is about. */
function foundSection(step: RunbookStep, { diagnosis, state }: Case): Section[] {
  const places = new Set(step.checks.map(({ on }) => on));
  const { urls, ips } = diagnosis.signals;
  const found = [
    ...(places.has('callback-urls') ? urls.map(({ url }) => url) : []),
    ...(places.has('callback-ips') ? ips.map(({ ip }) => ip) : []),
  ];
  const items = [...new Set(found)].slice(0, MOST_FOUND).map((each) => ({ text: each }));
  return items.length > 0
    ? [{ kind: 'list', heading: WORDS[state.language].namedInText, items }]
    : [];
}

function askStep(current: Case, words: Words): Question {
  const step = currentStep(current);
  if (!step) throw new Error('the runbook has no such step');
  const { language } = current.state;
  return {
    title: step.title[language],
    sections: [
      text(step.instruction[language]),
      ...(step.hint ? [{ kind: 'note' as const, text: step.hint[language] }] : []),
      ...foundSection(step, current),
      ...endpointSection(step, current),
      text(words.whatHappened),
    ],
    actions: step.outcomes.map(({ id, label }) => ({
      id: `outcome:${id}`,
      label: label[language],
    })),
    buttons: [
      ...(currentChecks(current).length > 0 ? (['run-checks'] as const) : []),
      'back',
      'person',
    ],
  };
}

function askFix(current: Case, words: Words): Question {
  const { diagnosis, knowledge, runbook } = current;
  const shown = presentDiagnosis(diagnosis, knowledge);
  const checks = diagnosis.checks.length;
  return {
    ...shown,
    sections: [
      ...shown.sections,
      ...(diagnosis.cause ? [] : presentPossible(diagnosis, knowledge)),
      ...(checks > 0 ? [text(words.checksPlanned(checks))] : []),
      text(runbook ? words.walkNow : words.didItHelp),
    ],
    buttons: [
      ...(runbook ? (['walk'] as const) : []),
      ...(checks > 0 ? (['run-checks'] as const) : []),
      'solved',
      ...(runbook ? [] : (['not-solved'] as const)),
      'person',
    ],
  };
}

/** What the case holds already of what a ticket needs. */
function knownFacts({ knowledge, state, diagnosis }: Case, words: Words): Fact[] {
  const { errors, cause, signals } = diagnosis;
  const { language } = state;
  const platforms = knowledge.pack.platforms.filter(({ id }) => signals.platforms.includes(id));
  const addresses = [...signals.urls.map(({ url }) => url), ...signals.ips.map(({ ip }) => ip)];
  return [
    ...errors.slice(0, 1).map(({ error }) => ({
      label: words.error,
      value: errorLabel(error, language),
    })),
    ...(cause ? [{ label: words.cause, value: cause.title[language] }] : []),
    ...(addresses.length > 0
      ? [
          {
            label: words.namedInText,
            value: [...new Set(addresses)].slice(0, MOST_FOUND).join('  '),
          },
        ]
      : []),
    ...(platforms.length > 0
      ? [{ label: words.platform, value: platforms.map(({ name }) => name[language]).join(', ') }]
      : []),
  ];
}

function askTicket(current: Case, words: Words): Question {
  const { escalation, platforms } = current.knowledge.pack;
  const { language } = current.state;
  return {
    facts: knownFacts(current, words),
    sections: [
      text(escalation.timeliness[language]),
      {
        kind: 'list',
        heading: words.ticketNeeds,
        items: escalation.ticket.map((field) => ({ text: field.text[language] })),
      },
      text(escalation.logs.instruction[language]),
      {
        kind: 'list',
        heading: words.logFolders,
        items: escalation.logs.folders.map((folder) => ({
          text: folder.text[language],
          aside:
            platforms.find(({ id }) => id === folder.platform)?.name[language] ?? folder.platform,
        })),
      },
      ...escalation.logs.limits.map((limit) => ({ kind: 'note' as const, text: limit[language] })),
      text(words.answerCame),
    ],
    actions: escalation.patterns.map(({ id, title }) => ({
      id: `pattern:${id}`,
      label: title[language],
    })),
    buttons: ['solved', 'restart'],
  };
}

const QUESTIONS: Readonly<Record<Phase, (current: Case, words: Words) => Question>> = {
  code: ({ state, diagnosis, knowledge }, words) => ({
    sections: [
      ...(state.said.length > 0
        ? presentNothingKnown(diagnosis, knowledge)
        : [text(words.greeting)]),
      ...(diagnosis.status === 'out-of-scope' ? [] : [text(words.askCode(exampleCode(knowledge)))]),
    ],
    actions: diagnosis.suspects.map((error) => ({
      id: `code:${error.code}`,
      label: errorLabel(error, state.language),
    })),
    buttons: state.said.length > 0 ? ['restart', 'person'] : ['help'],
  }),
  text: ({ diagnosis, knowledge }, words) => ({
    ...(diagnosis.cause
      ? presentDiagnosis(diagnosis, knowledge)
      : { ...presentDiagnosis(diagnosis, knowledge), facts: [] }),
    sections: [
      ...presentDiagnosis(diagnosis, knowledge).sections,
      ...(diagnosis.cause ? [] : [text(words.askTextWhy)]),
      text(words.askText),
    ],
    buttons: ['skip', 'back', 'person'],
  }),
  tenant: ({ knowledge }, words) => ({
    sections: [text(words.askTenant(knowledge.pack.tenant?.example ?? ''))],
    buttons: ['skip', 'back', 'person'],
  }),
  fix: askFix,
  prerequisites: ({ runbook, state, knowledge }, words) => ({
    sections: [
      {
        kind: 'list',
        heading: words.prerequisitesQuestion,
        items: (runbook?.prerequisites ?? []).map((each) => ({
          text: each.text[state.language],
          aside: ownerName(knowledge, each.owner, state.language),
        })),
      },
    ],
    actions: (runbook?.prerequisites ?? []).map((each) => ({
      id: `missing:${each.id}`,
      label: words.missing(each.label[state.language]),
    })),
    buttons: ['done', 'skip', 'back', 'person'],
  }),
  step: askStep,
  advice: (current, words) => {
    const advice = currentAdvice(current);
    const { language } = current.state;
    return {
      ...(advice ? { title: advice.label[language] } : {}),
      facts: advice
        ? [{ label: words.owner, value: ownerName(current.knowledge, advice.owner, language) }]
        : [],
      sections: [...(advice ? [text(advice.advice[language])] : []), text(words.didItHelp)],
      buttons: ['solved', 'not-solved', 'back', 'person'],
    };
  },
  others: (current, words) => ({
    sections: openErrors(current)
      .slice(0, 1)
      .map(({ error }) => text(words.othersQuestion(errorLabel(error, current.state.language)))),
    buttons: ['next-error', 'finish', 'person'],
  }),
  escalated: askTicket,
  resolved: (_, words) => ({ sections: [text(words.resolved)], buttons: ['restart'] }),
  abandoned: (_, words) => ({ sections: [text(words.abandoned)], buttons: ['restart'] }),
};

/** What is to be said in the phase of the case, with everything that can be pressed there. */
export function questionOf(current: Case): Reply {
  const words = WORDS[current.state.language];
  const { buttons, actions = [], ...reply } = QUESTIONS[current.state.phase](current, words);
  return {
    ...reply,
    actions: [...actions, ...buttons.map((id) => ({ id, label: words.actions[id] }))],
  };
}
