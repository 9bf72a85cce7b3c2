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
import { hostPortOf, urlOf, type HostPort } from '../diagnosis/target.ts';
import { checkTcp } from './tcp.ts';
import { checkTls } from './tls.ts';

function placeOf(target: string): HostPort {
  const place = hostPortOf(target);
  if (!place) throw new Error(`"${target}" is no host and port`);
  return place;
}

function addressOf(target: string): URL {
  const url = urlOf(target);
  if (!url) throw new Error(`"${target}" is no web address`);
  return url;
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
      return checkTcp(placeOf(target), context);
    case 'tls':
      return checkTls(placeOf(target), context);
    case 'http':
      return checkHttp(addressOf(target), context);
    case 'quic':
      return checkQuic(placeOf(target), context);
    case 'ip-families':
      return checkIpFamilies(context);
    case 'proxy':
      return checkProxy(context);
    case 'clock':
      return checkClock(addressOf(target), context);
    case 'logs':
      throw new Error('logs are collected only after the person has agreed');
  }
}
