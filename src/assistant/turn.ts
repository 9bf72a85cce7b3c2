import { MOST_CHECKS, planSweep } from '../checks/plan-sweep.ts';
import { judge } from '../checks/verdict/judge.ts';
import { targetsOf, type Case } from '../conversation/case.ts';
import { questionOf } from '../conversation/question.ts';
import type { Reply } from '../conversation/reply.ts';
import type { Effect, Event } from '../conversation/state.ts';
import type { Step } from '../conversation/step.ts';
import { redact } from '../diagnosis/redact.ts';
import { displayName, type Knowledge } from '../knowledge/knowledge.ts';
import type { CaseHead, Change, EntryBody, StoredCase } from '../store/case-record.ts';
import type { DeviceId } from '../store/devices.ts';
import type { NewSweep } from '../store/sweeps.ts';
import { exchange, type Circumstances, type Exchange } from './exchange.ts';
import type { Packs } from '../knowledge/packs.ts';

/** Something that happened in a channel. */
export interface Incoming {
  /** The channel's own; the same when it is sent again. */
  readonly id: string;
  /** Who did it. */
  readonly by: string;
  readonly event: Event;
}

/** Who the replies are by. */
export const ASSISTANT = 'assistant';

const LONGEST_ACTION = 120;
const LONGEST_EXCERPT = 160;
/** A text of more lines than a person types is a log. */
const MOST_LINES_TYPED = 12;
const LONGEST_ENTRY = 16_384;

/** The pack with that id; a case whose pack was taken away goes on with the first one. */
export function packOf(id: string, packs: Packs): Knowledge {
  return packs.find(({ pack }) => pack.id === id) ?? packs[0];
}

/** What a person knows a text by again: its first words; of a log, whose beginning tells nothing, the first evidence. */
function beginningOf(text: string, evidence: Case['diagnosis']['evidence']): string {
  const lines = text.trim().split('\n');
  const [first = ''] = lines;
  const told = lines.length > MOST_LINES_TYPED ? (evidence[0]?.quote ?? first) : first;
  return told.slice(0, LONGEST_EXCERPT);
}

/** What a list shows of a case. */
export function headOf({ state, diagnosis }: Case): CaseHead {
  const error = diagnosis.errors[0]?.error;
  const begun = beginningOf(state.said[0] ?? '', diagnosis.evidence);
  const { byTemplate, others } = diagnosis.tenant;
  const isEnded =
    state.phase === 'escalated' || state.phase === 'resolved' || state.phase === 'abandoned';
  return {
    status: isEnded ? state.phase : 'open',
    title: error?.title[state.language] ?? '',
    name: error?.names.length ? displayName(error) : null,
    excerpt: begun,
    ssoDomain: [...byTemplate.values(), ...others][0] ?? null,
    code: error?.code ?? null,
    cause: diagnosis.cause?.id ?? null,
    language: state.language,
  };
}

function bodyOf(event: Event, { before, after: { knowledge }, state: after }: Step): EntryBody {
  if (event.kind === 'pressed') {
    const label = questionOf(before).actions.find(({ id }) => id === event.action)?.label;
    const action = redact(event.action).text.slice(0, LONGEST_ACTION);
    return { kind: 'pressed', action, label: label ?? action };
  }
  if (event.kind === 'measured') {
    const { place, findings } = event;
    // What was found, whether or not anybody still waited for it.
    const causes = judge(findings, knowledge.pack.network).found.map(({ fault }) => fault);
    return { kind: 'measured', place, checks: findings.results.length, causes };
  }
  if (event.kind === 'unmeasured') {
    const { place, status, reason } = event;
    return { kind: 'unmeasured', place, status, reason };
  }
  if (event.kind === 'paired') return { kind: 'paired', device: event.device.name };
  const added = after.said.length > before.state.said.length ? after.said.at(-1) : undefined;
  // Redacted before it is cut: half a secret may not look like one.
  return { kind: 'said', text: added ?? redact(event.text).text.slice(0, LONGEST_ENTRY) };
}

/** The machine that an effect is about; none where it is about no machine. */
function placeOf(effect: Effect): string | undefined {
  switch (effect.kind) {
    case 'start-sweep':
      return effect.on?.name;
    case 'withdraw-sweep':
      return effect.place;
    default:
      return undefined;
  }
}

function effectBody(effect: Effect): EntryBody {
  const place = placeOf(effect);
  return { kind: 'effect', effect: effect.kind, ...(place === undefined ? {} : { place }) };
}

/** The sweep that an effect asks for, by that person; none where the commands were told instead. */
function sweepOf(
  effect: Effect,
  requester: string,
  { knowledge, after }: Exchange['step'] & Pick<Exchange, 'knowledge'>,
  control: string | null,
): NewSweep[] {
  if (effect.kind !== 'start-sweep' || effect.on === null) return [];
  const { mark, checks, logs, on } = effect;
  const sweep = { mark, place: on.name, requester };
  if (on.kind === 'here') return [{ ...sweep, checks, device: null, brief: null }];
  const { plan, ...rest } = planSweep(checks, targetsOf(after), control);
  const brief = { ...rest, pack: knowledge.pack.id, language: after.state.language, logs };
  return [{ ...sweep, checks: plan.slice(0, MOST_CHECKS), device: on.id as DeviceId, brief }];
}

/** Takes one step of a stored case: everything that changes, to be saved at once. */
export function takeTurn(
  stored: StoredCase,
  { id, by, event }: Incoming,
  circumstances: Circumstances,
): Omit<Change, 'deliveries'> & { readonly replies: readonly Reply[] } {
  const { packs, pairing, control, now } = circumstances;
  const before = packOf(stored.pack, packs);
  const { knowledge, step, replies } = exchange(stored.state, event, before, circumstances);
  const head = headOf(step.after);
  return {
    ...head,
    eventId: id,
    at: now,
    pack: knowledge.pack.id,
    state: step.state,
    words: [stored.id, head.code, head.name, head.title, ...step.state.said]
      .join('\n')
      .toLowerCase(),
    replies,
    entries: [
      { by, body: bodyOf(event, step) },
      ...step.effects.map((effect) => ({ by: ASSISTANT, body: effectBody(effect) })),
      ...replies.map((reply) => ({ by: ASSISTANT, body: { kind: 'replied' as const, reply } })),
    ],
    sweeps: step.effects.flatMap((effect) => sweepOf(effect, by, { ...step, knowledge }, control)),
    withdrawnBy: step.effects.some(({ kind }) => kind === 'withdraw-sweep') ? by : null,
    pairings: step.effects.flatMap(({ kind, ...effect }) =>
      kind === 'open-pairing' && pairing && 'mark' in effect
        ? [{ code: pairing.code, mark: effect.mark, requester: by }]
        : [],
    ),
    feedback: step.effects.flatMap((effect) =>
      effect.kind === 'record-feedback'
        ? [{ solved: effect.solved ? 1 : 0, code: effect.code, cause: effect.cause }]
        : [],
    ),
  };
}
