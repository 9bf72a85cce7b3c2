const WORD = /[\p{Script=Latin}\p{N}_]/u;
const NONE: readonly number[] = [];

function isWordChar(char: string | undefined): boolean {
  return char !== undefined && WORD.test(char);
}

/**
 * Every place where `phrase` stands in `text` as whole words; both in lower case. A phrase that ends in punctuation,
 * such as "ora-", is taken as the beginning of a word.
 */
export function findPhrase(text: string, phrase: string): readonly number[] {
  let at = text.indexOf(phrase);
  // Nearly always: a text is asked for hundreds of phrases.
  if (at < 0) return NONE;
  const openStart = !isWordChar(phrase[0]);
  const openEnd = !isWordChar(phrase.at(-1));
  const places: number[] = [];
  for (; at >= 0; at = text.indexOf(phrase, at + phrase.length)) {
    const startsWord = openStart || !isWordChar(text[at - 1]);
    const endsWord = openEnd || !isWordChar(text[at + phrase.length]);
    if (startsWord && endsWord) places.push(at);
  }
  return places;
}

/** Whether `phrase` stands in `text` as whole words; both in lower case. */
export function holdsPhrase(text: string, phrase: string): boolean {
  return findPhrase(text, phrase).length > 0;
}
