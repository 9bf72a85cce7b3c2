import { LONGEST_LINE } from './result.ts';

/** What somebody else's machine says, on one line of bounded length that cannot steer a terminal. */
export function asLine(said: string): string {
  return said.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, LONGEST_LINE);
}
