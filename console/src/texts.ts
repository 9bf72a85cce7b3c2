import type {
  AuditEntryView,
  CheckKind,
  CheckView,
  DeviceView,
  EntryView,
  Highlight,
  JobView,
  KnownErrorView,
  Phase,
  ProblemCode,
  Report,
  RunbookView,
  Session,
  Status,
  TokenView,
} from './api/messages.ts';
import type { DeviceState } from './devices/device-item.tsx';
import type { StationId, StationState } from './case/path.ts';

export type UnmeasuredStatus = Extract<EntryView['body'], { kind: 'unmeasured' }>['status'];

/** What there is of a case's measurements. */
export interface MeasuredCounts {
  /** Planned, and not measured. */
  readonly open: number;
  readonly told: number;
  readonly sweep: {
    readonly status: JobView['status'];
    readonly ended: number;
    readonly measured: number;
    readonly of: number;
    /** Once it has ended. */
    readonly faults: number;
  } | null;
}

export type WaitingStep = 'asking' | 'asked' | 'absent';

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
  readonly devices: string;
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
  readonly askedOf: string;
  readonly toJob: string;
  /** Of a sweep that a device has not begun: it asks its user, it is there, it is away. */
  readonly waiting: Readonly<Record<WaitingStep, (place: string) => string>>;
  readonly waitingHint: Readonly<Record<WaitingStep, string>>;
  readonly timeLeft: (clock: string) => string;
  readonly cameToNothing: (place: string) => string;
  readonly pairingTitle: string;
  readonly oneTimeCode: string;
  readonly codeOver: string;
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
  /** The first station, where a device measures. */
  readonly stationDevice: string;
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

  readonly devicesAre: string;
  readonly devicesShown: (count: number) => string;
  readonly deviceState: Readonly<Record<DeviceState, string>>;
  readonly platform: (id: DeviceView['platform']) => string;
  /** The version of a companion. */
  readonly program: (version: string) => string;
  readonly beforeChecks: string;
  readonly userIsAsked: string;
  readonly userIsNotAsked: string;
  readonly mayAsk: string;
  readonly allAgents: string;
  readonly nobody: string;
  /** Beside the owner, where there is one; the cases stand behind it. */
  readonly whoeverWorksOn: (owner: string | null) => string;
  readonly andMore: (count: number) => string;
  readonly enrolled: string;
  readonly byPerson: (person: string) => string;
  readonly byToken: (token: string) => string;
  readonly lastSeen: string;
  readonly now: string;
  readonly revokedSince: string;
  readonly shareWithAgents: string;
  readonly revoke: string;
  readonly revokeDevice: (name: string) => string;
  readonly revokeDeviceMeans: readonly string[];
  readonly history: string;
  readonly noDevices: string;
  readonly howToPair: readonly string[];
  readonly howToEnrol: string;
  readonly howToEnrolAsk: string;
  readonly noCompanions: string;
  readonly tokens: string;
  readonly tokensAre: string;
  readonly tokenName: string;
  readonly tokenNameExample: string;
  readonly tokenDays: string;
  readonly tokenMostUses: string;
  readonly makeToken: string;
  readonly tokenOnce: (name: string) => string;
  readonly onEachMachine: string;
  readonly yesMeans: string;
  readonly tokenKept: string;
  readonly tokenState: Readonly<Record<TokenView['state'], string>>;
  readonly tokenUses: (uses: number, most: number) => string;
  readonly goodUntil: string;
  readonly revokeToken: (name: string) => string;
  readonly revokeTokenMeans: readonly string[];
  readonly auditTrail: string;
  readonly auditTrailHint: string;
  readonly noActs: string;
  /** What somebody did; their name stands before it. */
  readonly act: (what: AuditEntryView['what'], detail: string) => string;
  readonly job: string;
  readonly stopChecks: string;
  readonly jobOn: (place: string) => string;
  readonly jobStatus: Readonly<Record<JobView['status'], string>>;
  readonly ofCase: string;
  readonly asked: string;
  readonly consent: string;
  readonly consentOf: (consent: JobView['consent']) => string;
  readonly begun: string;
  readonly ended: string;

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
