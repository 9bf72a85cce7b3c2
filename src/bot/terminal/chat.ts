import { exchange, type Packs } from '../../assistant/exchange.ts';
import type { Reply } from '../../conversation/reply.ts';
import { openConversation, type State } from '../../conversation/state.ts';
import { opening, type Step } from '../../conversation/step.ts';
import type { Knowledge } from '../../knowledge/knowledge.ts';
import type { Language } from '../../knowledge/vocabulary.ts';
import { readMessages } from './messages.ts';
import { render } from './render.ts';
import type { Terminal } from './terminal.ts';

/** The terminal's side of one conversation. */
export class Chat {
  readonly #packs: Packs;
  readonly #terminal: Terminal;
  readonly #onStep: (step: Step) => void;
  #state: State;
  #knowledge: Knowledge;
  #actions: Reply['actions'] = [];

  /** `onStep` is told each step that was taken. */
  constructor(
    packs: Packs,
    terminal: Terminal,
    language: Language,
    onStep: (step: Step) => void = () => undefined,
  ) {
    this.#packs = packs;
    this.#knowledge = packs[0];
    this.#terminal = terminal;
    this.#state = openConversation(language);
    this.#onStep = onStep;
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
    const event = action
      ? { kind: 'pressed' as const, action: action.id }
      : { kind: 'said' as const, text: message };
    const taken = exchange(this.#state, event, this.#knowledge, this.#packs, Date.now());
    this.#state = taken.step.state;
    this.#knowledge = taken.knowledge;
    this.#onStep(taken.step);
    await this.#show(taken.replies);
  }

  async #show(replies: readonly Reply[]): Promise<void> {
    const last = replies.findLast(({ actions }) => actions.length > 0);
    if (last) this.#actions = last.actions;
    for (const reply of replies) {
      const numbered = reply === last;
      const text = render(reply, { ...this.#terminal.style, numbered });
      await this.#terminal.write(`\n${text}\n`);
    }
    await this.#terminal.write('\n');
  }
}

/** Talks until the input ends or the person says goodbye. */
export async function runChat(packs: Packs, terminal: Terminal, language: Language): Promise<void> {
  const chat = new Chat(packs, terminal, language);
  await chat.open();
  for await (const message of readMessages(terminal)) {
    if (message.trim() === '') continue;
    await chat.take(message);
    if (chat.ended) break;
  }
  await terminal.write('\n');
}
