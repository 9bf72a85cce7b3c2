import { describe, expect, it } from 'vitest';
import { groupChecks } from '../../console/src/case/check-groups.ts';
import { pathOf, STATIONS, type Station, type StationId } from '../../console/src/case/path.ts';
import type { SweepView } from '../../src/bot/console/contract.ts';
import { FAULTS, type Fault } from '../../src/knowledge/vocabulary.ts';

type Check = SweepView['checks'][number];

/** One check at each station, in its order. */
const ONE_EACH: readonly Pick<Check, 'kind' | 'target'>[] = [
  { kind: 'ip-families', target: '-' },
  { kind: 'dns', target: 'a.example' },
  { kind: 'proxy', target: '-' },
  { kind: 'tcp', target: 'a.example:443' },
  { kind: 'tls', target: 'a.example:443' },
];

function sweepOf(statuses: readonly Check['status'][], causes: readonly Fault[] = []): SweepView {
  const hasEnded = !statuses.includes(null);
  return {
    id: 'a-sweep',
    place: 'here',
    at: '2026-01-05T10:00:00.000Z',
    requester: 'ada',
    device: null,
    status: hasEnded ? 'finished' : 'running',
    reason: null,
    why: null,
    expiresAt: null,
    consent: null,
    hasEnded,
    isMeasured: hasEnded,
    checks: ONE_EACH.map((check, at) => {
      const status = statuses[at] ?? null;
      return { ...check, status, said: null, isMeasured: status !== null };
    }),
    causes: causes.map((cause) => ({ cause, title: cause, targets: [] })),
  };
}

const statesOf = (sweep: SweepView): Station['state'][] => pathOf(sweep).map(({ state }) => state);
const onwardOf = (sweep: SweepView): Station['onward'][] =>
  pathOf(sweep).map(({ onward }) => onward);

describe('the path', () => {
  it('fills in as checks end, and says nothing of a break before the end', () => {
    expect(statesOf(sweepOf(['ok', null, null, null, null]))).toEqual([
      'works',
      ...Array<string>(4).fill('measuring'),
    ]);
    expect(onwardOf(sweepOf(['ok', null, null, null, null]))[0]).toBe('open');
    expect(statesOf(sweepOf(['ok', 'ok', 'ok', 'blocked', null]))[3]).toBe('unclear');
    expect(onwardOf(sweepOf(['ok', 'ok', null, null, null]))[0]).toBe('passes');
  });

  it('works throughout where everything is ok', () => {
    const sweep = sweepOf(['ok', 'ok', 'ok', 'ok', 'ok']);
    expect(statesOf(sweep)).toEqual(Array<string>(5).fill('works'));
    expect(onwardOf(sweep).slice(0, 4)).toEqual(Array<string>(4).fill('passes'));
  });

  it('is cut where nothing passes, and what lies behind is not reached', () => {
    const sweep = sweepOf(['ok', 'blocked', 'ok', 'blocked', 'blocked'], ['dns-dead']);
    expect(statesOf(sweep)).toEqual(['works', 'broken', 'works', 'unreached', 'unreached']);
    expect(onwardOf(sweep)).toEqual(['open', 'cut', 'open', 'open', 'open']);
  });

  it('lets the rest pass where one host is stopped', () => {
    const sweep = sweepOf(['ok', 'ok', 'ok', 'blocked', 'ok'], ['host-blocked']);
    expect(statesOf(sweep)).toEqual(['works', 'works', 'works', 'broken', 'works']);
    expect(onwardOf(sweep)[3]).toBe('partly');
  });

  it('invents no fault where the verdict names none', () => {
    expect(statesOf(sweepOf(['ok', 'ok', 'inconclusive', 'ok', 'altered']))).toEqual([
      'works',
      'works',
      'unclear',
      'works',
      'unclear',
    ]);
  });

  it('says of what was not measured that it was not', () => {
    const { checks, ...sweep } = sweepOf(['ok', 'ok', 'ok', 'ok', 'ok']);
    const part = { ...sweep, checks: checks.filter(({ kind }) => kind !== 'proxy') };
    expect(statesOf(part)[2]).toBe('open');
  });

  const PLACES: Readonly<Record<StationId, readonly Fault[]>> = {
    machine: ['no-network', 'clock-wrong', 'ipv4-dead', 'ipv6-dead'],
    names: ['dns-dead', 'name-not-found', 'wrong-address'],
    proxy: ['system-proxy-dead', 'proxy-login', 'proxy-tool'],
    network: [
      'captive-portal',
      'middlebox',
      'packet-loss',
      'latency',
      'host-blocked',
      'port-blocked',
      'udp-blocked',
      'sni-filtered',
      'tls-refused',
      'certificate-replaced',
      'certificate-untrusted',
    ],
    endpoints: ['certificate-expired', 'callback-unreachable', 'reports-blocked'],
  };

  it.each(STATIONS)('shows the faults of %s there, and nowhere else', (station) => {
    for (const fault of PLACES[station]) {
      const path = pathOf(sweepOf(['ok', 'ok', 'ok', 'ok', 'ok'], [fault]));
      const faulty = path.filter(({ state }) => /broken|altered|slow/.test(state));
      expect(faulty.map(({ id }) => id)).toEqual([station]);
    }
  });

  it('has a place for every fault', () => {
    expect(Object.values(PLACES).flat().sort()).toEqual([...FAULTS].sort());
  });
});

describe('checks by host', () => {
  const check = (kind: Check['kind'], target: string, status: Check['status']): Check => ({
    kind,
    target,
    status,
    said: null,
    isMeasured: status !== null,
  });

  it('brings each host together, the worst first', () => {
    const groups = groupChecks([
      check('proxy', '-', 'ok'),
      check('clock', 'https://a.example/', 'ok'),
      check('dns', 'a.example', 'ok'),
      check('tcp', 'a.example:443', null),
      check('http', 'http://b.example/x', 'inconclusive'),
      check('tls', 'c.example:443', 'ok'),
      check('tcp', 'c.example:443', 'blocked'),
      check('ping', '2001:db8::1', 'ok'),
      check('tcp', '[2001:db8::1]:443', 'ok'),
    ]);
    expect(groups.map(({ host, state }) => [host, state])).toEqual([
      ['c.example', 'amiss'],
      ['b.example', 'amiss'],
      [null, 'healthy'],
      ['a.example', 'running'],
      ['2001:db8::1', 'healthy'],
    ]);
    expect(groups[0]?.checks.map(({ kind }) => kind)).toEqual(['tcp', 'tls']);
  });
});
