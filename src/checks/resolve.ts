import { Resolver } from 'node:dns';
import { isIP } from 'node:net';
import { readHost } from '../diagnosis/public-host.ts';
import { askBothFamilies } from './both-families.ts';
import { addressesInHosts, hostsFileOf, readHostsFile } from './hosts-file.ts';
import type { Answer, NameFailure } from './name-servers.ts';
import { MOST_ADDRESSES } from './result.ts';
import { share, type Shared } from './shared.ts';

/** What a name leads to. */
export interface Resolution {
  readonly v4: readonly string[];
  readonly v6: readonly string[];
  /** How many addresses beyond those kept here came in. */
  readonly leftOut: number;
  readonly source: 'dns' | 'hosts-file' | 'literal';
  /** The name servers that were asked. */
  readonly servers: readonly string[];
  /** Why there is no address at all; null where there is one. */
  readonly failure: 'no-such-name' | 'no-address' | 'no-answer' | 'server-failure' | null;
  readonly ms: number;
}

/** Resolves a host name; a literal address is its own answer. Never rejects, and ends when `signal` aborts. */
export type Resolve = (host: string, signal: AbortSignal) => Promise<Resolution>;

export interface ResolveOptions {
  /** Name servers, with a port where it is not 53; those of the system, where nothing else is said. */
  readonly servers?: readonly string[];
  readonly hostsFile?: string;
  /** Name servers that say nothing for so long are given up, even where a check has more time. */
  readonly limitMs?: number;
}

/** Less than a check's ten seconds, and more than a name takes over the worst of lines that still carry a login. */
const LIMIT_MS = 8000;
const MOST_SERVERS = 8;

/** Which failure to tell, where the families fail differently: the first of these. */
const MOST_TELLING: readonly NameFailure[] = [
  'no-such-name',
  'server-failure',
  'no-answer',
  'no-address',
];

/** Resolves names as they are when first asked for: each is remembered for as long as the result is kept. */
export function openResolve({
  // A new one reads the system's settings anew: a companion outlives the network that it was started in.
  servers = new Resolver().getServers(),
  hostsFile = hostsFileOf(process.platform),
  limitMs = LIMIT_MS,
}: ResolveOptions = {}): Resolve {
  const asked = [...new Set(servers)].slice(0, MOST_SERVERS);
  const underWay = new Map<string, Shared<Resolution>>();
  let hosts: Promise<string> | undefined;

  const lookUp = async (host: string, signal: AbortSignal): Promise<Resolution> => {
    const started = performance.now();
    hosts ??= readHostsFile(hostsFile);
    const fixed = addressesInHosts(await hosts, host);
    if (fixed.length > 0)
      return resolutionOf(byFamily(fixed), {
        source: 'hosts-file',
        servers: [],
        ms: performance.now() - started,
      });
    const answers = await askBothFamilies(host, asked, signal, limitMs);
    return resolutionOf(answers, {
      source: 'dns',
      servers: asked,
      ms: performance.now() - started,
    });
  };

  return async (written, signal) => {
    const started = performance.now();
    const read = readHost(written);
    if (!read)
      return resolutionOf([NO_SUCH_NAME, NO_SUCH_NAME], { source: 'dns', servers: [], ms: 0 });
    if (read.kind === 'address')
      return resolutionOf(byFamily([read.host]), { source: 'literal', servers: [], ms: 0 });
    const { host } = read;
    let shared = underWay.get(host);
    if (!shared) {
      shared = share(
        (everybodyGone) => lookUp(host, everybodyGone),
        () => underWay.delete(host),
      );
      underWay.set(host, shared);
    }
    const resolution = await shared.join(signal);
    if (resolution !== 'ended') return resolution;
    return resolutionOf([NO_ANSWER, NO_ANSWER], {
      source: 'dns',
      servers: asked,
      ms: performance.now() - started,
    });
  };
}

const NO_SUCH_NAME: Answer = { addresses: [], failure: 'no-such-name' };
const NO_ANSWER: Answer = { addresses: [], failure: 'no-answer' };

function byFamily(addresses: readonly string[]): [Answer, Answer] {
  const of = (family: number): Answer => {
    const own = addresses.filter((address) => isIP(address) === family);
    return { addresses: own, failure: own.length === 0 ? 'no-address' : null };
  };
  return [of(4), of(6)];
}

function resolutionOf(
  [v4, v6]: readonly [Answer, Answer],
  { source, servers, ms }: Pick<Resolution, 'source' | 'servers' | 'ms'>,
): Resolution {
  const failures = [v4.failure, v6.failure];
  const kept = {
    v4: v4.addresses.slice(0, MOST_ADDRESSES),
    v6: v6.addresses.slice(0, MOST_ADDRESSES),
  };
  return {
    ...kept,
    leftOut: v4.addresses.length + v6.addresses.length - kept.v4.length - kept.v6.length,
    source,
    servers,
    failure: failures.includes(null)
      ? null
      : (MOST_TELLING.find((failure) => failures.includes(failure)) ?? null),
    ms,
  };
}
