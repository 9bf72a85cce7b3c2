import { exchange } from '../../assistant/exchange.ts';
import type { Packs } from '../../knowledge/packs.ts';
import type { Measures } from '../../checks/here.ts';
import { targetsOf } from '../../conversation/case.ts';
import type { Reply } from '../../conversation/reply.ts';
import {
  NOWHERE,
  openConversation,
  type Effect,
  type Event,
  type State,
} from '../../conversation/state.ts';
import { opening, type Step } from '../../conversation/step.ts';
import type { Knowledge } from '../../knowledge/knowledge.ts';
import type { Language } from '../../knowledge/vocabulary.ts';
import { checkLine } from './check-line.ts';
import { readMessages } from './messages.ts';
import { render } from './render.ts';
import type { Terminal } from './terminal.ts';

export interface ChatParts {
  readonly packs: Packs;
  readonly terminal: Terminal;
  readonly language: Language;
  /** Null where nothing measures. */
  readonly measures: Measures | null;
  /** Told each step that was taken. */
  readonly onStep?: (step: Step) => void;
}

/** The terminal's side of one conversation. */
export class Chat {
  readonly #parts: ChatParts;
  #state: State;
  #knowledge: Knowledge;
  #actions: Reply['actions'] = [];

  constructor(parts: ChatParts) {
    this.#parts = parts;
    this.#knowledge = parts.packs[0];
    this.#state = openConversation(parts.language);
  }

  async open(): Promise<void> {
    await this.#show([opening(this.#state, this.#knowledge, Date.now())]);
  }

  /** The buttons on show; each is chosen by its number. */
  get actions(): Reply['actions'] {
    return this.#actions;
  }

  get ended(): boolean {
    return this.#state.phase === 'abandoned';
  }

  /** Takes what was typed: the number of an action that is on show, or a message. */
  async take(message: string): Promise<void> {
    const number = /^\s*\[?(\d{1,2})\]?\s*$/.exec(message)?.[1];
    const action = number === undefined ? undefined : this.#actions[Number(number) - 1];
    await this.#exchange(
      action ? { kind: 'pressed', action: action.id } : { kind: 'said', text: message },
    );
  }

  async #exchange(event: Event): Promise<void> {
    const { packs, measures, onStep } = this.#parts;
    const places = { ...NOWHERE, here: measures?.place ?? null };
    const circumstances = { packs, places, pairing: null, now: Date.now() };
    const taken = exchange(this.#state, event, this.#knowledge, circumstances);
    this.#state = taken.step.state;
    this.#knowledge = taken.knowledge;
    onStep?.(taken.step);
    await this.#show(taken.replies);
    for (const effect of taken.step.effects)
      if (effect.kind === 'start-sweep' && measures)
        await this.#measure(effect, taken.step, measures);
  }

  async #measure(
    { mark, checks }: Extract<Effect, { kind: 'start-sweep' }>,
    { after }: Step,
    { place, run }: Measures,
  ): Promise<void> {
    const ending = new AbortController();
    const end = (): void => {
      ending.abort();
    };
    process.once('SIGINT', end);
    const findings = await run(
      checks,
      targetsOf(after),
      async (event) => {
        if (event.kind === 'ended') {
          const { terminal } = this.#parts;
          await terminal.write(checkLine(event.result, after.state.language, terminal));
        }
      },
      ending.signal,
    ).finally(() => process.off('SIGINT', end));
    await this.#exchange({ kind: 'measured', mark, place, findings });
  }

  async #show(replies: readonly Reply[]): Promise<void> {
    const { terminal } = this.#parts;
    const last = replies.findLast(({ actions }) => actions.length > 0);
    if (last) this.#actions = last.actions;
    for (const reply of replies) {
      const numbered = reply === last;
      const text = render(reply, { ...terminal.style, numbered });
      await terminal.write(`\n${text}\n`);
    }
    await terminal.write('\n');
  }
}

/** Talks until the input ends or the person says goodbye. */
export async function runChat(parts: ChatParts): Promise<void> {
  const { terminal } = parts;
  const chat = new Chat(parts);
  await chat.open();
  for await (const message of readMessages(terminal)) {
    if (message.trim() === '') continue;
    await chat.take(message);
    if (chat.ended) break;
  }
  await terminal.write('\n');
}
