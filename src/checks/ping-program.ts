import { isIPv6 } from 'node:net';
import { win32 } from 'node:path';

/** One way to start a ping. */
export interface PingProgram {
  readonly path: string;
  readonly args: readonly string[];
  /** A packet is sent every so many milliseconds, as long as none is answered. */
  readonly paceMs: number;
}

export const PACKETS = 5;
/** Who is not root may not send faster, on Linux. */
const PACE_MS = 200;
/** From the last packet to the end of the program, which must come before the end of the check. */
const STARTING_MS = 1000;

/** Where the system keeps its ping, and how it is asked; `ip` must be a literal address. */
export function pingPrograms(
  platform: NodeJS.Platform,
  ip: string,
  limitMs: number,
  systemRoot = process.env.SystemRoot ?? String.raw`C:\Windows`,
): readonly PingProgram[] {
  const waitMs = Math.max(1000, limitMs - STARTING_MS - PACKETS * PACE_MS);
  const unix = (paths: readonly string[], wait: number): PingProgram[] =>
    paths.map((path) => ({
      path,
      args: ['-n', '-c', `${PACKETS}`, '-i', `${PACE_MS / 1000}`, '-W', `${wait}`, ip],
      paceMs: PACE_MS,
    }));
  switch (platform) {
    case 'win32': {
      // It sends the next packet when the last one is answered or given up: all must be given up within the limit.
      const paceMs = Math.max(500, Math.floor(limitMs / PACKETS));
      const path = win32.join(systemRoot, 'System32', 'PING.EXE');
      return [{ path, args: ['-n', `${PACKETS}`, '-w', `${paceMs}`, ip], paceMs }];
    }
    case 'darwin':
      // Its -W counts milliseconds; ping6 has none, and is ended by the limit.
      return isIPv6(ip)
        ? [
            {
              path: '/sbin/ping6',
              args: ['-n', '-c', `${PACKETS}`, '-i', `${PACE_MS / 1000}`, ip],
              paceMs: PACE_MS,
            },
          ]
        : unix(['/sbin/ping'], waitMs);
    default:
      return unix(['/bin/ping', '/usr/bin/ping', '/sbin/ping'], Math.floor(waitMs / 1000));
  }
}
