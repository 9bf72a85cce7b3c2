import { fold } from '../diagnosis/fold.ts';
import { redact } from '../diagnosis/redact.ts';
import { readSignals } from '../diagnosis/signals.ts';
import { isSignInHost, readTenant } from '../diagnosis/tenant.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';
import { openCase, type Case } from './case.ts';
import { errorLabel } from './diagnosis-reply.ts';
import { forgetSweep } from './awaiting.ts';
import { settle, wordsOf, type Handler, type Move } from './move.ts';
import { remember } from './remember.ts';
import { text } from './reply.ts';
import { openConversation } from './state.ts';

export const tell: Handler<'told'> = (current, { text: said }) => {
  const { to, say } = remember(current, said);
  return { to: settle(current, to), say };
};

/** Is there anything beside the code itself? */
function isOnlyCode(said: string, knowledge: Knowledge): boolean {
  const signals = readSignals(said, knowledge);
  const rest = signals.mentions.reduce(
    (left, { written }) => left.replace(written, ''),
    fold(said),
  );
  return signals.mentions.length > 0 && rest.replace(/[^\p{L}]/gu, '').length < 12;
}

export const tellText: Handler<'told'> = (current, { text: said }) => {
  const { to, say } = remember(current, said);
  const last = to.said?.at(-1) ?? '';
  if (isOnlyCode(last, current.knowledge)) {
    const settled = settle(current, to);
    const again = settled.phase === 'text' ? [text(wordsOf(current).askTextAgain)] : [];
    return { to: settled, say: [...say, ...again], quiet: again.length > 0 };
  }
  return { to: settle(current, { ...to, callbackText: 'given' }), say };
};

export const tellTenant: Handler<'told'> = (current, { text: said }) => {
  const words = wordsOf(current);
  const { tenant } = current.knowledge.pack;
  if (/\s/.test(said.trim())) {
    const { to, say } = remember(current, said);
    return { to: settle(current, to), say };
  }
  const answer = readTenant(redact(said).text);
  const example = tenant?.example ?? '';
  if (answer === null)
    return {
      say: [text(words.tenantUnclear(redact(said).text.slice(0, 80), example))],
      quiet: true,
    };
  if (answer.includes('.') && !isSignInHost(answer, current.knowledge.pack))
    return { say: [text(words.tenantForeign(answer, example))], quiet: true };
  return takeTenant(current, answer);
};

function takeTenant(current: Case, answer: string): Move {
  const to = settle(current, { ssoDomain: { kind: 'given', host: answer } });
  const after = openCase({ ...current.state, ...to }, current.knowledge, current.now);
  const hosts = [...after.diagnosis.tenant.byTemplate.values(), ...after.diagnosis.tenant.others];
  return { to, say: [text(wordsOf(current).tenantNoted(hosts.join(', ')))] };
}

/** More text while a fix is being tried: it may change the cause, or bring another error. */
export const tellMore: Handler<'told'> = (current, { text: said }) => {
  const host = readTenant(said);
  if (host !== null && isSignInHost(host, current.knowledge.pack)) return takeTenant(current, host);
  const words = wordsOf(current);
  const { to, say } = remember(current, said);
  const after = openCase({ ...current.state, ...to }, current.knowledge, current.now);
  const [before, now] = [current.diagnosis, after.diagnosis];
  if (now.cause !== before.cause || now.errors[0]?.error !== before.errors[0]?.error)
    return { to: settle(current, { ...to, step: 0, outcome: null }), say };
  const known = new Set(current.diagnosis.errors.map(({ error }) => error.code));
  const fresh = after.diagnosis.errors.filter(({ error }) => !known.has(error.code));
  const noted = fresh.map(({ error }) =>
    text(words.newErrorNoted(errorLabel(error, after.state.language))),
  );
  return noted.length > 0
    ? { to, say: [...say, ...noted] }
    : { to, say: [...say, text(words.addedNothingNew)], quiet: true };
};

export const correct: Handler<'corrected'> = (current, { text: said }) => {
  const { to, say } = remember(current, said);
  const last = readSignals(to.said?.at(-1) ?? '', current.knowledge);
  const meant = new Set(last.mentions.filter(({ negated }) => !negated).map(({ code }) => code));
  const taken = [
    ...current.diagnosis.errors.map(({ error }) => error.code),
    ...current.diagnosis.unknown,
  ].filter((code) => !meant.has(code));
  if (meant.size === 0 || taken.length === 0) return tell(current, { kind: 'told', text: said });
  const rejected = [...new Set([...current.state.rejected, ...taken])].filter(
    (code) => !meant.has(code),
  );
  return {
    to: settle(current, {
      ...to,
      rejected,
      focus: null,
      step: 0,
      outcome: null,
      callbackText: 'open',
    }),
    say: [...say, text(wordsOf(current).corrected(taken.join(', ')))],
  };
};

export const newCase: Handler<'told'> = (current, intent) => {
  const { language, languageChosen, places } = current.state;
  const fresh = {
    ...openConversation(language),
    languageChosen,
    places,
    ...forgetSweep(current.state),
  };
  const told = tell(openCase(fresh, current.knowledge, current.now), intent);
  return { ...told, to: { ...fresh, ...told.to } };
};

export const suspect: Handler<'suspect'> = (current, { code }) =>
  tell(current, { kind: 'told', text: String(code) });

export const keep: Handler<'told'> = (current, { text: said }) => {
  const { to, say } = remember(current, said);
  return { to, say: [...say, text(wordsOf(current).kept)], quiet: true };
};
