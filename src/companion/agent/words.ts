import type { Language } from '../../knowledge/vocabulary.ts';
import type { Consent, JobAbort, JobRefusal, Unwelcome } from '../protocol.ts';
import { en } from './en.ts';
import type { LoggedAct } from './audit-log.ts';
import type { LogsWithheld } from './log-offer.ts';
import { zh } from './zh.ts';

/** Everything that the companion says to the person whose machine it is. */
export interface CompanionWords {
  readonly pairing: (server: string) => string;
  readonly paired: (server: string) => string;
  /** What this machine calls itself, and what tells it from others of that name. */
  readonly knownAs: (name: string, shortId: string) => string;
  readonly connected: (server: string) => string;
  readonly waiting: string;
  readonly lost: (seconds: number) => string;
  readonly lostBecause: (error: string) => string;
  readonly drained: (seconds: number) => string;
  readonly unattended: string;
  readonly nobodyToAsk: string;
  readonly asks: (requester: string, shortCase: string) => string;
  readonly asksMeasures: (checks: number) => string;
  readonly asksKnown: string;
  readonly asksForeign: string;
  readonly asksControl: string;
  readonly asksOthers: string;
  readonly asksMachine: string;
  readonly asksNever: string;
  readonly question: string;
  readonly yes: readonly string[];
  readonly no: readonly string[];
  readonly neither: string;
  readonly tooLate: string;
  readonly begun: Readonly<Record<Consent, string>>;
  readonly refused: Readonly<Record<JobRefusal, string>>;
  readonly refusedAbout: (about: string) => string;
  readonly aborted: Readonly<Record<JobAbort, string>>;
  readonly sent: string;
  readonly delivered: string;
  readonly logsQuestion: string;
  readonly noLogs: string;
  readonly logsPacked: string;
  readonly logsSent: string;
  readonly stopping: string;
  readonly away: Readonly<Record<Unwelcome | 'impostor', string>>;
  readonly logEmpty: string;
  readonly logged: Readonly<Record<LoggedAct['what'], string>>;
  readonly loggedConsent: Readonly<Record<Consent, string>>;
  readonly loggedLogs: Readonly<Record<LogsWithheld, string>>;
  readonly loggedFor: (requester: string, shortCase: string) => string;
  readonly forgotten: string;
  readonly forgottenHereOnly: string;
  readonly nothingToForget: string;
}

export const COMPANION_WORDS = { en, zh } as const satisfies Record<Language, CompanionWords>;
