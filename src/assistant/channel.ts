import type { Delivery } from '../store/outbox.ts';

/**
 * A place where we talk. `deliver` may be called twice with the same delivery id, after a crash between sending and
 * noting it: where the far side can tell, it drops the second one. It must end when `signal` aborts.
 */
export interface Channel {
  readonly name: string;
  deliver(delivery: Delivery, signal: AbortSignal): Promise<void>;
}

/** Why a delivery failed, where the channel knows more than that it did. */
export class DeliveryError extends Error {
  /** Milliseconds that the far side wants us to wait (Retry-After); ten minutes at most are waited. */
  readonly retryAfter: number | undefined;
  /** Trying again is of no use: the place is gone, or it refuses us. */
  readonly isFinal: boolean;

  constructor(
    message: string,
    { retryAfter, isFinal = false }: { retryAfter?: number; isFinal?: boolean } = {},
  ) {
    super(message);
    this.retryAfter = retryAfter;
    this.isFinal = isFinal;
  }
}
