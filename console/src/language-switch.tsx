import type { VNode } from 'preact';
import type { Language } from './api/messages.ts';
import { LANG, useLanguage, useTexts } from './language.tsx';

/** Each language by its own name, for those who read no other. */
export const LANGUAGE_NAMES = [
  ['zh', '中文'],
  ['en', 'English'],
] as const satisfies readonly (readonly [Language, string])[];

/** The language of the page; cases keep theirs. */
export function LanguageSwitch(): VNode {
  const texts = useTexts();
  const { language, choose } = useLanguage();
  return (
    <div class="languages" role="group" aria-label={texts.language}>
      {LANGUAGE_NAMES.map(([each, name]) => (
        <button
          key={each}
          type="button"
          lang={LANG[each]}
          aria-pressed={language === each}
          onClick={() => {
            choose(each);
          }}
        >
          {name}
        </button>
      ))}
    </div>
  );
}
