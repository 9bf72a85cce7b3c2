import type { Identity } from '../../../src/companion/agent/identity.ts';

/** One companion of a fleet: what the device is called, and its key. */
export interface Member {
  readonly device: string;
  readonly secret: string;
}

/** What a process of the fleet is told to do; it answers each with one `FleetAnswer`. */
export type FleetCommand =
  | {
      readonly kind: 'companions';
      readonly server: string;
      readonly serverKey: Identity['serverKey'];
      readonly members: readonly Member[];
    }
  /** Connections of a plain `ws` client, to a bare server. */
  | { readonly kind: 'bare'; readonly server: string; readonly count: number }
  | { readonly kind: 'count' }
  | { readonly kind: 'leave' };

export interface FleetAnswer {
  /** How many are connected, and have proved who they are. */
  readonly connected: number;
  /** Tries that came to nothing since the last answer, by what they met. */
  readonly misses: Readonly<Record<string, number>>;
}

/** What a process that answers requests is told: so many requests a second, or as many as it can. */
export type DriveCommand =
  | { readonly kind: 'at-rate'; readonly perSecond: number; readonly seconds: number }
  | { readonly kind: 'at-most'; readonly sideBySide: number; readonly seconds: number };

export interface Driven {
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}
