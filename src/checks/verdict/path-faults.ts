import { hostOf, portOf } from '../../diagnosis/target.ts';
import type { Attempt, Measured, OfKind } from '../result.ts';
import { distinct, type Seen, type Shown } from './seen.ts';

/** The slowest connections speak for all that are slow. */
const MOST_EVIDENCE = 6;

/** So many connections say something about all of them. */
const FEWEST_CONNECTIONS = 6;
/** A lost SYN is sent again after 1 s (RFC 6298 §2); then each second (Linux since 6.5), or after 3 s and 7 s. */
const SENT_AGAIN_MS = 1000;
const EARLY_MS = 50;
const LATE_MS = 300;
const FAST_MS = 400;
const LOST_SHARE = 0.12;
const FEWEST_LOST = 3;
/** A datagram is sent again after a second, and gets half of one more to be answered. */
const ASKED_TWICE_MS = 1500;
/** The fastest of all connections takes this long only where the way itself is slow. */
const FAR_MS = 700;

function attemptsOf(seen: Seen): Attempt[] {
  return seen.of('tcp').flatMap(({ evidence }) => evidence.attempts);
}

function connectTimes(seen: Seen): number[] {
  return attemptsOf(seen)
    .filter(({ outcome }) => outcome === 'connected')
    .map(({ ms }) => ms);
}

/** The slowest of those with a connection that took at least so long. */
function slowestOf(seen: Seen, leastMs: number): Measured[] {
  const slowest = ({ evidence }: OfKind<'tcp'>): number =>
    Math.max(
      -1,
      ...evidence.attempts.flatMap(({ outcome, ms }) => (outcome === 'connected' ? ms : [])),
    );
  return seen
    .of('tcp')
    .filter((result) => slowest(result) >= leastMs)
    .sort((a, b) => slowest(b) - slowest(a))
    .slice(0, MOST_EVIDENCE);
}

/** What a slow or lossy way accounts for: whatever was slow, or was waited for too short. */
function isOfTime(result: Measured): boolean {
  if (result.status === 'slow' || result.status === 'inconclusive') return true;
  return result.finding === 'no-handshake' || result.finding === 'no-reply';
}

/** Every connection took long, the fastest of them too. */
export function latency(seen: Seen): Shown | null {
  const times = connectTimes(seen);
  // A machine that is busy itself notices every answer late.
  const far = FAR_MS + seen.ground.lagMs;
  if (times.length < FEWEST_CONNECTIONS || Math.min(...times) < far) return null;
  return {
    fault: 'latency',
    targets: [],
    evidence: slowestOf(seen, far),
    explains: seen.troubles.filter((result) => result.kind !== 'proxy' && isOfTime(result)),
  };
}

/** Whether a connection came about when a lost SYN is sent again, and not at any other time. */
function isSentAgain(ms: number, fastest: number): boolean {
  const beyond = (ms + EARLY_MS) % SENT_AGAIN_MS;
  return ms + EARLY_MS >= SENT_AGAIN_MS && beyond <= EARLY_MS + fastest + LATE_MS;
}

/** Some connections came at once, and some only after what was lost had been sent again. */
export function packetLoss(seen: Seen): Shown | null {
  const lossy = seen.open('ping').filter(({ finding }) => finding === 'lossy');
  const times = connectTimes(seen);
  const fastest = Math.min(...times);
  const late = times.filter((ms) => isSentAgain(ms, fastest));
  const isShown =
    times.length >= FEWEST_CONNECTIONS &&
    fastest < FAST_MS &&
    late.length >= FEWEST_LOST &&
    late.length >= times.length * LOST_SHARE;
  if (!isShown) return null;
  // What was lost four times in a row looks like silence; a host that answered elsewhere is not shut.
  const alive = new Set(
    seen
      .of('tcp')
      .filter(({ evidence }) => evidence.attempts.some(({ outcome }) => outcome === 'connected'))
      .map(hostOf),
  );
  return {
    fault: 'packet-loss',
    targets: [],
    evidence: [...lossy, ...slowestOf(seen, SENT_AGAIN_MS - EARLY_MS)],
    explains: seen.troubles.filter(
      (result) =>
        result.kind !== 'proxy' &&
        (isOfTime(result) ||
          result.kind === 'ping' ||
          (result.finding === 'timed-out' && alive.has(hostOf(result)))),
    ),
  };
}

/** Hosts accept a connection and then nothing comes, not even the first answer of TLS. */
export function middlebox(seen: Seen): Shown | null {
  const silent = seen.open('tls').filter(({ finding }) => finding === 'no-handshake');
  const evidence = silent.filter(({ status }) => status === 'blocked');
  if (!seen.concernsLogin(evidence)) return null;
  return {
    fault: 'middlebox',
    targets: distinct(evidence.map(hostOf)),
    evidence,
    explains: seen.troubles.filter(
      (result) =>
        result.finding === 'no-handshake' ||
        (result.kind === 'http' && result.finding === 'no-reply') ||
        (result.kind === 'clock' && result.finding === 'no-answer') ||
        (result.kind === 'ip-families' && result.finding === 'not-measured') ||
        result.finding === 'tls-failed',
    ),
  };
}

function isDown({ finding, status }: Measured): boolean {
  const isShut =
    finding === 'timed-out' ||
    finding === 'refused' ||
    finding === 'reset' ||
    finding === 'unreachable';
  return isShut && status === 'blocked';
}

/** Whether a login needs this place: a port on which the product does not listen may well be shut. */
function isNeeded(seen: Seen, result: OfKind<'tcp'>): boolean {
  const ports: readonly (number | null)[] = seen.endpointOf(result)?.tcp ?? [];
  return ports.includes(portOf(result)) && !seen.isReportsOnly(result);
}

/** The TCP results of places that a login needs, by host. */
function byHost(seen: Seen): Map<string | null, OfKind<'tcp'>[]> {
  return Map.groupBy(
    seen.of('tcp').filter((result) => isNeeded(seen, result)),
    hostOf,
  );
}

/** No port of a host can be reached. */
export function hostBlocked(seen: Seen): Shown | null {
  const open = new Set<Measured>(seen.open('tcp'));
  const shut = [...byHost(seen).values()].filter((results) =>
    results.every((result) => isDown(result) && open.has(result)),
  );
  const evidence = shut.flat();
  if (evidence.length === 0) return null;
  const hosts = new Set(evidence.map(hostOf));
  return {
    fault: 'host-blocked',
    targets: distinct([...hosts]),
    evidence,
    explains: seen.troubles.filter((result) => hosts.has(hostOf(result))),
  };
}

/** These ports cannot be reached; of the host's others, not all are known to be shut. */
export function portBlocked(seen: Seen): Shown | null {
  const evidence = seen.open('tcp').filter((result) => isNeeded(seen, result) && isDown(result));
  if (evidence.length === 0) return null;
  const places = new Set(evidence.map(({ target }) => target));
  return {
    fault: 'port-blocked',
    targets: [...places],
    evidence,
    explains: seen.troubles.filter(({ kind, target }) => kind === 'tls' && places.has(target)),
  };
}

/**
 * UDP is turned away, or does not even reach our own responder on that port, though the responder is there. Silence of a
 * server alone shows nothing: it may speak something else.
 */
export function udpBlocked(seen: Seen): Shown | null {
  const asked = seen.open('quic').filter((result) => !seen.isControl(result));
  const controls = seen.of('quic').filter((result) => seen.isControl(result));
  // A connection alone may be one to a device on the way.
  const isThere =
    controls.some(({ finding }) => finding === 'answered') ||
    seen.of('tls').some((result) => seen.isControl(result) && result.evidence.protocol !== null);
  const lost = controls.filter((result) => isThere && isSilent(result));
  const lostPorts = new Set(lost.map(portOf));
  const silent = asked.filter(
    (result) => (isSilent(result) && lostPorts.has(portOf(result))) || isTurnedAway(result),
  );
  if (!seen.concernsLogin(silent)) return null;
  return {
    fault: 'udp-blocked',
    targets: silent.map(({ target }) => target),
    evidence: [...silent, ...lost],
    explains: [],
  };
}

/** Whether no answer came though the question was sent twice; a sweep may have been ended before. */
function isSilent({ finding, evidence: { attempts } }: OfKind<'quic'>): boolean {
  return finding === 'no-reply' && attempts.some(({ ms }) => ms >= ASKED_TWICE_MS);
}

function isTurnedAway({ finding, status }: OfKind<'quic'>): boolean {
  return status === 'blocked' && (finding === 'refused' || finding === 'unreachable');
}

/** An address that the callback named and that stands in no table cannot be reached. */
export function callbackUnreachable(seen: Seen): Shown | null {
  const named = seen.troubles.filter(
    (result) =>
      hostOf(result) !== null &&
      !seen.endpointOf(result) &&
      !seen.isControl(result) &&
      result.kind !== 'clock',
  );
  const evidence = named.filter(
    (result) => result.status === 'blocked' && result.kind !== 'quic' && !isProbe(seen, result),
  );
  if (evidence.length === 0) return null;
  const hosts = new Set(evidence.map(hostOf));
  return {
    fault: 'callback-unreachable',
    targets: distinct([...hosts]),
    evidence,
    explains: named.filter((result) => hosts.has(hostOf(result)) || result.kind === 'ping'),
  };
}

function isProbe({ ground }: Seen, result: Measured): boolean {
  return ground.probes.has(hostOf(result) ?? '');
}

/** Hosts that only receive reports cannot be reached; what is left of them when all else is accounted for. */
export function reportsBlocked(seen: Seen): Shown | null {
  const ours = seen.troubles.filter((result) => seen.isReportsOnly(result));
  const evidence = ours.filter(({ status }) => status === 'blocked' || status === 'altered');
  if (evidence.length === 0) return null;
  return {
    fault: 'reports-blocked',
    targets: distinct(evidence.map(hostOf)),
    evidence,
    explains: ours,
  };
}
