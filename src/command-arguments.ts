import { UsageError } from './errors.ts';

/** An option of a command. */
export interface Option {
  /** What the value is called in the help; without it the option is a switch. */
  readonly value?: string;
  readonly allowed?: readonly string[];
  /** May be given several times; the values come with commas between. */
  readonly many?: boolean;
  readonly help: string;
}

/** What was given to a command. */
export interface Arguments {
  readonly words: readonly string[];
  readonly options: Readonly<Record<string, string | true>>;
}

/** What a command takes. */
interface Takes {
  readonly usage: string;
  readonly takesWords: boolean;
  readonly options: Readonly<Record<string, Option>>;
}

function optionValue(name: string, option: Option, value: string | undefined): string | true {
  if (option.value === undefined) return true;
  if (value !== undefined && (option.allowed?.includes(value) ?? true)) return value;
  const problem =
    value === undefined ? `--${name} needs a value` : `--${name} cannot be "${value}"`;
  throw new UsageError('bad-option', problem, `write: --${name} ${option.value}`);
}

/** Only "--word" is an option, so that an error code such as -1018 is text. */
export function readArguments(name: string, command: Takes, given: readonly string[]): Arguments {
  const words: string[] = [];
  const options: Record<string, string | true> = {};
  const take = (word: string): void => {
    if (!command.takesWords)
      throw new UsageError('unknown-word', `${name} takes no "${word}"`, `write: ${command.usage}`);
    words.push(word);
  };
  for (let at = 0; at < given.length; at++) {
    const argument = given[at] ?? '';
    if (argument === '--') {
      for (const word of given.slice(at + 1)) take(word);
      break;
    }
    const [, key = '', attached] = /^--([a-z][a-z-]*)(?:=(.*))?$/s.exec(argument) ?? [];
    if (key === '') {
      take(argument);
      continue;
    }
    const option = Object.hasOwn(command.options, key) ? command.options[key] : undefined;
    if (!option) {
      const known = Object.keys(command.options).map((each) => `--${each}`);
      throw new UsageError(
        'unknown-option',
        `${name} knows no --${key}`,
        known.length === 0
          ? `it takes no options; write: ${command.usage}`
          : `known: ${known.join(', ')}; put "--" before text that begins with two dashes`,
      );
    }
    if (option.value === undefined && attached !== undefined)
      throw new UsageError('bad-option', `--${key} takes no value`, `write: --${key}`);
    const value = attached ?? (option.value === undefined ? undefined : given[++at]);
    const read = optionValue(key, option, value);
    const before = options[key];
    options[key] = option.many && typeof before === 'string' ? `${before},${String(read)}` : read;
  }
  return { words, options };
}
