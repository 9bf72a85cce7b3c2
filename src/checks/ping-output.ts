import { isIPv4 } from 'node:net';

/**
 * A round trip as every system writes it, whatever its language: `time=12.3 ms`, `Zeit<1ms`, `时间=12ms`. The Russian
 * Windows translates the unit too; the two bytes are its letters in code page 866.
 */
const ROUND_TRIP = /[=<]\s?(\d{1,6}(?:[.,]\d{1,6})?)[\s\xff]?(?:ms|\xac\xe1)(?![a-z])/gi;
const HOPS_LEFT = /\bttl=\d/i;

/**
 * The round trips of the replies, in milliseconds. A reply of the target is a line with exactly one round trip, for IPv4
 * with its TTL and the target's address too; the line of a router that cannot deliver has none, and that of the summary
 * has several. The bytes may be of any code page: the parts that count are ASCII in all of them.
 */
export function roundTripsIn(output: Buffer, ip: string): number[] {
  return output
    .toString('latin1')
    .split(/\r?\n/)
    .filter((line) => !isIPv4(ip) || (HOPS_LEFT.test(line) && line.includes(ip)))
    .filter((line) => !line.includes('DUP!'))
    .flatMap((line) => {
      const [only, ...more] = line.matchAll(ROUND_TRIP);
      return only && more.length === 0 ? Number(only[1]?.replace(',', '.')) : [];
    });
}
