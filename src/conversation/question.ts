import { endpointRows } from '../diagnosis/plan.ts';
import type { RunbookStep } from '../knowledge/schema.ts';
import { awaitedSweep } from './awaiting.ts';
import {
  currentAdvice,
  currentChecks,
  currentStep,
  namedAddresses,
  openErrors,
  type Case,
} from './case.ts';
import { nameOf, systemOf } from './device-name.ts';
import {
  errorLabel,
  exampleCode,
  ownerName,
  presentDiagnosis,
  presentNothingKnown,
  presentPossible,
} from './diagnosis-reply.ts';
import { text, type Action, type Fact, type Reply, type Section } from './reply.ts';
import type { Phase } from './state.ts';
import { presentTicket } from './ticket-reply.ts';
import { WORDS, type Words } from './words.ts';

type Button = keyof Words['actions'];

/** What a phase asks: answers of its own, and buttons that the house knows. */
export interface Question {
  readonly title?: string;
  readonly facts?: readonly Fact[];
  readonly sections: readonly Section[];
  /** Answers, none of which is to be suggested. */
  readonly answers?: readonly Pick<Action, 'id' | 'label'>[];
  readonly buttons: readonly Button[];
}

function endpointSection(step: RunbookStep, { knowledge, diagnosis, state }: Case): Section[] {
  if (!step.checks.some(({ on }) => on === 'endpoints')) return [];
  const words = WORDS[state.language];
  const endpoints = endpointRows({
    pack: knowledge.pack,
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

/** The addresses of the callback text, where the step is about them. */
function namedSection(step: RunbookStep, current: Case): Section[] {
  const items = namedAddresses(current).map((each) => ({ text: each }));
  const isAbout = step.checks.some(({ on }) => on === 'callback-urls' || on === 'callback-ips');
  const heading = WORDS[current.state.language].namedInText;
  return isAbout && items.length > 0 ? [{ kind: 'list', heading, items }] : [];
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
      ...namedSection(step, current),
      ...endpointSection(step, current),
      text(words.whatHappened),
    ],
    answers: step.outcomes.map(({ id, label }) => ({
      id: `outcome:${id}`,
      label: label[language],
    })),
    buttons: [...running(current), 'back', 'person'],
  };
}

/** Offered wherever the case is, as soon as there is something to measure. */
function running(current: Case): readonly Button[] {
  return currentChecks(current).length > 0 ? ['run-checks'] : [];
}

function askFix(current: Case, words: Words): Question {
  const { diagnosis, knowledge, runbook } = current;
  const shown = presentDiagnosis(diagnosis, knowledge);
  const checks = diagnosis.checks.filter(({ kind }) => kind !== 'logs').length;
  const hasLogs = checks < diagnosis.checks.length;
  return {
    ...shown,
    sections: [
      ...shown.sections,
      ...(diagnosis.cause ? [] : presentPossible(diagnosis, knowledge)),
      ...(checks > 0 ? [text(words.checksPlanned(checks, hasLogs))] : []),
      text(runbook ? words.walkNow : words.didItHelp),
    ],
    buttons: [
      ...(runbook ? (['walk'] as const) : []),
      ...running(current),
      'solved',
      ...(runbook ? [] : (['not-solved'] as const)),
      'person',
    ],
  };
}

/** Where the checks can be run; what is connected now comes first. */
function askWhere({ state }: Case, words: Words): Question {
  const { here, devices, hasMore, pairs } = state.places;
  const connected = devices.filter(({ isConnected }) => isConnected);
  const others = devices.filter((each) => !connected.includes(each));
  return {
    title: words.whereTitle,
    sections: [text(words.whereQuestion), ...(hasMore ? [text(words.moreDevices)] : [])],
    answers: [
      ...(here === null ? [] : [{ id: 'on:here', label: words.onThisMachine(here) }]),
      ...connected.map((each) => ({
        id: `on:${each.id}`,
        label: words.onDevice(nameOf(each, devices), systemOf(each, devices)),
      })),
      ...others.map((each) => ({
        id: `on:${each.id}`,
        label: words.onAbsentDevice(nameOf(each, devices), systemOf(each, devices)),
      })),
    ],
    buttons: [...(pairs ? (['pair-device'] as const) : []), 'by-hand', 'back', 'person'],
  };
}

/** While new checks are under way, what the last ones came to is no question any more. */
function askMeanwhile({ state }: Case, place: string, words: Words): Question {
  const { measured, language } = state;
  return {
    title: words.awaitingFindings(place),
    facts: measured
      ? [
          { label: words.lastFindings, value: measured.title[language] },
          { label: words.measuredFrom, value: measured.place },
        ]
      : [],
    sections: [text(words.worksMeanwhile)],
    buttons: ['solved', 'run-checks', 'back', 'person'],
  };
}

function askMeasured(current: Case, words: Words): Question {
  const { state, knowledge, now } = current;
  const { measured, language } = state;
  const awaited = awaitedSweep(state, now);
  if (awaited) return askMeanwhile(current, awaited.place, words);
  const [root] = measured?.causes ?? [];
  const rule = knowledge.pack.network.faults.find(({ fault }) => fault === root?.fault);
  return {
    ...(measured ? { title: measured.title[language] } : {}),
    facts: [
      ...(rule ? [{ label: words.owner, value: ownerName(knowledge, rule.owner, language) }] : []),
      { label: words.measuredFrom, value: measured?.place ?? '' },
    ],
    sections: [text(words.didItHelp)],
    buttons: ['solved', 'not-solved', 'run-checks', 'back', 'person'],
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
    answers: diagnosis.suspects.map((error) => ({
      id: `code:${error.code}`,
      label: errorLabel(error, state.language),
    })),
    buttons: state.said.length > 0 ? ['restart', 'person'] : ['help'],
  }),
  text: (current, words) => {
    const { diagnosis, knowledge } = current;
    return {
      ...(diagnosis.cause
        ? presentDiagnosis(diagnosis, knowledge)
        : { ...presentDiagnosis(diagnosis, knowledge), facts: [] }),
      sections: [
        ...presentDiagnosis(diagnosis, knowledge).sections,
        ...(diagnosis.cause ? [] : [text(words.askTextWhy)]),
        text(words.askText),
      ],
      buttons: ['skip', ...running(current), 'back', 'person'],
    };
  },
  tenant: (current, words) => ({
    sections: [text(words.askTenant(current.knowledge.pack.tenant?.example ?? ''))],
    buttons: ['skip', ...running(current), 'back', 'person'],
  }),
  fix: askFix,
  prerequisites: (current, words) => {
    const { runbook, state, knowledge } = current;
    return {
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
      answers: (runbook?.prerequisites ?? []).map((each) => ({
        id: `missing:${each.id}`,
        label: words.missing(each.label[state.language]),
      })),
      buttons: ['done', ...running(current), 'skip', 'back', 'person'],
    };
  },
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
      buttons: ['solved', 'not-solved', ...running(current), 'back', 'person'],
    };
  },
  where: askWhere,
  measured: askMeasured,
  others: (current, words) => ({
    sections: openErrors(current)
      .slice(0, 1)
      .map(({ error }) => text(words.othersQuestion(errorLabel(error, current.state.language)))),
    buttons: ['next-error', 'finish', 'person'],
  }),
  escalated: (current, words) => ({
    ...presentTicket(current, words),
    buttons: ['solved', 'restart'],
  }),
  resolved: (_, words) => ({ sections: [text(words.resolved)], buttons: ['restart'] }),
  abandoned: (_, words) => ({ sections: [text(words.abandoned)], buttons: ['restart'] }),
};

/** Buttons that lead away from the question; they are never the suggested way. */
const ASIDE: ReadonlySet<Button> = new Set(['back', 'restart', 'skip', 'help', 'person']);

function weightOf(button: Button, isFirst: boolean): Action['weight'] {
  if (ASIDE.has(button)) return 'aside';
  return isFirst && button !== 'stop-checks' ? 'suggested' : 'equal';
}

function labelOf(button: Button, { state }: Case): string {
  const words = WORDS[state.language];
  if (button !== 'run-checks') return words.actions[button];
  const { here, devices, pairs } = state.places;
  if (devices.length > 0 || pairs) return words.actions['run-checks'];
  return here === null ? words.showCommands : words.runHere;
}

/** While a device is asked, the checks can be stopped, in the place of asking for them once more. */
function withStop(buttons: readonly Button[], { state, now }: Case): readonly Button[] {
  if (state.phase === 'where' || awaitedSweep(state, now)?.of !== 'device') return buttons;
  const others = buttons.filter((button) => button !== 'run-checks');
  const at = buttons.findIndex((button) => button === 'run-checks' || ASIDE.has(button));
  return others.toSpliced(at < 0 ? others.length : at, 0, 'stop-checks');
}

/** What is to be said in the phase of the case, with everything that can be pressed there. */
export function questionOf(current: Case): Reply {
  const words = WORDS[current.state.language];
  const { buttons, answers = [], ...reply } = QUESTIONS[current.state.phase](current, words);
  return {
    ...reply,
    actions: [
      ...answers.map((answer) => ({ ...answer, weight: 'equal' as const })),
      ...withStop(buttons, current).map((id, at) => ({
        id,
        label: labelOf(id, current),
        weight: weightOf(id, at === 0 && answers.length === 0),
      })),
    ],
  };
}
