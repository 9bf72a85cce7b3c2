import type { measure } from '../../../checks/measure.ts';
import type { Surroundings } from '../../../checks/prepare.ts';
import type { LogOfferParts } from '../../../companion/agent/log-offer.ts';
import type { Patience } from '../../../companion/agent/session.ts';
import type { Packs } from '../../../knowledge/packs.ts';
import type { Language } from '../../../knowledge/vocabulary.ts';
import type { Terminal } from '../terminal.ts';

export interface CompanionOptions {
  readonly words: readonly string[];
  readonly server: string | null;
  /** Run checks without asking. */
  readonly yes: boolean;
  /** Print the log for programs. */
  readonly json: boolean;
  readonly language: Language;
}

export interface CompanionParts {
  readonly packs: () => Promise<Packs>;
  readonly terminal: Terminal;
  /** Where this machine's companion keeps what it must. */
  readonly folder: string;
  readonly version: string;
  /** Where the SDK's logs are on this machine. */
  readonly logSources: LogOfferParts['sources'];
  readonly surroundings?: Surroundings;
  /** Makes a sweep, in the place of what makes it otherwise. */
  readonly run?: typeof measure;
  readonly patience?: Patience;
}
