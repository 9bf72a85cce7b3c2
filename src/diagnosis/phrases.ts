const WORD = /[\p{Script=Latin}\p{N}_]/u;

function isWordChar(char: string | undefined): boolean {
  return char !== undefined && WORD.test(char);
}

/**
 * Every place where `phrase` stands in `text` as whole words; both in lower case. A phrase that ends in punctuation,
 * such as "ora-", is taken as the beginning of a word.
 */
export function* findPhrase(text: string, phrase: string): Generator<number> {
  const openStart = !isWordChar(phrase[0]);
  const openEnd = !isWordChar(phrase.at(-1));
  for (let at = text.indexOf(phrase); at >= 0; at = text.indexOf(phrase, at + phrase.length)) {
    const startsWord = openStart || !isWordChar(text[at - 1]);
    const endsWord = openEnd || !isWordChar(text[at + phrase.length]);
    if (startsWord && endsWord) yield at;
  }
}

/** Whether `phrase` stands in `text` as whole words; both in lower case. */
export function holdsPhrase(text: string, phrase: string): boolean {
  return findPhrase(text, phrase).next().done === false;
}
