import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';

const STYLE = String.raw`\u001b\[\d+m`;
/** What stays on one line: a Latin word or one sign, with the punctuation that may not be parted from it. */
const UNIT = new RegExp(
  String.raw`\n|[^\S\n\u00a0]+|(?:${STYLE}|[“（「『《【‘])*(?:(?:${STYLE}|[!-~\u00a0-\u02ff])+|\S)(?:${STYLE}|[，。；：！？、）」』》】”’…]|›)*`,
  'gu',
);

function wrapLatin(text: string, width: number): string[] {
  return wrapAnsi(text, width, { hard: true, trim: true }).split('\n');
}

/** Chinese breaks between any two signs, but not inside a Latin word, and not before closing punctuation. */
function wrapChinese(text: string, width: number): string[] {
  const lines = [''];
  let used = 0;
  const begin = (line: string): void => {
    lines.push(line);
    used = stringWidth(line);
  };
  for (const [unit] of text.matchAll(UNIT)) {
    const wide = stringWidth(unit);
    if (unit === '\n') begin('');
    else if (used + wide <= width) {
      if (used === 0 && unit.trim() === '') continue;
      lines.push((lines.pop() ?? '') + unit);
      used += wide;
    } else if (unit.trim() === '') begin('');
    else if (wide <= width) begin(unit);
    else for (const piece of wrapLatin(unit, width)) begin(piece);
  }
  return lines.map((line) => line.trimEnd());
}

/** Whether a text is set as Chinese is: punctuation as wide as its signs, and no spaces around it. */
export function isChinese(text: string): boolean {
  return /\p{Script=Han}/u.test(text);
}

/** The lines of a paragraph in `width` columns; it may hold styles. */
export function wrap(text: string, width: number): string[] {
  return isChinese(text) ? wrapChinese(text, width) : wrapLatin(text, width);
}
