import type { Category, Language } from '../knowledge/vocabulary.ts';
import { en } from './en.ts';
import { zh } from './zh.ts';

/** Commands that can be typed as well as pressed. */
export type Command =
  | 'yes'
  | 'no'
  | 'solved'
  | 'not-solved'
  | 'walk'
  | 'run-checks'
  | 'stop-checks'
  | 'skip'
  | 'back'
  | 'restart'
  | 'person'
  | 'help'
  | 'abandon'
  | 'english'
  | 'chinese';

/** Everything the interface says in one language; what is known about errors stands in the packs. */
export interface Words {
  readonly greeting: string;
  readonly askCode: (example: string) => string;
  readonly askText: string;
  readonly askTextWhy: string;
  readonly askTextAgain: string;
  readonly askTenant: (example: string) => string;
  readonly tenantUnclear: (answer: string, example: string) => string;
  readonly tenantForeign: (host: string, example: string) => string;
  readonly tenantNoted: (hosts: string) => string;
  readonly unknownCode: (code: number) => string;
  readonly isItOne: string;
  readonly noErrorFound: string;
  readonly withoutCode: string;
  readonly onlySuccess: (code: number) => string;
  readonly outOfScope: (product: string) => string;
  readonly outOfScopeMarker: (callback: string) => string;
  readonly didItHelp: string;
  readonly walkNow: string;
  readonly prerequisitesQuestion: string;
  readonly whatHappened: string;
  readonly othersQuestion: (error: string) => string;
  readonly othersFound: string;
  readonly newErrorNoted: (error: string) => string;
  readonly addedNothingNew: string;
  readonly caseFull: string;
  readonly cutShort: string;
  readonly notHere: string;
  readonly nothingBefore: string;
  readonly languageSet: string;
  readonly corrected: (code: string) => string;
  readonly ownedBy: (owner: string) => string;
  readonly escalated: (owner: string) => string;
  readonly escalatedAlready: string;
  readonly kept: string;
  readonly ticketNeeds: string;
  readonly logFolders: string;
  readonly answerCame: string;
  readonly resolved: string;
  readonly abandoned: string;
  readonly undecided: string;
  readonly possibleCauses: string;
  readonly stillMissing: string;
  readonly cause: string;
  readonly confidence: string;
  readonly owner: string;
  readonly kindOfProblem: string;
  readonly category: Readonly<Record<Category, string>>;
  readonly sure: (confidence: number) => string;
  readonly notALogin: string;
  readonly fixes: string;
  readonly evidence: string;
  readonly line: (line: number, quote: string) => string;
  readonly tokenMilliseconds: (mark: string) => string;
  readonly tokenBornExpired: (mark: string) => string;
  readonly foreignCode: (code: number, product: string) => string;
  readonly tokenExpired: (mark: string, time: string) => string;
  readonly tokenValid: (mark: string, time: string) => string;
  /** `hasLogs`: the SDK's logs are wanted beside the checks. */
  readonly checksPlanned: (count: number, hasLogs: boolean) => string;
  readonly endpoints: string;
  /** Stands for the tenant's name in a host that nobody has named. */
  readonly yourTenant: string;
  readonly namedInText: string;
  readonly error: string;
  readonly platform: string;
  readonly reportsOnly: (purpose: string) => string;
  readonly byHand: (platform: string) => string;
  readonly notByHand: (checks: string) => string;
  readonly nothingToCheck: string;
  readonly sweepNotConnected: string;
  readonly ticketNotConnected: string;
  readonly andMore: (count: number) => string;
  readonly measuredEvidence: string;
  readonly measuredTable: string;
  readonly measuredCount: string;
  readonly measuredOf: (measured: number, planned: number) => string;
  /** Why so many checks were not carried out. */
  readonly notCarriedOut: (count: number, reasons: readonly string[]) => string;
  readonly reasonOf: (reason: string, count: number) => string;
  readonly nothingFound: (measured: number) => string;
  readonly nothingFoundMeans: string;
  readonly nothingFoundForSure: string;
  /** In place of "no fault found", where some of the checks were blocked. */
  readonly nothingShown: (blocked: number, measured: number) => string;
  readonly nothingMeasured: string;
  readonly nothingMeasuredMeans: string;
  readonly stopsNoLogin: (title: string) => string;
  readonly rootStopsNoLogin: string;
  readonly undeterminedHeading: string;
  readonly nextStep: (title: string) => string;
  readonly measuredFrom: string;
  readonly measuringNow: (count: number, place: string) => string;
  readonly whereTitle: string;
  readonly whereQuestion: string;
  readonly onThisMachine: (name: string) => string;
  readonly moreDevices: string;
  readonly noSuchDevice: (sought: string) => string;
  readonly severalDevices: (sought: string) => string;
  /** `system`: null where the name says enough. */
  readonly onDevice: (name: string, system: string | null) => string;
  readonly onAbsentDevice: (name: string, system: string | null) => string;
  readonly askedDevice: (count: number, device: string) => string;
  readonly askedAbsentDevice: (count: number, device: string) => string;
  readonly devicePaired: (device: string) => string;
  readonly pairBy: (minutes: number) => string;
  readonly pairCommands: string;
  readonly pairOnlyHere: string;
  readonly byHandOnly: string;
  readonly notMeasuredOn: (place: string) => string;
  /** Told before what was found, once nobody waited for it any more. */
  readonly cameLate: (place: string) => string;
  /** By the reason that the far side gave, or else by how it ended. */
  readonly unmeasured: Readonly<Record<string, string>>;
  readonly stillMeasuring: string;
  readonly stoppedChecks: (place: string) => string;
  readonly nothingToStop: string;
  /** Said when checks were to begin as soon as a machine is paired, and shall not. */
  readonly pairingAlone: string;
  /** Asked while new checks are under way, in the place of what the last ones came to. */
  readonly awaitingFindings: (place: string) => string;
  readonly lastFindings: string;
  readonly worksMeanwhile: string;
  /** Told before what was found; `minutes` after it was asked for, zero where that was a moment ago. */
  readonly findingsCame: (place: string, minutes: number) => string;
  readonly checking: (count: number) => string;
  readonly logsTitle: string;
  readonly logFiles: string;
  readonly logFile: (bytes: number, modified: string) => string;
  readonly logPreview: string;
  readonly logsStay: string;
  readonly logsPacked: (file: string) => string;
  readonly help: readonly string[];
  readonly actions: Readonly<
    Record<
      | 'solved'
      | 'not-solved'
      | 'walk'
      | 'run-checks'
      | 'stop-checks'
      | 'pair-device'
      | 'by-hand'
      | 'skip'
      | 'back'
      | 'restart'
      | 'person'
      | 'help'
      | 'done'
      | 'next-error'
      | 'finish',
      string
    >
  >;
  /** What `run-checks` comes to where only this machine measures. */
  readonly runHere: string;
  /** What `run-checks` comes to where nothing measures. */
  readonly showCommands: string;
  readonly missing: (prerequisite: string) => string;
  /** What people type for a command: the whole message is one of these. */
  readonly commands: Readonly<Record<Command, readonly string[]>>;
  /** Words anywhere in a short message that ask for a person. */
  readonly personWithin: readonly string[];
  /** How a message begins that takes something back. */
  readonly corrections: readonly string[];
}

export const WORDS = { en, zh } as const satisfies Record<Language, Words>;
