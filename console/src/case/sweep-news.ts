import type { CheckView } from '../api/messages.ts';

/** What has been heard of a sweep since it was read. */
export interface SweepNews {
  /** The check that ended last, while it runs. */
  readonly latest: CheckView | null;
  /** The device asks its user now. */
  readonly isAsking: boolean;
}

export const NO_NEWS: SweepNews = { latest: null, isAsking: false };
