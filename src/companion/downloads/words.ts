import type { CompanionPlatform } from '../platforms.ts';
import { en } from './en.ts';
import type { System } from './visitor.ts';
import { zh } from './zh.ts';

/** What the page says, in one language. */
export interface Words {
  readonly title: string;
  readonly lead: string;
  readonly otherLanguage: string;
  readonly yourCode: string;
  readonly codeLabel: string;
  readonly codeHint: string;
  readonly fillIn: string;
  readonly noCode: string;
  readonly systems: Readonly<Record<System, string>>;
  readonly platforms: Readonly<Record<CompanionPlatform, string>>;
  readonly download: string;
  readonly checksum: string;
  readonly compare: string;
  readonly compareHint: string;
  readonly start: Readonly<Record<System, string>>;
  /** What the system makes of a file without a signature. */
  readonly unsigned: Readonly<Record<System, string>>;
  readonly whichMac: string;
  readonly elsewhere: string;
  readonly notOffered: string;
  readonly onPhone: string;
  readonly otherSystems: string;
  readonly noneTitle: string;
  readonly none: string;
  readonly checkout: string;
  readonly checkoutHint: string;
  readonly afterwards: string;
  readonly removal: string;
  readonly plainHttp: string;
}

export type PageLanguage = 'en' | 'zh';

export const WORDS: Readonly<Record<PageLanguage, Words>> = { en, zh };
