import type { Case } from './case.ts';
import { ownerName } from './diagnosis-reply.ts';
import type { Intent } from './intent.ts';
import { openCase } from './case.ts';
import { text, type Section } from './reply.ts';
import type { Effect, Phase, State } from './state.ts';
import { WORDS, type Words } from './words.ts';

/** What a handler changes; what it leaves out stays as it is. */
export interface Move {
  readonly to?: Partial<State>;
  /** Said before the next question. */
  readonly say?: readonly Section[];
  readonly effects?: readonly Effect[];
  /** The question of the phase is not repeated; its buttons stay. */
  readonly quiet?: boolean;
}

/** What one kind of intent does to a case. */
export type Handler<K extends Intent['kind']> = (
  current: Case,
  intent: Intent & { readonly kind: K },
) => Move;
/** A handler to which the intent says nothing beside its kind. */
export type Plain = (current: Case) => Move;

export type Handlers = { readonly [K in Intent['kind']]?: Handler<K> };

export function wordsOf({ state }: Case): Words {
  return WORDS[state.language];
}

/** The phase that asks for what the diagnosis still lacks. */
function missingPhase({ state, diagnosis }: Case): Phase {
  if (diagnosis.errors.length === 0) return 'code';
  if (diagnosis.asks.includes('callback-text') && state.callbackText !== 'skipped') return 'text';
  if (diagnosis.asks.includes('sso-domain') && state.ssoDomain.kind === 'open') return 'tenant';
  return 'fix';
}

/** The case after a change, at the next question that is open. */
export function settle(current: Case, change: Partial<State>): Partial<State> {
  const after = openCase({ ...current.state, ...change }, current.knowledge, current.now);
  const phase = missingPhase(after);
  const lead = after.diagnosis.errors[0]?.error.code ?? null;
  return { ...change, phase, ...(phase === 'fix' ? { focus: lead } : {}) };
}

export function feedback({ diagnosis }: Case, solved: boolean): Effect {
  const code = diagnosis.errors[0]?.error.code ?? null;
  return { kind: 'record-feedback', solved, code, cause: diagnosis.cause?.id ?? null };
}

export function escalate(
  current: Case,
  reason: Extract<Effect, { kind: 'open-ticket' }>['reason'],
): Move {
  const { knowledge, state } = current;
  const { owner } = knowledge.pack.escalation;
  return {
    to: { phase: 'escalated', ticketOpen: true },
    say: [text(wordsOf(current).escalated(ownerName(knowledge, owner, state.language)))],
    effects: [{ kind: 'open-ticket', reason, owner }],
  };
}
