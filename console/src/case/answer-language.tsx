import type { VNode } from 'preact';
import type { Language } from '../api/messages.ts';
import { LANG, useTexts } from '../language.tsx';
import { LANGUAGE_NAMES } from '../language-switch.tsx';
import type { OpenCase } from './open-case.ts';

interface Parts {
  readonly language: Language;
  readonly open: OpenCase;
}

/** The language that the case is answered in, whichever one the page speaks. */
export function AnswerLanguage({ language, open }: Parts): VNode {
  const texts = useTexts();
  return (
    <span class="answers-in" role="group" aria-labelledby="answers-in">
      <span id="answers-in">{texts.answersIn}</span>
      {LANGUAGE_NAMES.map(([each, name]) => (
        <button
          key={each}
          type="button"
          lang={LANG[each]}
          data-action={`language:${each}`}
          aria-pressed={language === each}
          aria-disabled={open.sending !== null}
          onClick={() => {
            if (language !== each) void open.send({ kind: 'pressed', action: `language:${each}` });
          }}
        >
          {name}
        </button>
      ))}
    </span>
  );
}
