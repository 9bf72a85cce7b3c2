/**
 * Folds the writings of a text that mean the same for us onto ASCII: full-width letters, digits and punctuation,
 * every kind of dash and minus, and odd spaces. The result has the same length, so that an offset in it is an
 * offset in the original.
 */
export function fold(text: string): string {
  // eslint-disable-next-line no-control-regex -- the fast way out for plain ASCII
  if (/^[\x00-\x7f]*$/.test(text)) return text;
  return text
    .replace(/[\u2010-\u2015\u2212\ufe58\ufe63]/g, '-')
    .replace(/[\u00a0\u2000-\u200a\u202f\u3000]/g, ' ')
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/[\u201c\u201d]/g, '"')
    .replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0));
}

/**
 * The sequences by which a program colours a terminal or sets its title (ECMA-48, 5.4 and 5.6), and characters without
 * any width. Every repetition has a bound, which node:util's stripVTControlCharacters has not: hostile text makes that
 * one slow.
 */
const INVISIBLE =
  // eslint-disable-next-line no-control-regex -- escape sequences consist of them
  /\u001b(?:\[[0-?]{0,32}[ -/]{0,4}[@-~]|\][^\u0007\u001b]{0,256}(?:\u0007|\u001b\\))?|[\u00ad\u200b-\u200d\u2060\ufeff]/g;

/** `text` without what cannot be seen: a log that was coloured reads as it was meant, and nothing hides in a word. */
export function withoutInvisible(text: string): string {
  return text.replace(INVISIBLE, '');
}
