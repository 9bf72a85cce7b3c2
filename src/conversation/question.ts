import { endpointRows } from '../diagnosis/plan.ts';
import type { RunbookStep } from '../knowledge/schema.ts';
import {
  currentAdvice,
  currentChecks,
  currentStep,
  namedAddresses,
  openErrors,
  type Case,
} from './case.ts';
import {
  errorLabel,
  exampleCode,
  ownerName,
  presentDiagnosis,
  presentNothingKnown,
  presentPossible,
} from './diagnosis-reply.ts';
import { text, type Action, type Fact, type Reply, type Section } from './reply.ts';
import type { KnownDevice, Phase } from './state.ts';
import { presentTicket } from './ticket-reply.ts';
import { WORDS, type Words } from './words.ts';

/** Enough to tell two devices apart that somebody can see side by side. */
const SHORT_ID = 4;

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

/** What devices are called; those of one name are told apart by the beginning of their ids. */
function namesOf(devices: readonly KnownDevice[]): (device: KnownDevice) => string {
  const named = Map.groupBy(devices, ({ name }) => name);
  return ({ id, name }) =>
    (named.get(name)?.length ?? 0) > 1 ? `${name} #${id.slice(0, SHORT_ID)}` : name;
}

/** Where the checks can be run; what is connected now comes first. */
function askWhere({ state }: Case, words: Words): Question {
  const { here, devices, hasMore, pairs } = state.places;
  const nameOf = namesOf(devices);
  const connected = devices.filter(({ isConnected }) => isConnected);
  const others = devices.filter((each) => !connected.includes(each));
  return {
    title: words.whereTitle,
    sections: [text(words.whereQuestion), ...(hasMore ? [text(words.moreDevices)] : [])],
    answers: [
      ...(here === null ? [] : [{ id: 'on:here', label: words.onThisMachine(here) }]),
      ...connected.map((each) => ({
        id: `on:${each.id}`,
        label: words.onDevice(nameOf(each)),
      })),
      ...others.map((each) => ({
        id: `on:${each.id}`,
        label: words.onAbsentDevice(nameOf(each)),
      })),
    ],
    buttons: [...(pairs ? (['pair-device'] as const) : []), 'by-hand', 'back', 'person'],
  };
}

function askMeasured(current: Case, words: Words): Question {
  const { state, knowledge } = current;
  const { measured, language } = state;
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
    answers: (runbook?.prerequisites ?? []).map((each) => ({
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
  return isFirst ? 'suggested' : 'equal';
}

function labelOf(button: Button, { state }: Case): string {
  const words = WORDS[state.language];
  if (button !== 'run-checks') return words.actions[button];
  const { here, devices, pairs } = state.places;
  if (devices.length > 0 || pairs) return words.actions['run-checks'];
  return here === null ? words.showCommands : words.runHere;
}

/** What is to be said in the phase of the case, with everything that can be pressed there. */
export function questionOf(current: Case): Reply {
  const words = WORDS[current.state.language];
  const { buttons, answers = [], ...reply } = QUESTIONS[current.state.phase](current, words);
  return {
    ...reply,
    actions: [
      ...answers.map((answer) => ({ ...answer, weight: 'equal' as const })),
      ...buttons.map((id, at) => ({
        id,
        label: labelOf(id, current),
        weight: weightOf(id, at === 0 && answers.length === 0),
      })),
    ],
  };
}
