import { isNode, isPair, isMap, LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import type { Complaint } from './complaint.ts';
import { wordIssue } from './issue-words.ts';

/** The way to a value inside of a file: keys and positions. */
export type Path = readonly (string | number)[];

/** A YAML file of a pack, with the positions of everything in it. */
export class SourceFile {
  readonly name: string;
  readonly #lines = new LineCounter();
  readonly #document: Document;

  constructor(name: string, text: string) {
    this.name = name;
    this.#document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false });
  }

  /** What stops the file from being read as YAML at all. */
  syntaxComplaints(): Complaint[] {
    return this.#document.errors.map((error) => ({
      file: this.name,
      ...this.#position(error.pos[0]),
      problem: `not valid YAML: ${error.message.split('\n')[0] ?? ''}`,
      remedy: 'mend the line, or put the text in double quotes',
    }));
  }

  /** The file's content if it satisfies `schema`; otherwise one complaint for each thing that does not. */
  read<T>(schema: z.ZodType<T>): { readonly content: T } | { readonly complaints: Complaint[] } {
    const syntax = this.syntaxComplaints();
    if (syntax.length > 0) return { complaints: syntax };
    let content: unknown;
    try {
      content = this.#document.toJS();
    } catch (error) {
      // An alias without its anchor, or far too many of them, shows only here.
      const problem = error instanceof Error ? error.message : String(error);
      return {
        complaints: [this.complain([], `not valid YAML: ${problem}`, 'write it without aliases')],
      };
    }
    const parsed = schema.safeParse(content, { reportInput: true });
    if (parsed.success) return { content: parsed.data };
    return {
      complaints: parsed.error.issues.flatMap((issue) =>
        wordIssue(issue, schema).map(({ path, problem, remedy }) =>
          this.complain(path, problem, remedy),
        ),
      ),
    };
  }

  /** A complaint about the value at `path`, or about the nearest thing around it that stands in the file. */
  complain(path: Path, problem: string, remedy: string): Complaint {
    return { file: this.name, ...this.#position(this.#offsetOf(path)), problem, remedy };
  }

  #position(offset: number): { line: number; column: number } {
    const { line, col } = this.#lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  }

  #offsetOf(path: Path): number {
    for (let length = path.length; length > 0; length--) {
      const steps = path.slice(0, length);
      const parent = this.#document.getIn(steps.slice(0, -1), true);
      if (isMap(parent)) {
        const key = parent.items.find(
          (pair) => isPair(pair) && isNode(pair.key) && String(pair.key) === String(steps.at(-1)),
        )?.key;
        if (isNode(key) && key.range) return key.range[0];
      }
      const node = this.#document.getIn(steps, true);
      if (isNode(node) && node.range) return node.range[0];
    }
    return 0;
  }
}
