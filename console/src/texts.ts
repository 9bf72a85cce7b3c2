import type {
  CheckKind,
  CheckView,
  EntryView,
  Highlight,
  KnownErrorView,
  Phase,
  ProblemCode,
  Report,
  RunbookView,
  Session,
  Status,
} from './api/messages.ts';
import type { StationId, StationState } from './case/path.ts';

export type UnmeasuredStatus = Extract<EntryView['body'], { kind: 'unmeasured' }>['status'];

/** What there is of a case's measurements. */
export interface MeasuredCounts {
  /** Planned, and not run. */
  readonly open: number;
  readonly told: number;
  readonly sweep: {
    readonly ended: number;
    readonly of: number;
    /** Null while it runs. */
    readonly faults: number | null;
  } | null;
}

/** What went wrong, and what to do about it. */
export interface ToldProblem {
  readonly says: string;
  readonly remedy: string;
}

/** Everything that the console itself says. What the assistant says comes from the server. */
export interface Texts {
  readonly product: string;
  readonly skipLink: string;
  readonly navigation: string;
  readonly newCase: string;
  readonly cases: string;
  readonly knowledge: string;
  readonly language: string;
  readonly signedInAs: string;
  readonly signOut: string;
  readonly signIn: string;
  readonly role: Readonly<Record<Session['role'], string>>;
  readonly mayOnlyRead: string;

  readonly close: string;
  readonly cancel: string;
  readonly copy: string;
  readonly copyAll: string;
  readonly copied: string;
  readonly copyRefused: string;
  /** Which ones "copy" copies. */
  readonly allOf: (heading: string) => string;
  readonly commandCount: (count: number) => string;
  readonly loading: string;
  readonly working: string;
  readonly tryAgain: string;
  readonly more: string;
  /** Codes that are not here are told in the server's own words. */
  readonly problems: Readonly<Record<ProblemCode | 'unreachable' | 'no-json', ToldProblem>>;
  readonly notLive: string;
  readonly nowhere: string;
  readonly nowhereRemedy: string;
  readonly toHome: string;
  readonly toCases: string;

  readonly homeTitle: string;
  readonly pasteTitle: string;
  readonly pasteLabel: string;
  readonly pastePlaceholder: string;
  readonly pasteHint: string;
  readonly noText: string;
  readonly privacy: string;
  readonly privacyDetails: readonly string[];
  readonly diagnose: string;
  readonly chooseLog: string;
  readonly sending: (file: string, percent: number) => string;
  readonly logRead: (file: string, size: string, encoding: string, whole: boolean) => string;
  readonly recentCases: string;
  readonly allCases: string;
  readonly noCasesYet: string;

  readonly searchCases: string;
  readonly searchCasesExample: string;
  readonly statusLabel: string;
  readonly everyStatus: string;
  readonly noCaseFits: string;
  readonly casesShown: (count: number) => string;
  readonly untitled: string;
  readonly caseId: (short: string) => string;
  readonly status: Readonly<Record<Status, string>>;
  readonly channel: (id: string) => string;

  readonly openedBy: (person: string) => string;
  readonly exportCase: string;
  readonly answersIn: string;
  readonly movedOn: string;
  readonly newReply: string;
  readonly lastExchange: string;
  readonly assistant: string;
  readonly question: string;
  readonly phase: Readonly<Record<Phase, string>>;
  readonly answer: string;
  readonly messageLabel: string;
  readonly messagePlaceholder: string;
  readonly send: string;
  readonly sendHint: string;
  readonly pastedTexts: string;
  readonly pastedHint: string;
  readonly pastedNoEvidence: string;
  readonly pastedSummary: (texts: number) => string;
  readonly pastedText: (n: number, of: number) => string;
  readonly evidenceKind: Readonly<Record<Highlight['kind'], string>>;

  readonly diagnosis: string;
  readonly errorName: string;
  readonly cause: string;
  readonly undecided: string;
  readonly fixSteps: (count: number) => string;
  readonly noDiagnosis: Readonly<Record<Report['status'], string>>;
  readonly measuredTitle: string;
  readonly measuredSummary: (checks: MeasuredCounts) => string;
  readonly measured: string;
  /** `canMeasure`: checks can be run from where the server is. */
  readonly measuredNothing: (canMeasure: boolean) => string;
  readonly measuredFrom: string;
  readonly checksEnded: (ended: number, of: number) => string;
  readonly causesFound: string;
  readonly noFaultFound: (ok: number, of: number) => string;
  readonly noFaultMeans: string;
  readonly moreAmiss: (places: number) => string;
  readonly stillRunning: (places: number) => string;
  readonly inOrder: (places: number) => string;
  readonly checkKind: Readonly<Record<CheckKind, string>>;
  readonly checkStatus: Readonly<Record<NonNullable<CheckView['status']>, string>>;
  readonly checkOpen: string;
  readonly path: string;
  readonly station: Readonly<Record<StationId, string>>;
  readonly stationState: Readonly<Record<StationState, string>>;
  readonly stationEnded: (ended: number, of: number) => string;
  readonly stationOk: (ok: number, of: number) => string;
  readonly nothingPasses: string;
  readonly onlySomePass: string;
  readonly told: string;
  readonly toldNothing: string;
  readonly notMeasured: string;
  readonly nothingPlanned: string;
  readonly nothingLeft: string;
  readonly notPlannedYet: string;
  readonly showChecks: (count: number) => string;
  readonly machineItself: string;
  readonly runbook: string;
  readonly stepState: Readonly<Record<RunbookView['steps'][number]['state'], string>>;
  readonly stepOf: (n: number, of: number) => string;
  readonly timeline: string;
  readonly showEntries: (count: number) => string;
  readonly showFewer: string;
  readonly did: Readonly<Record<EntryView['body']['kind'], string>>;
  readonly openedIn: (channel: string) => string;
  /** `place`: the machine that it is asked of. */
  readonly effect: (effect: string, place: string | null) => string;
  readonly undelivered: (failure: string) => string;
  readonly measuredEntry: (place: string, checks: number, faults: number) => string;
  readonly unmeasuredEntry: (
    place: string,
    status: UnmeasuredStatus,
    reason: string | null,
  ) => string;
  readonly pairedEntry: (device: string) => string;

  readonly searchKnowledge: string;
  readonly searchKnowledgeExample: string;
  readonly noErrorFits: string;
  readonly errorsShown: (count: number) => string;
  readonly kind: Readonly<Record<KnownErrorView['kind'], string>>;
  readonly meaning: string;
  readonly causesAndFixes: (count: number) => string;
  readonly fromPack: (pack: string) => string;
  readonly noSuchError: (code: number) => string;
}
