import { createSocket } from 'node:dgram';
import { attemptAt, familyOf, outcomeOf } from './connect.ts';
import type { Attempt } from './result.ts';

/** What came of a datagram sent to one address; `connected` where another came back. */
export interface UdpExchange<T> {
  readonly attempt: Attempt;
  /** What `read` made of the answer; null where it made nothing of any. */
  readonly answer: T | null;
}

/** Datagrams get lost: the same one is sent again after these times. */
const SENT_AGAIN_AFTER_MS = [1000, 3000];
/** An answer that means nothing may be a stranger's; the one that was asked for gets this much longer to arrive. */
const GRACE_MS = 250;

/** Sends `datagram` to a literal address until something comes back, it is refused, or `signal` aborts (`timed-out`). */
export function exchangeOverUdp<T>(
  {
    address,
    port,
    datagram,
    read,
  }: {
    readonly address: string;
    readonly port: number;
    readonly datagram: Buffer;
    /** Null for an answer to something else. */
    readonly read: (answer: Buffer) => T | null;
  },
  signal: AbortSignal,
): Promise<UdpExchange<T>> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const timers: NodeJS.Timeout[] = [];
    const socket = createSocket(familyOf(address) === 6 ? 'udp6' : 'udp4');
    let open = true;
    let isStrange = false;

    const close = (): void => {
      open = false;
      signal.removeEventListener('abort', giveUp);
      for (const timer of timers) clearTimeout(timer);
      socket.close();
    };
    const settle = (
      outcome: Attempt['outcome'],
      code: string | null,
      answer: T | null,
      ms = performance.now() - started,
    ): void => {
      if (!open) return;
      close();
      resolve({ attempt: attemptAt(address, outcome, ms, code), answer });
    };
    const giveUp = (): void => {
      settle('timed-out', null, null);
    };
    const fail = (error: Error): void => {
      if (!open) return;
      try {
        const { outcome, code } = outcomeOf(error);
        // Windows tells of a closed UDP port in the words of a lost connection.
        settle(outcome === 'reset' ? 'refused' : outcome, code, null);
      } catch (shortage) {
        close();
        reject(shortage instanceof Error ? shortage : new Error(String(shortage)));
      }
    };
    const send = (): void => {
      if (open)
        socket.send(datagram, (error) => {
          if (error) fail(error);
        });
    };

    socket.on('error', fail);
    socket.on('message', (message) => {
      const answer = read(message);
      if (answer !== null) settle('connected', null, answer);
      if (answer !== null || isStrange) return;
      isStrange = true;
      const ms = performance.now() - started;
      timers.push(
        setTimeout(() => {
          settle('connected', null, null, ms);
        }, GRACE_MS),
      );
    });
    // A connected socket hears of refusals, and nothing from anybody else.
    socket.on('connect', () => {
      if (!open) return;
      send();
      timers.push(...SENT_AGAIN_AFTER_MS.map((ms) => setTimeout(send, ms)));
    });
    signal.addEventListener('abort', giveUp, { once: true });
    if (signal.aborted) giveUp();
    else socket.connect(port, address);
  });
}
