import { styleText } from 'node:util';
import stringWidth from 'string-width';
import type { Fact, Item, Reply, Section } from '../../conversation/reply.ts';
import { isChinese, wrap } from './wrap.ts';

/** How a reply is to be written. */
export interface Style {
  /** Columns. */
  readonly width: number;
  readonly colours: boolean;
  /** Number the actions, so that they can be chosen by typing the number. */
  readonly numbered: boolean;
}

type Paint = Parameters<typeof styleText>[0];

/** Control characters and changes of writing direction: a pasted text must not steer the terminal. */
const STEERING =
  // eslint-disable-next-line no-control-regex -- these are the ones to be removed
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** `text` without anything that could steer a terminal; tabs and newlines stay. */
export function plain(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(STEERING, '');
}

class Page {
  readonly #lines: string[] = [];
  readonly #style: Style;

  constructor(style: Style) {
    this.#style = style;
  }

  paint(format: Paint, text: string): string {
    return this.#style.colours ? styleText(format, text, { validateStream: false }) : text;
  }

  /** A paragraph, already free of what steers a terminal; its first line behind `lead`, the others below it. */
  write(text: string, lead = '', format?: Paint): void {
    const indent = ' '.repeat(lead.length);
    const width = Math.max(20, this.#style.width - lead.length);
    for (const [at, line] of wrap(text, width).entries())
      this.#lines.push((at === 0 ? lead : indent) + (format ? this.paint(format, line) : line));
  }

  /** A line to be copied; never wrapped. */
  copyable(line: string): void {
    this.#lines.push(`  ${this.paint('cyan', plain(line).replace(/\n/g, ' '))}`);
  }

  /** Columns as wide as their longest cell; not wrapped, for a table that is wrapped is none. */
  table(columns: readonly string[], rows: readonly (readonly string[])[]): void {
    const widths = columns.map((name, at) =>
      Math.max(stringWidth(name), ...rows.map((row) => stringWidth(row[at] ?? ''))),
    );
    const line = (cells: readonly string[]): string =>
      cells
        .map((cell, at) => cell + ' '.repeat((widths[at] ?? 0) - stringWidth(cell)))
        .join('  ')
        .trimEnd();
    this.#lines.push(`  ${this.paint('dim', line(columns))}`);
    for (const row of rows) this.#lines.push(`  ${line(row)}`);
  }

  gap(): void {
    if (this.#lines.length > 0 && this.#lines.at(-1) !== '') this.#lines.push('');
  }

  toString(): string {
    return this.#lines.join('\n');
  }
}

function itemText(page: Page, { text, aside }: Item): string {
  if (aside === undefined) return plain(text);
  const [lead, end] = isChinese(aside) ? ['（', '）'] : [' (', ')'];
  return plain(text) + page.paint('dim', `${lead}${plain(aside)}${end}`);
}

function factText(page: Page, { label, value }: Fact): string {
  const colon = isChinese(label) ? '：' : ': ';
  return page.paint('dim', plain(label) + colon) + plain(value);
}

function writeSection(page: Page, section: Section): void {
  switch (section.kind) {
    case 'text':
      page.gap();
      page.write(plain(section.text));
      return;
    case 'note':
      page.gap();
      page.write(plain(section.text), '  ! ', 'yellow');
      return;
    case 'steps':
    case 'list':
      page.gap();
      page.write(plain(section.heading), '', 'bold');
      for (const [at, item] of section.items.entries())
        page.write(itemText(page, item), section.kind === 'steps' ? `  ${at + 1}. ` : '  • ');
      return;
    case 'quote':
      page.gap();
      page.write(plain(section.heading), '', 'bold');
      for (const line of section.lines) page.write(plain(line), '  | ', 'dim');
      return;
    case 'table':
      page.gap();
      page.write(plain(section.heading), '', 'bold');
      page.table(
        section.columns.map(plain),
        section.rows.map((row) => row.map(plain)),
      );
      return;
    case 'commands':
      page.gap();
      page.write(plain(section.heading), '', 'bold');
      for (const line of section.lines) page.copyable(line);
  }
}

/** A reply as text for a terminal, without a newline at its end. */
export function render(reply: Reply, style: Style): string {
  const page = new Page(style);
  if (reply.title !== undefined) page.write(plain(reply.title), '', ['bold', 'underline']);
  for (const fact of reply.facts ?? []) page.write(factText(page, fact), '  ');
  for (const section of reply.sections) writeSection(page, section);
  if (style.numbered && reply.actions.length > 0) {
    page.gap();
    for (const [at, { label }] of reply.actions.entries())
      page.write(plain(label), `  [${at + 1}] `, 'green');
  }
  return page.toString();
}
