import { createContext, type ComponentChildren, type VNode } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import type { Language } from './api/messages.ts';
import { en } from './en.ts';
import type { Texts } from './texts.ts';
import { zh } from './zh.ts';

const TEXTS = { en, zh } as const satisfies Record<Language, Texts>;
/** What the `lang` of a text says; the script decides which Han glyphs are drawn. */
export const LANG = { en: 'en', zh: 'zh-Hans' } as const satisfies Record<Language, string>;
const KEPT = 'login-doctor.language';

interface Spoken {
  readonly language: Language;
  readonly choose: (language: Language) => void;
}

function isLanguage(value: string | null): value is Language {
  return value === 'en' || value === 'zh';
}

function preferred(): Language {
  const kept = localStorage.getItem(KEPT);
  if (isLanguage(kept)) return kept;
  const wished = navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase());
  return wished.find(isLanguage) ?? 'en';
}

const Speaking = createContext<Spoken>({ language: 'en', choose: () => undefined });

/** Which language the console speaks, for everything within. */
export function Speaker({ children }: { readonly children: ComponentChildren }): VNode {
  const [language, setLanguage] = useState(preferred);
  useEffect(() => {
    document.documentElement.lang = LANG[language];
  }, [language]);
  const choose = (chosen: Language): void => {
    localStorage.setItem(KEPT, chosen);
    setLanguage(chosen);
  };
  return <Speaking.Provider value={{ language, choose }}>{children}</Speaking.Provider>;
}

export function useLanguage(): Spoken {
  return useContext(Speaking);
}

export function useTexts(): Texts {
  return TEXTS[useContext(Speaking).language];
}
