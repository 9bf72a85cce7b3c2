import type { Findings } from '../checks/measure.ts';
import type { TokenFact } from '../diagnosis/jwt.ts';
import type { PlannedCheck } from '../diagnosis/plan.ts';
import type { Fault, Language, Text } from '../knowledge/vocabulary.ts';

/** Where a conversation stands: what was asked last, or how it ended. */
export const PHASES = [
  'code',
  'text',
  'tenant',
  'fix',
  'prerequisites',
  'step',
  'advice',
  'where',
  'measured',
  'others',
  'escalated',
  'resolved',
  'abandoned',
] as const;
export type Phase = (typeof PHASES)[number];

/** What a person told of a step of a runbook: which of its outcomes came. */
export interface ToldResult {
  readonly runbook: string;
  readonly step: string;
  readonly outcome: string;
  /** Unix milliseconds. */
  readonly at: number;
}

/** Everything that "back" takes back. */
export interface Position {
  readonly phase: Phase;
  /** How many of the messages had been said. */
  readonly messages: number;
  readonly rejected: readonly number[];
  /** The error that is being worked on. */
  readonly focus: number | null;
  readonly finished: readonly number[];
  readonly callbackText: 'open' | 'given' | 'skipped';
  readonly ssoDomain:
    { readonly kind: 'open' | 'skipped' } | { readonly kind: 'given'; readonly host: string };
  /** The index of the runbook's step, and the outcome whose advice is being tried. */
  readonly step: number;
  readonly outcome: string | null;
  /** Oldest first. */
  readonly told: readonly ToldResult[];
  readonly prerequisitesAsked: boolean;
  readonly ticketOpen: boolean;
  /** What the last sweep came to; null while nothing was measured. */
  readonly measured: LastSweep | null;
}

/** What a sweep came to, as far as the conversation goes on from it. */
export interface LastSweep {
  /** Which asking it answers. */
  readonly mark: number;
  /** Unix milliseconds. */
  readonly at: number;
  /** Where it was measured from. */
  readonly place: string;
  /** The result in a few words. */
  readonly title: Text;
  readonly checks: number;
  /** In the order in which they must be mended. */
  readonly causes: readonly { readonly fault: Fault; readonly targets: readonly string[] }[];
  /** The step of the runbook to go on with; null where there is none. */
  readonly nextStep: string | null;
}

/** A sweep that was asked for. */
export interface AskedSweep {
  readonly mark: number;
  /** Unix milliseconds; null once nobody waits for it. */
  readonly askedAt: number | null;
  /** What it waits for: this machine, a device, or that one is paired. */
  readonly of?: 'here' | 'device' | 'pairing';
  /** The device had its time; what it found may come all the same. */
  readonly isOverdue?: true;
  /** The machine that was asked, as people know it. */
  readonly place?: string;
}

/** A device that can be asked to run checks. */
export interface KnownDevice {
  readonly id: string;
  readonly name: string;
  /** As Node's `process.platform` has it, or `other`. */
  readonly platform: string;
  readonly isConnected: boolean;
}

/** Where checks can be run. */
export interface Places {
  /** This machine, as people know it; null where it does not measure. */
  readonly here: string | null;
  /** Devices that whoever talks may ask. */
  readonly devices: readonly KnownDevice[];
  /** Whether there are more, to be found by their names. */
  readonly hasMore: boolean;
  /** Whether a new device can be paired. */
  readonly pairs: boolean;
}

/** A place where somebody wants the checks run. */
export type ChosenPlace =
  | { readonly kind: 'here'; readonly name: string }
  | { readonly kind: 'device'; readonly id: string; readonly name: string };

export const NOWHERE: Places = { here: null, devices: [], hasMore: false, pairs: false };

/** Why checks that were asked for came to nothing. */
export interface Unmeasured {
  readonly status: 'refused' | 'aborted' | 'expired';
  /** The code that the far side gave. */
  readonly reason: string | null;
}

/** A conversation; a plain value that can be stored as JSON. Nothing in it is unredacted. */
export interface State extends Position {
  readonly language: Language;
  readonly languageChosen: boolean;
  readonly said: readonly string[];
  /** Lines were left out of a message, so the numbers of the others say nothing about their source. */
  readonly isCut: boolean;
  readonly tokens: readonly TokenFact[];
  /** The last sweep that was asked for; null before. */
  readonly sweep: AskedSweep | null;
  /** Where checks can be run. Whoever talks sets it before each step. */
  readonly places: Places;
  /** A part of the name of the device that was looked for last; null before. */
  readonly sought: string | null;
  /** Newest last. */
  readonly history: readonly Position[];
}

/** What comes in. */
export type Event =
  /** `isExcerpt`: the lines that matter of something longer. `isLog`: a machine's words, which press and order nothing. */
  | {
      readonly kind: 'said';
      readonly text: string;
      readonly isExcerpt?: boolean;
      readonly isLog?: boolean;
    }
  | { readonly kind: 'pressed'; readonly action: string }
  /** A sweep that was asked for has ended. */
  | {
      readonly kind: 'measured';
      readonly mark: number;
      readonly place: string;
      readonly findings: Findings;
    }
  /** Checks that were asked for will not come. */
  | ({
      readonly kind: 'unmeasured';
      readonly mark: number;
      readonly place: string;
    } & Unmeasured)
  /** A device was paired, for the asking of that mark. */
  | {
      readonly kind: 'paired';
      readonly mark: number;
      readonly device: Pick<KnownDevice, 'id' | 'name'>;
    };

/** What is to be done beside talking; `assistant` carries it out. */
export type Effect =
  | {
      readonly kind: 'start-sweep';
      /** Counts the askings of a case. */
      readonly mark: number;
      readonly checks: readonly PlannedCheck[];
      /** Whether the step at hand wants the SDK's logs; a device sends them only after its user has seen them. */
      readonly logs: boolean;
      /** Null where nothing measures: then the commands are told. */
      readonly on: ChosenPlace | null;
    }
  /** The checks that were asked of a device are not wanted any more. */
  | { readonly kind: 'withdraw-sweep'; readonly place: string }
  /** A device is to be paired; the checks begin when it is. */
  | { readonly kind: 'open-pairing'; readonly mark: number }
  | {
      readonly kind: 'open-ticket';
      readonly reason: 'runbook' | 'person' | 'no-fix-left';
      readonly owner: string;
    }
  | {
      readonly kind: 'record-feedback';
      readonly solved: boolean;
      readonly code: number | null;
      readonly cause: string | null;
    };

/** The state of a conversation in which nothing has been said. */
export function openConversation(language: Language): State {
  return {
    phase: 'code',
    messages: 0,
    rejected: [],
    focus: null,
    finished: [],
    callbackText: 'open',
    ssoDomain: { kind: 'open' },
    step: 0,
    outcome: null,
    told: [],
    prerequisitesAsked: false,
    ticketOpen: false,
    measured: null,
    language,
    languageChosen: false,
    said: [],
    isCut: false,
    tokens: [],
    sweep: null,
    places: NOWHERE,
    sought: null,
    history: [],
  };
}
