import { createInterface, type Interface } from 'node:readline';
import type { AskPerson } from '../../../companion/agent/consent.ts';
import type { AllowedJob } from '../../../companion/agent/inspect-job.ts';
import type { AskForLogs } from '../../../companion/agent/log-offer.ts';
import { COMPANION_WORDS, type CompanionWords } from '../../../companion/agent/words.ts';
import type { Language } from '../../../knowledge/vocabulary.ts';
import { logsReply } from '../logs.ts';
import { plain, render } from '../render.ts';
import type { Terminal } from '../terminal.ts';
import { wrap } from '../wrap.ts';

/** A case as people name it to each other: the beginning of its id. */
export function shortCase(id: string): string {
  return id.slice(0, 8);
}

/** The person in front of the machine, asked one question at a time. */
export class Person {
  readonly #lines: Interface;
  readonly #terminal: Terminal;
  readonly #language: Language;
  readonly #words: CompanionWords;
  #answer: ((line: string) => void) | null = null;

  constructor(terminal: Terminal, language: Language) {
    this.#terminal = terminal;
    this.#language = language;
    this.#words = COMPANION_WORDS[language];
    this.#lines = createInterface({ input: terminal.input });
    this.#lines.on('line', (line) => this.#answer?.(line));
  }

  close(): void {
    this.#lines.close();
  }

  readonly ask: AskPerson = (allowed, signal) =>
    this.#decide(this.#describe(allowed), this.#words.question, signal);

  readonly askForLogs: AskForLogs = (logs, signal) => {
    const { logsQuestion } = this.#words;
    const shown = logsReply(logs, '', this.#language);
    return this.#decide(render(shown, this.#terminal.style), logsQuestion, signal);
  };

  async #decide(about: string, question: string, signal: AbortSignal): Promise<boolean> {
    const words = this.#words;
    await this.#terminal.write(`\n${about}\n${question}`);
    const { promise, resolve, reject } = Promise.withResolvers<boolean>();
    const end = (): void => {
      reject(new Error('nobody waits for an answer'));
    };
    signal.addEventListener('abort', end);
    this.#answer = (line) => {
      const said = line
        .trim()
        .toLowerCase()
        .replace(/[.!。！]+$/u, '');
      if (words.yes.includes(said)) resolve(true);
      else if (words.no.includes(said)) resolve(false);
      else void this.#terminal.write(`${words.neither} ${question}`);
    };
    try {
      return await promise;
    } catch (error) {
      await this.#terminal.write(`\n${words.tooLate}\n`);
      throw error;
    } finally {
      signal.removeEventListener('abort', end);
      this.#answer = null;
    }
  }

  #describe({ job, known, foreign, control, others }: AllowedJob): string {
    const words = this.#words;
    const list = (heading: string, hosts: readonly string[]): string[] =>
      hosts.length === 0 ? [] : [`  ${heading}`, ...hosts.map((host) => `    ${plain(host)}`)];
    return [
      words.asks(plain(job.requester), shortCase(job.case)),
      words.asksMeasures(job.checks.length),
      ...list(words.asksKnown, known),
      ...list(
        words.asksForeign,
        foreign.filter((host) => host !== control),
      ),
      ...list(words.asksControl, control === null ? [] : [control]),
      ...list(words.asksOthers, others),
      words.asksMachine,
      words.asksNever,
    ]
      .flatMap((line) => wrap(line, this.#terminal.style.width))
      .join('\n');
  }
}
