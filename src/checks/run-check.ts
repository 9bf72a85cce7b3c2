import type { PlannedCheck } from '../diagnosis/plan.ts';
import type { CheckContext } from './check.ts';
import { checkClock } from './clock.ts';
import { checkDns } from './dns.ts';
import { checkHttp } from './http.ts';
import { checkIpFamilies } from './ip-families.ts';
import { checkPing } from './ping.ts';
import { checkProxy } from './proxy.ts';
import { checkQuic } from './quic.ts';
import type { Measured } from './result.ts';
import { readTarget } from '../diagnosis/target.ts';
import { checkTcp } from './tcp.ts';
import { checkTls } from './tls.ts';

/** The target, as a check of that kind takes it. */
function aim<K extends PlannedCheck['kind']>(kind: K, target: string) {
  const read = readTarget(kind, target);
  if (!read) throw new Error(`"${target}" is no target of ${kind}`);
  return read;
}

/** Makes one check, on a target that the policy has allowed. */
export async function runCheck(
  { kind, target }: PlannedCheck,
  context: CheckContext,
): Promise<Measured> {
  switch (kind) {
    case 'dns':
      return checkDns(target, context);
    case 'ping':
      return checkPing(target, context);
    case 'tcp':
      return checkTcp(aim(kind, target), context);
    case 'tls':
      return checkTls(aim(kind, target), context);
    case 'http':
      return checkHttp(aim(kind, target).url, context);
    case 'quic':
      return checkQuic(aim(kind, target), context);
    case 'ip-families':
      return checkIpFamilies(context);
    case 'proxy':
      return checkProxy(context);
    case 'clock':
      return checkClock(aim(kind, target).url, context);
    case 'logs':
      throw new Error('logs are collected only after the person has agreed');
  }
}
