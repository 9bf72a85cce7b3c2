import { escalate, settle, wordsOf, type Handler, type Handlers, type Plain } from './move.ts';
import { text } from './reply.ts';
import { openConversation, type Phase } from './state.ts';
import {
  correct,
  keep,
  newCase,
  suspect,
  tell,
  tellMore,
  tellTenant,
  tellText,
} from './telling.ts';
import {
  adviceFailed,
  closeAll,
  finishError,
  missing,
  nextError,
  pattern,
  takeResult,
  walk,
  walkFrom,
} from './walking.ts';
import {
  byHand,
  choosePlace,
  findingsFailed,
  hearFindings,
  hearUnmeasured,
  nameDevice,
  pairDevice,
  runChecks,
  takeEarlyFindings,
  takeFindings,
  takePaired,
} from './measuring.ts';
import { forgetSweep } from './awaiting.ts';
import { stopChecks } from './stopping.ts';
import { WORDS } from './words.ts';

const back: Plain = (current) => {
  const last = current.state.history.at(-1);
  if (!last) return { say: [text(wordsOf(current).nothingBefore)] };
  return {
    to: {
      ...last,
      said: current.state.said.slice(0, last.messages),
      history: current.state.history.slice(0, -1),
    },
  };
};

const restart: Plain = ({ state }) => ({
  to: {
    ...openConversation(state.language),
    languageChosen: state.languageChosen,
    ...forgetSweep(state),
    places: state.places,
  },
});

const setLanguage: Handler<'language'> = (_, { language }) => ({
  to: { language, languageChosen: true },
  say: [text(WORDS[language].languageSet)],
});

const help: Plain = (current) => ({
  say: [
    {
      kind: 'list',
      heading: wordsOf(current).actions.help,
      items: wordsOf(current).help.map((line) => ({ text: line })),
    },
  ],
});

const skipText: Plain = (current) => ({ to: settle(current, { callbackText: 'skipped' }) });
const skipTenant: Plain = (current) => ({
  to: settle(current, { ssoDomain: { kind: 'skipped' } }),
});
const withoutCode: Plain = (current) => ({
  say: [text(wordsOf(current).withoutCode)],
  quiet: true,
});
const toPerson: Plain = (current) => escalate(current, 'person');
const abandon: Plain = ({ state }) => ({ to: { phase: 'abandoned', ...forgetSweep(state) } });

/** Understood in every phase. */
const EVERYWHERE: Handlers = {
  back,
  restart,
  language: setLanguage,
  help,
  'stop-checks': stopChecks,
  abandon,
  person: toPerson,
  solved: finishError,
};

/** While the diagnosis still asks, where there is something to measure already. */
const WHILE_ASKING: Handlers = {
  'run-checks': runChecks,
  measured: takeEarlyFindings,
};

const WHILE_FIXING: Handlers = {
  told: tellMore,
  corrected: correct,
  'run-checks': runChecks,
  measured: takeFindings,
};

/** What comes in of itself, where the phase is no longer waiting for it. */
export const LATE: Handlers = {
  measured: hearFindings,
  unmeasured: hearUnmeasured,
  paired: takePaired,
};

/** What can happen in each phase, beside what is understood everywhere. */
export const TRANSITIONS: Readonly<Record<Phase, Handlers>> = {
  code: {
    ...EVERYWHERE,
    told: tell,
    corrected: correct,
    suspect,
    skip: withoutCode,
    no: withoutCode,
  },
  text: {
    ...EVERYWHERE,
    ...WHILE_ASKING,
    told: tellText,
    corrected: correct,
    skip: skipText,
    no: skipText,
  },
  tenant: {
    ...EVERYWHERE,
    ...WHILE_ASKING,
    told: tellTenant,
    corrected: correct,
    skip: skipTenant,
    no: skipTenant,
  },
  fix: {
    ...EVERYWHERE,
    ...WHILE_FIXING,
    walk,
    'not-solved': walk,
    yes: (current) => (current.runbook ? walk : finishError)(current),
    no: walk,
  },
  prerequisites: {
    ...EVERYWHERE,
    ...WHILE_FIXING,
    missing,
    done: (current) => walkFrom(current, current.state.step),
    yes: (current) => walkFrom(current, current.state.step),
    skip: (current) => walkFrom(current, current.state.step),
  },
  step: { ...EVERYWHERE, ...WHILE_FIXING, outcome: takeResult },
  advice: {
    ...EVERYWHERE,
    ...WHILE_FIXING,
    'not-solved': adviceFailed,
    yes: finishError,
    no: adviceFailed,
  },
  where: {
    ...EVERYWHERE,
    ...WHILE_FIXING,
    told: nameDevice,
    place: choosePlace,
    'pair-device': pairDevice,
    'by-hand': byHand,
  },
  measured: {
    ...EVERYWHERE,
    ...WHILE_FIXING,
    'not-solved': findingsFailed,
    yes: finishError,
    no: findingsFailed,
  },
  others: {
    ...EVERYWHERE,
    told: tellMore,
    corrected: correct,
    'next-error': nextError,
    yes: nextError,
    finish: closeAll,
    no: closeAll,
    solved: closeAll,
  },
  escalated: {
    ...EVERYWHERE,
    person: (current) => ({ say: [text(wordsOf(current).escalatedAlready)], quiet: true }),
    told: keep,
    pattern,
  },
  resolved: { ...EVERYWHERE, told: newCase, solved: () => ({}), abandon: () => ({}) },
  abandoned: { ...EVERYWHERE, told: newCase, abandon: () => ({}) },
};
