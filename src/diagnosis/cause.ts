import { causeOf, type Knowledge } from '../knowledge/knowledge.ts';
import type { Cause, Condition, KnownError, TokenUse } from '../knowledge/schema.ts';
import type { TokenFact } from './jwt.ts';
import type { FoundError } from './ranking.ts';
import { inRange, isOutside, type Signals } from './signals.ts';

/** Everything that a cause's condition may look at. */
export interface Circumstances {
  readonly signals: Signals;
  readonly tokens: readonly TokenFact[];
  /** Unix time in milliseconds. */
  readonly now: number;
  /** The person was asked for the callback text and has answered. */
  readonly answered: boolean;
}

/** A cause, and the condition that made it hold (null: the error has no other). */
export interface Decision {
  readonly cause: Cause;
  readonly when: Condition | null;
}

/** The use of a token, as far as its algorithm and audience show it. */
function tokenUse(token: TokenFact, uses: readonly TokenUse[]): TokenUse | undefined {
  return uses.find(
    ({ algorithm, audience }) =>
      token.algorithm === algorithm && (audience === undefined || token.audience === audience),
  );
}

/** Whether the token had run out at `now` (Unix milliseconds); null where it does not say when it does. */
export function isExpired({ expiresAt }: TokenFact, now: number): boolean | null {
  return expiresAt === null ? null : expiresAt * 1000 <= now;
}

function hasState(
  token: TokenFact,
  state: NonNullable<Condition['token']>['state'],
  now: number,
): boolean {
  switch (state) {
    case 'expired':
      return isExpired(token, now) === true;
    case 'milliseconds':
      return token.milliseconds;
    case 'born-expired':
      return token.bornExpired;
  }
}

/** The records that belong to an error: those that mention it, and those without a time of their own. */
function recordsOf({ mentions }: FoundError, { layout }: Signals): ReadonlySet<number> {
  const undated = layout.records.flatMap(({ time }, index) => (time === null ? [index] : []));
  return new Set([...mentions.map(({ record }) => record), ...undated]);
}

/** What of the text a condition asks for, as far as it is there; null for what it does not ask for. */
interface AskedFor {
  readonly urls: Signals['urls'] | null;
  readonly ips: Signals['ips'] | null;
  readonly tokens: readonly TokenFact[] | null;
}

/** The addresses near the error and the tokens that the condition asks for. */
export function askedFor(
  { found: kinds, address, token }: Condition,
  found: FoundError,
  { signals, tokens, now }: Pick<Circumstances, 'signals' | 'tokens' | 'now'>,
  uses: readonly TokenUse[],
): AskedFor {
  const records = recordsOf(found, signals);
  const isNear = ({ record }: { readonly record: number }): boolean => records.has(record);
  const asksForIps = address !== undefined || kinds?.includes('ip') === true;
  return {
    urls: kinds?.includes('url') === true ? signals.urls.filter(isNear) : null,
    ips: asksForIps
      ? signals.ips
          .filter(isNear)
          .filter(({ ip }) => (address === undefined ? isOutside(ip) : inRange(ip, address)))
      : null,
    tokens: token
      ? tokens.filter(
          (fact) =>
            (token.use === undefined || tokenUse(fact, uses)?.id === token.use) &&
            hasState(fact, token.state, now),
        )
      : null,
  };
}

function holds(
  when: Condition,
  found: FoundError,
  circumstances: Circumstances,
  uses: readonly TokenUse[],
): boolean {
  const { signals, answered } = circumstances;
  const brought = found.mentions.flatMap(({ callback }) => callback ?? []);
  const { says, callbacks } = when;
  return (
    (!says || says.some((phrase) => signals.phrases.includes(phrase.toLowerCase()))) &&
    (!callbacks ||
      (brought.length > 0 && brought.every((callback) => callbacks.includes(callback)))) &&
    Object.values(askedFor(when, found, circumstances, uses)).every(
      (marks: readonly unknown[] | null) => marks === null || marks.length > 0,
    ) &&
    (when.answered === undefined || answered)
  );
}

/** The first cause of the error whose condition holds; null where none does and the callback text must decide. */
export function decideCause(
  found: FoundError,
  knowledge: Knowledge,
  circumstances: Circumstances,
): Decision | null {
  for (const { cause, when = null } of found.error.causes)
    if (when === null || holds(when, found, circumstances, knowledge.pack.tokens))
      return { cause: causeOf(knowledge, cause), when };
  return null;
}

/** Every cause that the error can have, in the order they are tried. */
export function possibleCauses(error: KnownError, knowledge: Knowledge): Cause[] {
  return [...new Set(error.causes.map(({ cause }) => cause))].map((id) => causeOf(knowledge, id));
}
