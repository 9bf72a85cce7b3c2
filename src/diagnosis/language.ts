import type { Language } from '../knowledge/vocabulary.ts';

/** The language to answer a text in: Chinese where it holds a Chinese character, else English. */
export function languageOf(text: string): Language {
  return /\p{Script=Han}/u.test(text) ? 'zh' : 'en';
}
