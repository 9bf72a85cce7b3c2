import type { CheckResult, Measured, NotMeasured, OfKind } from '../checks/result.ts';
import type { CheckKind, Language, Text } from '../knowledge/vocabulary.ts';
import { findingsEn } from './findings-en.ts';
import { findingsZh } from './findings-zh.ts';

/** What is said of each finding of each kind of check, in one language. */
export interface FindingWords {
  readonly kinds: Readonly<Record<CheckKind, string>>;
  readonly said: {
    readonly [K in CheckKind]: Readonly<
      Record<OfKind<K>['finding'], string | ((result: OfKind<K>) => string)>
    >;
  };
  readonly notMeasured: Readonly<Record<NotMeasured['finding'], (result: NotMeasured) => string>>;
  /** Why a check was not tried at all. */
  readonly notTried: Readonly<Record<'no-such-name' | 'no-address' | 'name-unanswered', string>>;
  readonly refusal: Readonly<Record<NonNullable<NotMeasured['refusal']>, string>>;
  readonly statuses: Readonly<Record<CheckResult['status'], string>>;
  /** What stands for "-", the target of what is measured on the machine itself. */
  readonly machine: string;
}

export const FINDING_WORDS = {
  en: findingsEn,
  zh: findingsZh,
} as const satisfies Record<Language, FindingWords>;

/** One sentence on what a check found. */
export function sayFinding(result: CheckResult, language: Language): string {
  const words: FindingWords = FINDING_WORDS[language];
  if (result.status === 'failed') return words.notMeasured[result.finding](result);
  // The table pairs each finding of a kind with words for that very kind; a type cannot follow through a look-up.
  const table = words.said[result.kind] as Record<string, string | ((result: Measured) => string)>;
  const said = table[result.finding] ?? result.finding;
  return typeof said === 'string' ? said : said(result);
}

/** Why a check was not carried out, without saying so once more. */
export function sayReason(result: CheckResult, language: Language): string {
  const { notTried }: { readonly notTried: Readonly<Record<string, string>> } =
    FINDING_WORDS[language];
  return notTried[result.finding] ?? sayFinding(result, language);
}

/** The same in both languages. */
export function sayInBoth(result: CheckResult): Text {
  return { en: sayFinding(result, 'en'), zh: sayFinding(result, 'zh') };
}
