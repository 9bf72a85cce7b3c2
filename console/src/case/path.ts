import type { CheckKind, Fault, SweepView } from '../api/messages.ts';

/** The way from a machine to the servers of the product, in the order in which it is gone. */
export const STATIONS = ['machine', 'names', 'proxy', 'network', 'endpoints'] as const;
export type StationId = (typeof STATIONS)[number];

/**
 * How a station fares. `unclear`: something was not as it should be, and no fault is shown for it; `unreached`: nothing
 * came so far; `measuring`: not all of its checks have ended; `open`: nothing of it was measured.
 */
export type StationState =
  'works' | 'broken' | 'altered' | 'slow' | 'unclear' | 'unreached' | 'measuring' | 'open';

/** Whether anything is known to pass from a station to those behind it; `cut` and `partly` where a fault lies. */
export type Onward = 'open' | 'passes' | 'partly' | 'cut';

export interface Station {
  readonly id: StationId;
  readonly state: StationState;
  readonly onward: Onward;
  readonly checks: number;
  readonly ended: number;
  readonly ok: number;
  /** The faults that lie here, in the order in which they must be mended. */
  readonly causes: SweepView['causes'];
}

type Harm = 'broken' | 'altered' | 'slow';
interface Place {
  readonly at: StationId;
  readonly harm: Harm;
}

/** Where each fault lies, and what it does there. */
const PLACES: Readonly<Record<Fault, Place>> = {
  'no-network': { at: 'machine', harm: 'broken' },
  'clock-wrong': { at: 'machine', harm: 'altered' },
  'ipv4-dead': { at: 'machine', harm: 'broken' },
  'ipv6-dead': { at: 'machine', harm: 'broken' },
  'dns-dead': { at: 'names', harm: 'broken' },
  'name-not-found': { at: 'names', harm: 'broken' },
  'wrong-address': { at: 'names', harm: 'altered' },
  'system-proxy-dead': { at: 'proxy', harm: 'broken' },
  'proxy-login': { at: 'proxy', harm: 'broken' },
  'proxy-tool': { at: 'proxy', harm: 'altered' },
  'captive-portal': { at: 'network', harm: 'altered' },
  middlebox: { at: 'network', harm: 'altered' },
  'packet-loss': { at: 'network', harm: 'slow' },
  latency: { at: 'network', harm: 'slow' },
  'host-blocked': { at: 'network', harm: 'broken' },
  'port-blocked': { at: 'network', harm: 'broken' },
  'udp-blocked': { at: 'network', harm: 'broken' },
  'sni-filtered': { at: 'network', harm: 'broken' },
  'tls-refused': { at: 'network', harm: 'broken' },
  'certificate-replaced': { at: 'network', harm: 'altered' },
  'certificate-untrusted': { at: 'network', harm: 'altered' },
  'certificate-expired': { at: 'endpoints', harm: 'broken' },
  'callback-unreachable': { at: 'endpoints', harm: 'broken' },
  'reports-blocked': { at: 'endpoints', harm: 'broken' },
};

const WORST_FIRST: readonly Harm[] = ['broken', 'altered', 'slow'];

const STATION_OF = {
  'ip-families': 'machine',
  clock: 'machine',
  logs: 'machine',
  dns: 'names',
  proxy: 'proxy',
  ping: 'network',
  tcp: 'network',
  quic: 'network',
  tls: 'endpoints',
  http: 'endpoints',
} as const satisfies Record<CheckKind, StationId>;

/** Pages over plain HTTP are asked for only to see whether the network lets them through as they are. */
function stationOf({ kind, target }: SweepView['checks'][number]): StationId {
  return kind === 'http' && target.startsWith('http:') ? 'network' : STATION_OF[kind];
}

type Measured = Omit<Station, 'state' | 'onward'>;

function measuredAt(id: StationId, { checks, causes }: SweepView): Measured {
  const here = checks.filter((check) => stationOf(check) === id);
  const count = (...statuses: SweepView['checks'][number]['status'][]): number =>
    here.filter(({ status }) => statuses.includes(status)).length;
  return {
    id,
    checks: here.length,
    ended: here.length - count(null),
    ok: count('ok'),
    causes: causes.filter(({ cause }) => PLACES[cause].at === id),
  };
}

function stateOf(
  { checks, ended, ok, causes }: Measured,
  { hasEnded }: SweepView,
  isBehindBreak: boolean,
): StationState {
  const harm = WORST_FIRST.find((each) => causes.some(({ cause }) => PLACES[cause].harm === each));
  if (harm) return harm;
  if (!hasEnded && ended < checks) return 'measuring';
  if (ended === 0) return 'open';
  if (ok === 0) return isBehindBreak ? 'unreached' : 'unclear';
  return ok < ended ? 'unclear' : 'works';
}

function isBroken(causes: Measured['causes']): boolean {
  return causes.some(({ cause }) => PLACES[cause].harm === 'broken');
}

/** `behind`: the stations behind this one. */
function onwardOf({ causes }: Measured, behind: readonly Measured[]): Onward {
  if (behind.length === 0) return 'open';
  // Proxies are looked for on the machine itself: that shows nothing of a way.
  const passes = behind.some(({ id, ok }) => id !== 'proxy' && ok > 0);
  // What is altered or slow still lets something pass.
  if (causes.length > 0) return passes || !isBroken(causes) ? 'partly' : 'cut';
  return passes ? 'passes' : 'open';
}

/** The stations as far as a sweep has come. What lies where is said only of a sweep that has ended. */
export function pathOf(sweep: SweepView): Station[] {
  const measured = STATIONS.map((id) => measuredAt(id, sweep));
  const firstBreak = measured.findIndex(({ causes }) => isBroken(causes));
  return measured.map((station, at) => {
    const isBehindBreak = firstBreak >= 0 && at > firstBreak;
    return {
      ...station,
      state: stateOf(station, sweep, isBehindBreak),
      onward: onwardOf(station, measured.slice(at + 1)),
    };
  });
}
