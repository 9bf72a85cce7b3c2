import type { Case } from '../conversation/case.ts';
import { questionOf } from '../conversation/question.ts';
import type { Reply } from '../conversation/reply.ts';
import type { Event } from '../conversation/state.ts';
import type { Step } from '../conversation/step.ts';
import { redact } from '../diagnosis/redact.ts';
import { displayName, type Knowledge } from '../knowledge/knowledge.ts';
import type { CaseHead, Change, EntryBody, StoredCase } from '../store/case-record.ts';
import { exchange, type Circumstances, type Packs } from './exchange.ts';

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

function bodyOf(event: Event, { before, state: after }: Step): EntryBody {
  if (event.kind === 'pressed') {
    const label = questionOf(before).actions.find(({ id }) => id === event.action)?.label;
    const action = redact(event.action).text.slice(0, LONGEST_ACTION);
    return { kind: 'pressed', action, label: label ?? action };
  }
  if (event.kind === 'measured') {
    const causes = after.measured?.causes.map(({ fault }) => fault) ?? [];
    return { kind: 'measured', place: event.place, checks: event.findings.results.length, causes };
  }
  const added = after.said.length > before.state.said.length ? after.said.at(-1) : undefined;
  // Redacted before it is cut: half a secret may not look like one.
  return { kind: 'said', text: added ?? redact(event.text).text.slice(0, LONGEST_ENTRY) };
}

/** Takes one step of a stored case: everything that changes, to be saved at once. */
export function takeTurn(
  stored: StoredCase,
  { id, by, event }: Incoming,
  circumstances: Circumstances,
): Omit<Change, 'deliveries'> & { readonly replies: readonly Reply[] } {
  const { packs, place, now } = circumstances;
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
      ...step.effects.map(({ kind }) => ({
        by: ASSISTANT,
        body: { kind: 'effect' as const, effect: kind },
      })),
      ...replies.map((reply) => ({ by: ASSISTANT, body: { kind: 'replied' as const, reply } })),
    ],
    sweeps:
      place === null
        ? []
        : step.effects.flatMap((effect) =>
            effect.kind === 'start-sweep'
              ? [{ mark: effect.mark, place, checks: effect.checks }]
              : [],
          ),
    feedback: step.effects.flatMap((effect) =>
      effect.kind === 'record-feedback'
        ? [{ solved: effect.solved ? 1 : 0, code: effect.code, cause: effect.cause }]
        : [],
    ),
  };
}
