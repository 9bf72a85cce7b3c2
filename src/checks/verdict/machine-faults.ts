import { hostOf } from '../../diagnosis/target.ts';
import type { Measured } from '../result.ts';
import { distinct, isUnanswered, type Seen, type Shown } from './seen.ts';

/**
 * Neither family of addresses leads anywhere, and nothing came back from anywhere else. Silence of a few hosts alone does
 * not show it: they may be blocked.
 */
export function noNetwork(seen: Seen): Shown | null {
  const families = seen.of('ip-families').filter(({ finding }) => finding === 'neither');
  const isShown = families.some(({ status }) => status === 'blocked');
  if (seen.somethingAnswered || !isShown) return null;
  const names = seen.of('dns').filter(isUnanswered);
  // The settings of the machine are as they are, with a network or without one.
  const explains = [...names, ...seen.troubles.filter(({ kind }) => kind !== 'proxy')];
  const evidence = [...families, ...names.slice(0, 1)];
  return { fault: 'no-network', targets: [], evidence, explains };
}

/**
 * A probe that promises one known thing brought another. Behind such a network nothing else can be judged, unless some
 * server has shown its good certificate all the same.
 */
export function captivePortal(seen: Seen): Shown | null {
  const evidence = seen.open('http').filter(({ finding }) => finding === 'captive-portal');
  if (evidence.length === 0) return null;
  const pages = evidence.map(({ evidence: { location, address } }) => location ?? address);
  const isPassed = seen.of('tls').some(({ finding }) => finding === 'trusted');
  const explains = seen.troubles.filter(({ kind }) => kind !== 'dns' && kind !== 'proxy');
  return {
    fault: 'captive-portal',
    targets: distinct(pages),
    evidence,
    explains: isPassed ? [] : explains,
  };
}

/** No name server answers, though the network carries something else. */
export function dnsDead(seen: Seen): Shown | null {
  const asked = seen.open('dns').filter(({ evidence: { source } }) => source === 'dns');
  // What a sweep that was ended did not wait for shows nothing.
  const evidence = asked.filter(({ status }) => status === 'blocked');
  if (evidence.length === 0 || !asked.every(isUnanswered)) return null;
  const servers = distinct(evidence.flatMap((result) => result.evidence.servers));
  const explains = seen.troubles.filter(
    (result) => 'finding' in result && result.finding === 'name-unanswered',
  );
  const machine = seen.troubles.filter(
    ({ kind, status }) => (kind === 'clock' || kind === 'ip-families') && status !== 'altered',
  );
  return {
    fault: 'dns-dead',
    targets: servers,
    evidence,
    explains: [...asked, ...explains, ...machine],
  };
}

function proxiesIn(seen: Seen, state: 'dead' | 'wants-login'): string[] {
  return distinct(
    seen
      .of('proxy')
      .flatMap(({ evidence }) => evidence.settings)
      .filter((setting) => setting.state === state)
      .map(({ address }) => address),
  );
}

export function systemProxyDead(seen: Seen): Shown | null {
  const targets = proxiesIn(seen, 'dead');
  if (targets.length === 0) return null;
  return { fault: 'system-proxy-dead', targets, evidence: seen.of('proxy'), explains: [] };
}

/** A proxy wants a login; where nothing gets past it, that is why. */
export function proxyLogin(seen: Seen): Shown | null {
  const proxies = proxiesIn(seen, 'wants-login');
  const answers = seen.open('http').filter(({ finding }) => finding === 'proxy-login');
  if (proxies.length + answers.length === 0) return null;
  const targets = proxies.length > 0 ? proxies : distinct(answers.map(hostOf));
  const direct = seen.of('tcp').filter((result) => seen.endpointOf(result));
  const isShut =
    direct.length > 0 && direct.every(({ status }) => status !== 'ok' && status !== 'slow');
  return {
    fault: 'proxy-login',
    targets,
    evidence: [...(proxies.length > 0 ? seen.of('proxy') : []), ...answers],
    explains: isShut ? seen.troubles.filter(({ kind }) => kind !== 'dns') : [],
  };
}

/** Names lead to addresses that a proxy tool makes up, or such a tool is plainly in use. */
export function proxyTool(seen: Seen): Shown | null {
  const fakes = seen.open('dns').filter(({ finding }) => finding === 'fake-address');
  const proxies = seen
    .of('proxy')
    .filter(
      ({ finding, evidence }) => finding === 'tool-in-use' || evidence.fakeAnswers.length > 0,
    );
  if (fakes.length + proxies.length === 0) return null;
  const hosts = new Set(fakes.map(({ target }) => target));
  const names = proxies.flatMap(({ evidence: { tools, tunnels } }) => [
    ...tools.filter(({ kind }) => kind !== 'security').map(({ name }) => name),
    ...tunnels.map(({ name }) => name),
  ]);
  const addresses = fakes.flatMap(({ evidence: { v4, v6 } }) => [...v4, ...v6]).slice(0, 3);
  const asked = proxies.flatMap(({ evidence: { fakeAnswers } }) => fakeAnswers);
  const signs = [names, addresses, asked].find((each) => each.length > 0) ?? [];
  return {
    fault: 'proxy-tool',
    targets: distinct(signs),
    evidence: [...proxies, ...fakes],
    explains: seen.troubles.filter(
      (result) =>
        hosts.has(hostOf(result) ?? '') ||
        result.finding === 'no-address' ||
        (result.kind === 'ip-families' && hosts.size > 0) ||
        (result.kind === 'clock' && result.finding === 'no-answer'),
    ),
  };
}

/** A clock this far off makes good tokens fail; it accounts for certificates only where it upsets most of them. */
export function clockWrong(seen: Seen): Shown | null {
  const asked = seen.open('clock');
  const evidence = asked.filter(({ finding }) => finding === 'off');
  // The word of a server that has not shown who it is counts only where there is no better one.
  const isProven = evidence.some(({ evidence: { proven } }) => proven);
  const isContradicted = asked.some(
    ({ finding, evidence: { proven } }) => finding === 'right' && (proven || !isProven),
  );
  const offsets = evidence
    .filter(({ evidence: { proven } }) => proven || !isProven)
    .map(({ evidence: { offsetSeconds } }) => Math.sign(offsetSeconds ?? 0));
  if (evidence.length === 0 || isContradicted || new Set(offsets).size > 1) return null;
  const secured = seen.open('tls');
  const upset = secured.filter(
    ({ finding }) => finding === 'expired' || finding === 'not-yet-valid',
  );
  return {
    fault: 'clock-wrong',
    targets: [],
    evidence,
    explains: upset.length * 2 > secured.length ? upset : [],
  };
}

function isOfReaching({ finding }: Measured): boolean {
  return finding === 'timed-out' || finding === 'unreachable' || finding === 'no-reply';
}

const FAMILIES = [
  { fault: 'ipv4-dead', dead: 'v4', other: 'v6', family: 4 },
  { fault: 'ipv6-dead', dead: 'v6', other: 'v4', family: 6 },
] as const;

/** One family of addresses leads nowhere while the other works. */
export function familyDead(seen: Seen): Shown | null {
  for (const { fault, dead, other, family } of FAMILIES) {
    const evidence = seen
      .open('ip-families')
      .filter((result) => result.evidence[dead].state === 'dead')
      .filter((result) => result.evidence[other].state === 'works');
    if (evidence.length === 0) continue;
    const isOfFamily = (address: string): boolean => address.includes(':') === (family === 6);
    const explains = seen.troubles.filter((result) => {
      if (result.kind === 'ping') return isOfFamily(result.target);
      // Whoever got as far as a handshake has found something else.
      if (!isOfReaching(result) || !('attempts' in result.evidence)) return false;
      return result.evidence.attempts.every((attempt) => attempt.family === family);
    });
    const own = evidence.flatMap((result) => result.evidence[dead].own);
    return { fault, targets: own, evidence, explains };
  }
  return null;
}
