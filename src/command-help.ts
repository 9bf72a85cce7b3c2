import type { Option } from './command-arguments.ts';

/** A command, as far as the help tells of it. */
export interface Helped {
  readonly usage: string;
  readonly help: string;
  readonly options: Readonly<Record<string, Option>>;
}

/** Wider lines break in the middle of words on a terminal of the usual size. */
const WIDTH = 80;
const COLUMN = 32;

/** What fits beside each other in the second column. */
function wrapped(help: string): string[] {
  const lines: string[] = [];
  for (const word of help.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > WIDTH - COLUMN) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

/** The lines of a term and what it means. */
export function helpLines(term: string, help: string): string[] {
  return wrapped(help).map((line, at) => `${(at === 0 ? term : '').padEnd(COLUMN)}${line}`);
}

/** The lines of a command and its options. */
export function commandHelp({ usage, help, options }: Helped): string[] {
  return [
    ...helpLines(`  ${usage}`, help),
    ...Object.entries(options).flatMap(([name, { value = '', help: meaning }]) =>
      helpLines(`    ${`--${name} ${value}`.trimEnd()}`, meaning),
    ),
  ];
}
