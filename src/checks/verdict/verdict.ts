import type { FaultRule } from '../../knowledge/network-schema.ts';
import type { CheckResult } from '../result.ts';
import {
  certificateExpired,
  certificateReplaced,
  certificateUntrusted,
  sniFiltered,
  tlsRefused,
} from './certificate-faults.ts';
import {
  captivePortal,
  clockWrong,
  dnsDead,
  familyDead,
  noNetwork,
  proxyLogin,
  proxyTool,
  systemProxyDead,
} from './machine-faults.ts';
import { nameNotFound, wrongAddress } from './name-faults.ts';
import {
  callbackUnreachable,
  hostBlocked,
  latency,
  middlebox,
  packetLoss,
  portBlocked,
  reportsBlocked,
  udpBlocked,
} from './path-faults.ts';
import { Seen, type Ground, type Shown } from './seen.ts';

/** A fault that was found, with what the pack says of it. */
export interface Found extends Shown {
  readonly rule: FaultRule;
  /** Whether a login can fail for it, by the pack. */
  readonly stopsLogin: boolean;
}

/** What the results of a sweep mean. */
export interface Verdict {
  /**
   * Every fault that is shown, in the order in which they must be mended; the first is the root cause. What cannot stop a
   * login comes last.
   */
  readonly found: readonly Found[];
  /** What was not as it should be, or not measured at all, and shows no fault. */
  readonly undetermined: readonly CheckResult[];
}

/**
 * In the order in which they are looked for: what one of them accounts for, the later ones no longer see. It is that of
 * mending but for `latency`, `packetLoss` and `middlebox`. A middlebox is mended before loss and delay, which it may hide; yet a
 * slow way makes handshakes time out as a middlebox does, and connections come late as if packets were lost. So delay is
 * looked for first, loss next, and a middlebox in the silence that neither of them accounts for.
 */
const IN_ORDER: readonly ((seen: Seen) => Shown | null)[] = [
  noNetwork,
  captivePortal,
  dnsDead,
  systemProxyDead,
  proxyLogin,
  proxyTool,
  clockWrong,
  familyDead,
  nameNotFound,
  wrongAddress,
  latency,
  packetLoss,
  middlebox,
  hostBlocked,
  portBlocked,
  udpBlocked,
  sniFiltered,
  tlsRefused,
  certificateReplaced,
  certificateUntrusted,
  certificateExpired,
  callbackUnreachable,
  reportsBlocked,
];

/** Many networks drop ping: where a connection to the same address comes about, its silence says nothing. */
function isHarmlessPing({ kind, target, finding }: CheckResult, seen: Seen): boolean {
  return (
    kind === 'ping' &&
    finding === 'no-answer' &&
    seen
      .of('tcp')
      .flatMap(({ evidence }) => evidence.attempts)
      .some(({ address, outcome }) => address === target && outcome === 'connected')
  );
}

/**
 * The verdict on the results of a sweep: pure, and total over whatever results there are. `rules` are the pack's, in
 * the order of mending. Nothing is said of a check that did not run.
 */
export function verdictOf(
  results: readonly CheckResult[],
  ground: Ground,
  rules: readonly FaultRule[],
): Verdict {
  const seen = new Seen(results, ground);
  const found: Found[] = [];
  for (const look of IN_ORDER) {
    const shown = look(seen);
    const rule = rules.find(({ fault }) => fault === shown?.fault);
    if (!shown || !rule) continue;
    seen.account(shown);
    found.push({ ...shown, rule, stopsLogin: rule.stopsLogin });
  }
  return {
    found: found.sort(
      (a, b) =>
        Number(b.stopsLogin) - Number(a.stopsLogin) ||
        rules.indexOf(a.rule) - rules.indexOf(b.rule),
    ),
    undetermined: [
      ...seen.troubles.filter((result) => !isHarmlessPing(result, seen)),
      ...results.filter(({ status }) => status === 'failed'),
    ],
  };
}
