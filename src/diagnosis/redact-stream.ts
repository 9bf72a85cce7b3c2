import { redact } from './redact.ts';

/** How much text is redacted at a time, and how much on either side of a cut is looked at; in characters. */
export interface StreamSizes {
  readonly block: number;
  readonly around: number;
}

/** The longest secret over several lines that the redaction knows is shorter than what is looked at around a cut. */
const SIZES: StreamSizes = { block: 256 * 1024, around: 16 * 1024 };
/** Places for a cut that are tried in a block. */
const MOST_CUTS = 40;

const JWT_MARK = /‹jwt:(\d{1,6})›/g;

/** Without the numbers, which depend on what came before. */
function unnumbered(text: string): string {
  return text.replace(JWT_MARK, '‹jwt›');
}

const TOO_LONG = '… (a line too long to be looked through was left out)\n';
const UNSURE = '… (the rest was left out: it cannot be cut without harm to a secret)\n';

/**
 * Redacts a text of any length as it comes in, in bounded memory. It is cut at ends of lines only, and only where
 * redacting both sides by themselves gives the same as redacting them together: no secret lies across such a cut.
 */
export class StreamRedactor {
  readonly #sizes: StreamSizes;
  #pending = '';
  /** The highest number of a token so far; those that follow are numbered on. */
  #lastToken = 0;
  /** So many lines are still to be passed over. */
  #linesToDrop = 0;
  #ended = false;

  constructor(sizes: StreamSizes = SIZES) {
    this.#sizes = sizes;
  }

  /** Takes in more text; returns as much redacted text as is certain by now. */
  add(text: string): string {
    this.#pending = this.#ended ? '' : this.#pending + text;
    let out = '';
    const enough = this.#sizes.block + this.#sizes.around;
    this.#dropLines();
    while (!this.#ended && this.#pending.length >= enough) {
      out += this.#takeBlock();
      this.#dropLines();
    }
    return out;
  }

  /** The rest of the redacted text; of a text that was cut off, without its last line, which may end in a secret. */
  finish(isWhole = true): string {
    const end = isWhole ? this.#pending.length : this.#pending.lastIndexOf('\n') + 1;
    return this.#redact(this.#pending.slice(0, end));
  }

  #takeBlock(): string {
    const { block, around } = this.#sizes;
    if (this.#pending.lastIndexOf('\n', block) < 0) {
      // What a line says of its value may stand on the next one, so that one goes too.
      this.#linesToDrop = 2;
      return TOO_LONG;
    }
    for (let attempt = 0; attempt < MOST_CUTS; attempt++) {
      const cut = this.#pending.lastIndexOf('\n', block - (attempt * block) / MOST_CUTS) + 1;
      if (cut === 0) break;
      if (!this.#isClean(cut, around)) continue;
      const taken = this.#pending.slice(0, cut);
      this.#pending = this.#pending.slice(cut);
      return this.#redact(taken);
    }
    this.#ended = true;
    this.#pending = '';
    return UNSURE;
  }

  #isClean(cut: number, around: number): boolean {
    const before = this.#pending.slice(Math.max(0, cut - around), cut);
    const after = this.#pending.slice(cut, cut + around);
    const apart = redact(before).text + redact(after).text;
    return unnumbered(redact(before + after).text) === unnumbered(apart);
  }

  #redact(text: string): string {
    // A mark of an earlier token makes the numbers go on from there.
    const earlier = `‹jwt:${this.#lastToken}›\n`;
    const redacted = redact(earlier + text).text.slice(earlier.length);
    for (const [, number] of redacted.matchAll(JWT_MARK))
      this.#lastToken = Math.max(this.#lastToken, Number(number));
    return redacted;
  }

  #dropLines(): void {
    while (this.#linesToDrop > 0) {
      const end = this.#pending.indexOf('\n');
      this.#pending = end < 0 ? '' : this.#pending.slice(end + 1);
      if (end < 0) return;
      this.#linesToDrop--;
    }
  }
}
