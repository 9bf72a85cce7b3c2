import { isDenied, isListed } from './negation.ts';
import { codeShape, type Knowledge } from '../knowledge/knowledge.ts';

/** How a number came to be taken for an error code; the surer ways first. */
export type Basis = 'callback' | 'label' | 'signed' | 'alone' | 'positive' | 'unsigned';

/** A number in a text that is written like an error code. */
export interface CodeMark {
  readonly start: number;
  readonly end: number;
  readonly code: number;
  readonly written: string;
  readonly basis: Basis;
  /** The writer says that it is *not* this code. */
  readonly negated: boolean;
}

const NUMBERS =
  /(?<![\w.])(?:-|负\s?|minus )?\d{1,20}(?!\w|\.\d|:\d|-\d|%|[室栋楼])|(?<!\w)0x[Ff]{4}[\dA-Fa-f]{4}(?!\w)/g;

const CODE_WORD = String.raw`err(?:or)?[ _-]?(?:code|no|num(?:ber)?)|code|ret(?:code|val)?|rc|错误码|错误代码|错误号|错误编号|报错码|返回码|返回值|状态码|代码|錯誤碼|錯誤代碼|錯誤號|返回碼|代碼`;
const LABEL_WORD = String.raw`${CODE_WORD}|err(?:or)?|result|错误|报错|报|提示|出现|返回|錯誤|報錯|報|出現`;
const JOINER = String.raw`[\s"'\\:=#(\[]{0,6}(?:is|was|as|of|为|是|了|号)?[\s"'\\:=#(\[]{0,6}`;
const AFTER_LABEL = new RegExp(`(?<![A-Za-z])(?:${LABEL_WORD})${JOINER}$`, 'i');
const AFTER_CODE_WORD = new RegExp(`(?<![A-Za-z])(?:${CODE_WORD})${JOINER}$`, 'i');
const AFTER_LABEL_AND_DASH = new RegExp(`(?<![A-Za-z])(?:${LABEL_WORD})-$`, 'i');
const BEFORE_LABEL = /^["')\]]?\s?(?:号)?\s?(?:错误码|错误|报错|錯誤碼|錯誤|報錯|error\b|err\b)/i;
/** A comparison in source code speaks of a code that did not come. */
const AFTER_COMPARISON = /[!=]==?\s?["']?$/;

/** How far before a number the words that introduce it are looked for. */
const NEAR = 48;
/** A longer text than this is more than a code alone. */
const LONGEST_ALONE = 24;

/** The small negative number that an unsigned 32 or 64 bit one stands for, or null. */
function fromUnsigned(value: bigint): number | null {
  for (const size of [2n ** 32n, 2n ** 64n]) {
    const signed = value - size;
    if (signed < 0n && signed > -100_000n) return Number(signed);
  }
  return null;
}

/**
 * Every number of `text` (folded) that is written like an error code of the pack, known or not, in order of
 * appearance. `followsCallback` says whether an offset comes directly after a callback of the product. Linear in the
 * length of the text.
 */
export function findCodes(
  text: string,
  knowledge: Knowledge,
  followsCallback: (offset: number) => boolean,
): CodeMark[] {
  const trimmed = text.trim();
  const alone = trimmed.length <= LONGEST_ALONE ? trimmed : null;
  const isKnown = (code: number): boolean => knowledge.errors.has(code);
  const hasShape = (code: number): boolean => knowledge.codeShapes.has(codeShape(code));

  const read = (written: string, start: number): { code: number; basis: Basis } | null => {
    const before = text.slice(Math.max(0, start - NEAR), start);
    const after = text.slice(start + written.length, start + written.length + 12);
    const called = followsCallback(start);
    const introduced = called || AFTER_LABEL.test(before) || BEFORE_LABEL.test(after);
    const isAlone = written === alone;
    const digits = BigInt(written.startsWith('0x') ? written : written.replace(/\D/g, ''));

    const dashed = before.endsWith('-');
    const signed = /^\D/.test(written) || (dashed && AFTER_LABEL_AND_DASH.test(before));
    if (dashed && !signed) return null;
    if (signed) {
      const code = -Number(digits);
      if (!hasShape(code) && !(digits <= 999_999n && (introduced || isAlone))) return null;
      if (called) return { code, basis: 'callback' };
      return { code, basis: introduced || dashed ? 'label' : isAlone ? 'alone' : 'signed' };
    }

    const cast = fromUnsigned(digits);
    if (cast !== null)
      return isKnown(cast) ? { code: cast, basis: called ? 'callback' : 'unsigned' } : null;
    if (digits > 999_999n) return null;
    const value = Number(digits);
    const code = isKnown(value) || !(isKnown(-value) || hasShape(-value)) ? value : -value;
    if (isKnown(code) && called) return { code, basis: 'callback' };
    if (code === 0) return introduced && isKnown(0) ? { code, basis: 'label' } : null;
    const meant = isKnown(code) ? introduced || isAlone : AFTER_CODE_WORD.test(before);
    return meant && hasShape(code) ? { code, basis: 'positive' } : null;
  };

  const found: CodeMark[] = [];
  for (const match of text.matchAll(NUMBERS)) {
    const [written] = match;
    const start = match.index;
    const meant = read(written, start);
    const before = text.slice(Math.max(0, start - NEAR), start);
    if (!meant || AFTER_COMPARISON.test(before)) continue;
    const end = start + written.length;
    const last = found.at(-1);
    const negated =
      isDenied(text, start, end) ||
      (last?.negated === true && isListed(text.slice(last.end, start)));
    found.push({ start, end, written, negated, ...meant });
  }
  return found;
}
