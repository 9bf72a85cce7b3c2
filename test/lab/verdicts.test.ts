import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VerdictReport } from '../../src/conversation/sweep-report.ts';
import type { Fault } from '../../src/knowledge/vocabulary.ts';
import { ALSO, CAUSES, limitWith, SINGLE_FAULTS, type SingleFault } from './causes.ts';
import type { FaultName } from './faults.ts';
import { openLab, type Lab } from './lab.ts';
import { canRunLab } from './requirements.ts';

/** Pairs of which neither hides the other: both must be named, and the first is mended first; in the pack's order. */
const PAIRS: readonly (readonly [SingleFault, SingleFault])[] = [
  ['no-network', 'system-proxy-dead'],
  ['captive-portal', 'system-proxy-dead'],
  ['captive-portal', 'dns-nxdomain'],
  ['dns-dead', 'system-proxy-dead'],
  ['dns-failing', 'system-proxy-dead'],
  ['dns-dead', 'callback-unreachable'],
  ['system-proxy-dead', 'tun-proxy'],
  ['system-proxy-dead', 'clock-off'],
  ['system-proxy-dead', 'middlebox'],
  ['system-proxy-dead', 'latency-3s'],
  ['system-proxy-dead', 'host-dropped'],
  ['system-proxy-dead', 'cert-untrusted-all'],
  ['clock-off', 'udp-dropped'],
  ['clock-off', 'sni-filtered'],
  ['clock-off', 'cert-replaced-trusted-one'],
  ['ipv4-dead', 'port-dropped'],
  ['ipv4-dead', 'cert-expired'],
  ['ipv6-dead', 'host-refused'],
  ['ipv6-dead', 'sni-filtered'],
  ['ipv6-dead', 'cert-untrusted-one'],
  ['dns-nxdomain', 'host-refused'],
  ['dns-nxdomain', 'cert-replaced-trusted-one'],
  ['dns-wrong-address', 'port-dropped'],
  ['dns-wrong-address', 'sni-filtered'],
  ['loss-30', 'callback-unreachable'],
  ['host-reset', 'udp-dropped'],
  ['host-dropped', 'cert-replaced-trusted-all'],
  ['host-refused', 'callback-unreachable'],
  ['host-unreachable', 'telemetry-blocked'],
  ['port-dropped', 'cert-untrusted-one'],
  ['only-web-ports', 'cert-expired'],
  ['udp-dropped', 'sni-filtered'],
  ['udp-dropped', 'callback-unreachable'],
  ['sni-filtered', 'cert-replaced-trusted-one'],
  ['cert-replaced-trusted-one', 'cert-untrusted-one'],
  ['cert-untrusted-one', 'cert-expired'],
  ['cert-expired', 'telemetry-blocked'],
];

const USER = join(import.meta.dirname, 'user.ts');
const LABORATORIES = 4;
const HEALTHY_RUNS = 50;

const cannot = canRunLab();
if (cannot !== null) process.stdout.write(`The laboratory's sweeps are left out: ${cannot}\n`);

describe.runIf(cannot === null)('a sweep in the laboratory', () => {
  const labs: Lab[] = [];
  let free: Lab[] = [];
  const waiting: ((lab: Lab) => void)[] = [];
  beforeAll(async () => {
    labs.push(...(await Promise.all(Array.from({ length: LABORATORIES }, () => openLab()))));
    free = [...labs];
  });
  afterAll(() => Promise.all(labs.map((lab) => lab.close())));

  async function verdictWith(
    faults: readonly FaultName[],
    mode: 'callback' | 'bare' = 'callback',
  ): Promise<VerdictReport> {
    const lab = free.pop() ?? (await new Promise<Lab>((resolve) => waiting.push(resolve)));
    try {
      await lab.reset();
      await lab.inject(faults);
      const limit = String(limitWith(faults));
      const child = lab.runAsUser([process.execPath, USER, limit, mode]);
      if (!child.stdout || !child.stderr) throw new Error('the sweep has no output');
      const [answer, complaint] = await Promise.all([text(child.stdout), text(child.stderr)]);
      expect(complaint).toBe('');
      return (JSON.parse(answer) as { verdict: VerdictReport }).verdict;
    } finally {
      const next = waiting.shift();
      if (next) next(lab);
      else free.push(lab);
    }
  }

  function causesOf({ causes }: VerdictReport): Fault[] {
    return causes.map(({ cause }) => cause);
  }

  it.concurrent.each(SINGLE_FAULTS)('%s: the root cause, and nothing invented', async (fault) => {
    const verdict = await verdictWith([fault]);
    expect(verdict.cause).toBe(CAUSES[fault]);
    const also = ALSO[fault] ?? [];
    expect(causesOf(verdict).filter((cause) => !also.includes(cause))).toEqual([CAUSES[fault]]);
    expect(verdict.evidence).not.toEqual([]);
    expect(verdict.owner).not.toBeNull();
  });

  it.concurrent.each(PAIRS)('%s and %s: both causes, in this order', async (first, second) => {
    const verdict = await verdictWith([first, second]);
    const also = [first, second].flatMap((fault) => ALSO[fault] ?? []);
    expect(verdict.cause).toBe(CAUSES[first]);
    expect(causesOf(verdict).filter((cause) => !also.includes(cause))).toEqual([
      CAUSES[first],
      CAUSES[second],
    ]);
  });

  it.concurrent.each(['dns-dead', 'no-way-out', 'ipv6-dead'] as const)(
    '%s is told where no text names an address',
    async (fault) => {
      expect((await verdictWith([fault], 'bare')).cause).toBe(CAUSES[fault]);
    },
  );

  it.concurrent.each(Array.from({ length: HEALTHY_RUNS }, (_, run) => run + 1))(
    'without a fault no cause is invented (%i)',
    async () => {
      const verdict = await verdictWith(['none']);
      expect(causesOf(verdict)).toEqual([]);
      expect(verdict.undetermined).toEqual([]);
      expect(verdict.nextStep).toBe('collect-logs');
    },
  );
});
