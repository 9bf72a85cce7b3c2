import { fold } from '../diagnosis/fold.ts';
import type { Language } from '../knowledge/vocabulary.ts';
import type { Event } from './state.ts';
import { WORDS, type Command } from './words.ts';

/** What the person wants, whichever way they said it. */
export type Intent =
  | { readonly kind: 'told' | 'corrected'; readonly text: string }
  | { readonly kind: 'outcome' | 'missing' | 'pattern' | 'place'; readonly id: string }
  | (Event & { readonly kind: 'measured' | 'unmeasured' | 'paired' })
  | { readonly kind: 'suspect'; readonly code: number }
  | { readonly kind: 'language'; readonly language: Language }
  | {
      readonly kind:
        | 'yes'
        | 'no'
        | 'solved'
        | 'not-solved'
        | 'walk'
        | 'run-checks'
        | 'stop-checks'
        | 'pair-device'
        | 'by-hand'
        | 'skip'
        | 'back'
        | 'restart'
        | 'person'
        | 'help'
        | 'abandon'
        | 'done'
        | 'next-error'
        | 'finish';
    };

/** A longer message tells something, even where it holds the words of a command. */
const LONGEST_COMMAND = 60;
const LONGEST_CORRECTION = 200;

function commandIntent(command: Command): Intent {
  if (command === 'english') return { kind: 'language', language: 'en' };
  if (command === 'chinese') return { kind: 'language', language: 'zh' };
  return { kind: command };
}

/** Both languages are always understood, whichever one is spoken. */
const COMMANDS: ReadonlyMap<string, Intent> = new Map(
  Object.values(WORDS).flatMap(({ commands }) =>
    Object.entries(commands).flatMap(([command, phrases]) =>
      phrases.map((phrase) => [fold(phrase), commandIntent(command as Command)] as const),
    ),
  ),
);
const PERSON_WITHIN = Object.values(WORDS).flatMap(({ personWithin }) => personWithin);
const CORRECTIONS = Object.values(WORDS).flatMap(({ corrections }) => corrections);

type ReadPress = (value: string) => Intent | null;

const PRESSES: ReadonlyMap<string, ReadPress> = new Map<string, ReadPress>([
  ['outcome', (id) => ({ kind: 'outcome', id })],
  ['missing', (id) => ({ kind: 'missing', id })],
  ['pattern', (id) => ({ kind: 'pattern', id })],
  ['on', (id) => ({ kind: 'place', id })],
  ['language', (to) => (to === 'en' || to === 'zh' ? { kind: 'language', language: to } : null)],
  ['code', (code) => (/^-?\d{1,6}$/.test(code) ? { kind: 'suspect', code: Number(code) } : null)],
]);
const PRESSABLE = [
  'solved',
  'not-solved',
  'walk',
  'run-checks',
  'stop-checks',
  'pair-device',
  'by-hand',
  'skip',
  'back',
  'restart',
  'person',
  'help',
  'done',
  'next-error',
  'finish',
] as const;

function pressedIntent(action: string): Intent | null {
  const plain = PRESSABLE.find((kind) => kind === action);
  if (plain) return { kind: plain };
  const [kind = '', value = ''] = action.split(':', 2);
  return PRESSES.get(kind)?.(value) ?? null;
}

/** What an event asks for; null for a press that no button of ours makes. */
export function readIntent(event: Event): Intent | null {
  if (event.kind === 'pressed') return pressedIntent(event.action);
  if (event.kind !== 'said') return event;
  if (event.isLog === true) return { kind: 'told', text: event.text };
  const words = fold(event.text).trim().toLowerCase();
  const bare = words.replace(/[\s.!,。,]+$/, '').replace(/^please |[, ]*please$/g, '');
  const command = COMMANDS.get(bare);
  if (command) return command;
  if (words.length <= LONGEST_COMMAND && PERSON_WITHIN.some((phrase) => words.includes(phrase)))
    return { kind: 'person' };
  const corrects =
    words.length <= LONGEST_CORRECTION &&
    /\d/.test(words) &&
    CORRECTIONS.some((beginning) => words.startsWith(beginning));
  return { kind: corrects ? 'corrected' : 'told', text: event.text };
}
