import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CheckResult,
  DnsResult,
  QuicResult,
  TcpResult,
  TlsResult,
} from '../../src/checks/result.ts';
import type { Ground } from '../../src/checks/verdict/seen.ts';
import { verdictOf, type Verdict } from '../../src/checks/verdict/verdict.ts';
import { reportOfVerdict } from '../../src/conversation/sweep-report.ts';
import { sayInBoth } from '../../src/conversation/findings.ts';
import { verdictReply } from '../../src/conversation/verdict-reply.ts';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import { openPack } from '../../src/knowledge/open.ts';
import { FAULTS, type Fault, type Language } from '../../src/knowledge/vocabulary.ts';
import { arbitraryResult } from './arbitrary-result.ts';
import {
  clock,
  dns,
  http,
  ipFamilies,
  notMeasured,
  ping,
  proxy,
  quic,
  setting,
  tcp,
  tls,
} from './results.ts';

const knowledge = await openPack(join(import.meta.dirname, '../../knowledge-base/tmsdk-login'));
const { pack } = knowledge;
const RULES = pack.network.faults;

const MAIN = 'main.example.com';
const OTHER = 'other.example.com';
const REPORTS = 'reports.example.com';
const CONTROL = 'control.example.com';
const PROBE = 'probe.example.net';
/** Named by an error's text, and in no table. */
const CALLBACK = 'callback.example.net';
const CALLBACK_IP = '203.0.113.9';

const { signals, tenant } = diagnose('', knowledge, { now: 0 });
const TARGETS = { pack, signals, tenant };

const GROUND: Ground = {
  endpoints: [
    { host: MAIN, tcp: [80, 443], udp: [443, 8080], stopsLogin: true },
    { host: OTHER, tcp: [443], stopsLogin: true },
    { host: REPORTS, tcp: [80, 443], udp: [443], stopsLogin: false },
  ],
  control: CONTROL,
  lagMs: 0,
  probes: new Set([PROBE]),
};

function judge(results: readonly CheckResult[], ground: Partial<Ground> = {}): Verdict {
  return verdictOf(results, { ...GROUND, ...ground }, RULES);
}

function causesOf(results: readonly CheckResult[], ground: Partial<Ground> = {}): Fault[] {
  return judge(results, ground).found.map(({ fault }) => fault);
}

const at = (host: string, port = 443): string => `${host}:${port}`;
const web = (host: string): string => `https://${host}/`;
const page = `http://${PROBE}/generate_204`;

/** Connections that came about after so long, each to a port of its own. */
function connections(...times: readonly number[]): CheckResult[] {
  return times.map((ms, nth) => tcp(at(CALLBACK, 1000 + nth), ms));
}

/** Everything works. */
const HEALTHY: readonly CheckResult[] = [
  ...[MAIN, OTHER, REPORTS].flatMap((host) => [dns(host), tcp(at(host)), tls(at(host))]),
  tcp(at(MAIN, 80)),
  quic(at(MAIN)),
  quic(at(CONTROL)),
  tls(at(CONTROL)),
  http(page),
  ipFamilies(),
  proxy(),
  clock(web(MAIN)),
];

it('finds nothing where nothing is wrong', () => {
  expect(judge(HEALTHY)).toEqual({ found: [], undetermined: [] });
  expect(judge([])).toEqual({ found: [], undetermined: [] });
});

/** The least that shows each fault; with it alone, nothing else is claimed. */
const LEAST: Readonly<Record<Fault, readonly CheckResult[]>> = {
  'no-network': [ipFamilies('dead', 'absent')],
  'captive-portal': [http(page, 'captive-portal')],
  'dns-dead': [dns(MAIN, { finding: 'no-answer' })],
  'system-proxy-dead': [proxy('system-proxy-dead', { settings: [setting('dead')] })],
  'proxy-login': [http(page, 'proxy-login')],
  'proxy-tool': [dns(MAIN, { finding: 'fake-address', status: 'altered', v4: ['198.18.0.9'] })],
  'clock-wrong': [clock(web(MAIN), 600)],
  'ipv4-dead': [ipFamilies('dead', 'works')],
  'ipv6-dead': [ipFamilies('works', 'dead')],
  'name-not-found': [dns(MAIN, { finding: 'no-such-name' })],
  'wrong-address': [tls(at(MAIN), 'wrong-host')],
  middlebox: [tls(at(MAIN), 'no-handshake')],
  'packet-loss': connections(20, 20, 20, 1020, 1020, 3020),
  latency: connections(800, 810, 820, 830, 840, 850),
  'host-blocked': [tcp(at(MAIN), 'timed-out')],
  'port-blocked': [tcp(at(MAIN), 'timed-out'), tcp(at(MAIN, 80))],
  'udp-blocked': [quic(at(MAIN), 'refused')],
  'sni-filtered': [tls(at(MAIN), 'reset-after-hello')],
  'tls-refused': [tls(at(MAIN), 'handshake-failed')],
  'certificate-replaced': [tls(at(MAIN), 'replaced-trusted')],
  'certificate-untrusted': [tls(at(MAIN), 'replaced-untrusted')],
  'certificate-expired': [tls(at(MAIN), 'expired')],
  'callback-unreachable': [tcp(at(CALLBACK), 'refused')],
  'reports-blocked': [tcp(at(REPORTS), 'timed-out')],
};

describe('the least evidence', () => {
  it.each(FAULTS)('%s', (fault) => {
    const { found, undetermined } = judge(LEAST[fault]);
    expect(found.map((each) => each.fault)).toEqual([fault]);
    expect(undetermined).toEqual([]);
  });

  it.each(FAULTS)('%s: the advice names what is affected, in both languages', (fault) => {
    const results = LEAST[fault];
    const [{ rule, targets } = {}] = judge(results).found;
    const [{ advice } = {}] = reportOfVerdict(judge(results), results, null, TARGETS).causes;
    for (const language of ['en', 'zh'] as const) {
      if (!rule?.advice[language].includes('{targets}')) continue;
      expect(targets).not.toEqual([]);
      for (const target of targets ?? []) expect(advice?.[language]).toContain(target);
    }
    expect(rule?.advice.en.includes('{targets}')).toBe(rule?.advice.zh.includes('{targets}'));
  });

  it.each<[string, Fault, readonly CheckResult[]]>([
    [
      'a machine without an adapter',
      'no-network',
      [ipFamilies('absent', 'absent'), dns(MAIN, { finding: 'no-answer' })],
    ],
    ['a name server that only fails', 'dns-dead', [dns(MAIN, { finding: 'server-failure' })]],
    [
      'a proxy that wants a login',
      'proxy-login',
      [proxy('system-proxy-login', { settings: [setting('wants-login')] })],
    ],
    [
      'a tool with its tunnel',
      'proxy-tool',
      [
        proxy('tool-in-use', {
          tools: [{ name: 'Example Proxy', kind: 'proxy' }],
          tunnels: [{ name: 'tun0', addresses: ['198.18.0.1'] }],
        }),
      ],
    ],
    [
      'made-up answers that only the check of proxies saw',
      'proxy-tool',
      [proxy('tool-in-use', { fakeAnswers: [MAIN] })],
    ],
    ['a clock that is behind', 'clock-wrong', [clock(web(MAIN), -600, { proven: false })]],
    ['a name without an address', 'name-not-found', [dns(MAIN, { finding: 'no-address' })]],
    [
      'a private address',
      'wrong-address',
      [dns(MAIN, { finding: 'not-public', status: 'altered', v4: ['10.0.0.1'] })],
    ],
    ['a server without TLS', 'wrong-address', [tls(at(MAIN), 'not-tls')]],
    ['a host that is reset', 'host-blocked', [tcp(at(MAIN), 'reset')]],
    ['a host without a route', 'host-blocked', [tcp(at(MAIN), 'unreachable')]],
    ['a host of one port', 'host-blocked', [tcp(at(OTHER), 'refused')]],
    ['an end after the hello', 'sni-filtered', [tls(at(MAIN), 'closed-after-hello')]],
    ['a certificate of tomorrow', 'certificate-expired', [tls(at(MAIN), 'not-yet-valid')]],
    ['a callback’s host without TLS', 'callback-unreachable', [tls(at(CALLBACK), 'timed-out')]],
    [
      'a control that is there, and not over UDP',
      'udp-blocked',
      [quic(at(MAIN), 'no-reply'), quic(at(CONTROL), 'no-reply'), tls(at(CONTROL))],
    ],
    [
      'a control that answers over UDP on another port',
      'udp-blocked',
      [
        quic(at(MAIN, 8080), 'no-reply'),
        quic(at(CONTROL, 8080), 'no-reply'),
        quic(at(CONTROL), 'answered'),
      ],
    ],
  ])('%s: %s', (_, fault, results) => {
    expect(causesOf(results)).toEqual([fault]);
  });
});

describe('no fault', () => {
  it.each<[string, readonly CheckResult[]]>([
    ['a single ping without an answer', [ping('203.0.113.1', 0)]],
    ['a lossy ping alone', [ping('203.0.113.1', 2)]],
    ['UDP silence without a control', [quic(at(MAIN), 'no-reply')]],
    [
      'UDP silence, and a control that answers on that port',
      [quic(at(MAIN), 'no-reply'), quic(at(CONTROL), 'answered')],
    ],
    [
      'UDP silence, and a control that is silent on another port only',
      [quic(at(MAIN), 'no-reply'), quic(at(CONTROL, 8080), 'no-reply'), tls(at(CONTROL))],
    ],
    [
      'UDP silence, and a control that may not be there at all',
      [quic(at(MAIN), 'no-reply'), quic(at(CONTROL), 'no-reply')],
    ],
    [
      'UDP silence, and a control of which only a connection is known',
      [
        quic(at(MAIN), 'no-reply'),
        quic(at(CONTROL), 'no-reply'),
        tls(at(CONTROL), 'no-handshake', { status: 'inconclusive' }),
      ],
    ],
    ['a tool that runs', [proxy('tool-present', { tools: [{ name: 'X', kind: 'vpn' }] })]],
    ['a proxy that works', [proxy('system-proxy', { settings: [setting('works')] })]],
    ['an incomplete chain', [tls(at(MAIN), 'incomplete-chain')]],
    [
      'a certificate for other names, asked by address',
      [tls(at(CALLBACK_IP), 'wrong-host', { status: 'inconclusive' })],
    ],
    [
      'UDP silence in a sweep that was ended at once',
      [quic(at(MAIN), 'no-reply', 300), quic(at(CONTROL), 'no-reply', 300), tls(at(CONTROL))],
    ],
    [
      'a name server that a sweep which was ended did not wait for',
      [dns(MAIN, { finding: 'no-answer', status: 'inconclusive' })],
    ],
    [
      'families in a sweep that was ended',
      [{ ...ipFamilies('absent', 'absent'), status: 'inconclusive' }],
    ],
    ['a family that the machine does not have', [ipFamilies('works', 'absent')]],
    ['families that could not be measured', [ipFamilies('not-measured', 'not-measured')]],
    ['a clock that nobody was asked for', [clock(web(MAIN), null)]],
    [
      'silence that was hardly listened to',
      [tcp(at(MAIN), 'timed-out', { status: 'inconclusive' })],
    ],
    ['a port on which the product does not listen', [tcp(at(OTHER, 80), 'refused')]],
    ['a probe that cannot be reached', [http(page, 'timed-out')]],
    ['few slow connections', connections(800, 800, 800, 800, 800)],
    ['one slow connection among fast ones', connections(20, 20, 20, 20, 20, 1500)],
    ['two lost packets', connections(20, 20, 20, 20, 1020, 1020)],
    ['slow ones at odd times', connections(20, 20, 20, 1500, 1600, 1700)],
    ['a redirect', [http(web(MAIN), 'redirected')]],
  ])('%s', (_, results) => {
    expect(causesOf(results)).toEqual([]);
  });

  it('a busy machine is not a slow network', () => {
    const slow = connections(800, 810, 820, 830, 840, 850);
    expect(causesOf(slow, { lagMs: 0 })).toEqual(['latency']);
    expect(causesOf(slow, { lagMs: 300 })).toEqual([]);
  });

  it('no network is claimed of a few blocked hosts', () => {
    const silent = [tcp(at(CALLBACK_IP), 'timed-out'), tls(at(CALLBACK_IP), 'timed-out')];
    expect(causesOf(silent)).toEqual(['callback-unreachable']);
    expect(causesOf([...silent, ipFamilies('dead', 'dead')])).toEqual(['no-network']);
  });

  it('whatever answers shows that there is a network', () => {
    for (const answer of [
      tcp(at(OTHER), 'refused'),
      dns(OTHER, { finding: 'no-such-name' }),
      ping('203.0.113.1', 1),
      quic(at(CONTROL)),
      http(page),
    ])
      expect(causesOf([ipFamilies('dead', 'dead'), answer])).not.toContain('no-network');
  });

  it('one clock that is proven right outweighs another', () => {
    const wrong = clock(web(MAIN), 600);
    expect(causesOf([wrong, clock(web(OTHER), 0)])).toEqual([]);
    expect(causesOf([wrong, clock(web(OTHER), 0, { proven: false })])).toEqual(['clock-wrong']);
    const unproven = clock(web(MAIN), 600, { proven: false });
    expect(causesOf([unproven, clock(web(OTHER), 0, { proven: false })])).toEqual([]);
    expect(causesOf([wrong, clock(web(OTHER), -600)])).toEqual([]);
    expect(causesOf([wrong, clock(web(OTHER), -600, { proven: false })])).toEqual(['clock-wrong']);
  });

  it('a portal hides nothing where another server shows its good certificate', () => {
    const portal = http(page, 'captive-portal');
    const shut = tcp(at(MAIN), 'timed-out');
    expect(causesOf([portal, shut])).toEqual(['captive-portal']);
    expect(causesOf([portal, shut, tcp(at(OTHER)), tls(at(OTHER))])).toEqual([
      'captive-portal',
      'host-blocked',
    ]);
  });

  it('a ping without an answer is not even unclear where a connection to the same address stands', () => {
    const silent = ping('203.0.113.1', 0);
    expect(judge([silent]).undetermined).toEqual([silent]);
    expect(judge([silent, tcp(at(MAIN))]).undetermined).toEqual([]);
  });
});

describe('hosts for reports', () => {
  const blocked = [tcp(at(REPORTS), 'timed-out'), tls(at(REPORTS), 'timed-out')];

  it('rank last and stop no login', () => {
    const { found } = judge([...blocked, tcp(at(MAIN), 'refused')]);
    expect(found.map(({ fault, stopsLogin }) => [fault, stopsLogin])).toEqual([
      ['host-blocked', true],
      ['reports-blocked', false],
    ]);
    expect(found[1]?.targets).toEqual([REPORTS]);
  });

  it('rank last whatever a pack says of the order', () => {
    const { found } = verdictOf([...blocked, tcp(at(MAIN), 'refused')], GROUND, RULES.toReversed());
    expect(found.at(-1)?.fault).toBe('reports-blocked');
  });

  it('stop a login where the pack says so', () => {
    const rules = RULES.map((rule) => ({ ...rule, stopsLogin: rule.fault === 'reports-blocked' }));
    const { found } = verdictOf([...blocked, tcp(at(MAIN), 'refused')], GROUND, rules);
    expect(found.map(({ fault, stopsLogin }) => [fault, stopsLogin])).toEqual([
      ['reports-blocked', true],
      ['host-blocked', false],
    ]);
  });

  it.each<TlsResult['finding']>([
    'reset-after-hello',
    'replaced-trusted',
    'replaced-untrusted',
    'expired',
    'no-handshake',
    'wrong-host',
  ])('alone show no fault of a login: %s', (finding) => {
    expect(causesOf([tls(at(REPORTS), finding)])).toEqual(['reports-blocked']);
  });

  it('alone show none over UDP and by name either', () => {
    expect(causesOf([quic(at(REPORTS), 'refused')])).toEqual(['reports-blocked']);
    expect(causesOf([dns(REPORTS, { finding: 'no-such-name' }), dns(MAIN)])).toEqual([
      'reports-blocked',
    ]);
  });

  it('share the fault of the others where it is the same', () => {
    const replaced = [tls(at(MAIN), 'replaced-trusted'), tls(at(REPORTS), 'replaced-trusted')];
    expect(causesOf(replaced)).toEqual(['certificate-replaced']);
    const missing = [MAIN, REPORTS].map((host) => dns(host, { finding: 'no-such-name' }));
    expect(causesOf(missing)).toEqual(['name-not-found']);
  });
});

describe('what follows from a fault is not told as another', () => {
  const nameless = (host: string): CheckResult[] => [
    tcp(at(host), 'name-unanswered'),
    tls(at(host), 'name-unanswered'),
    http(web(host), 'name-unanswered'),
  ];

  it.each<[Fault, readonly CheckResult[]]>([
    [
      'no-network',
      [
        ipFamilies('dead', 'dead'),
        dns(MAIN, { finding: 'no-answer' }),
        ...nameless(MAIN),
        tcp(at(CALLBACK_IP), 'timed-out'),
        clock(web(MAIN), null),
      ],
    ],
    ['dns-dead', [dns(MAIN, { finding: 'no-answer' }), ...nameless(MAIN), clock(web(MAIN), null)]],
    [
      'captive-portal',
      [
        http(page, 'captive-portal'),
        tcp(at(MAIN), 'reset'),
        tls(at(OTHER), 'replaced-untrusted'),
        ipFamilies('dead', 'dead'),
      ],
    ],
    [
      'name-not-found',
      [
        dns(MAIN, { finding: 'no-such-name' }),
        dns(OTHER),
        tcp(at(MAIN), 'no-such-name'),
        tls(at(MAIN), 'no-such-name'),
      ],
    ],
    ['clock-wrong', [clock(web(MAIN), 9e8), tls(at(MAIN), 'expired'), tls(at(OTHER), 'expired')]],
    [
      'ipv6-dead',
      [ipFamilies('works', 'dead'), tcp(at(MAIN), 'timed-out', { address: '2001:db8::1' })],
    ],
    [
      'host-blocked',
      [tcp(at(MAIN), 'timed-out'), tls(at(MAIN), 'timed-out'), quic(at(MAIN), 'no-reply')],
    ],
    [
      'middlebox',
      [tls(at(MAIN), 'no-handshake'), tls(at(OTHER), 'no-handshake'), http(page, 'no-reply')],
    ],
    [
      'latency',
      [...connections(3000, 3000, 3000, 3000, 3000, 3000), tls(at(MAIN), 'no-handshake')],
    ],
    [
      'packet-loss',
      [
        ...connections(20, 20, 20, 1020, 2020, 3020),
        tcp(at(CALLBACK), 'timed-out'),
        ping(CALLBACK_IP, 2),
      ],
    ],
    ['sni-filtered', [tls(at(MAIN), 'reset-after-hello'), http(web(MAIN), 'tls-failed')]],
  ])('%s', (fault, results) => {
    const { found, undetermined } = judge(results);
    expect(found.map((each) => each.fault)).toEqual([fault]);
    expect(undetermined).toEqual([]);
  });

  it.each<[readonly Fault[], readonly CheckResult[]]>([
    [
      ['clock-wrong', 'certificate-expired'],
      [clock(web(MAIN), 600), tls(at(MAIN), 'expired'), tls(at(OTHER)), tls(at(REPORTS))],
    ],
    [
      ['ipv6-dead', 'host-blocked'],
      [ipFamilies('works', 'dead'), tcp(at(MAIN), 'timed-out')],
    ],
    [
      ['name-not-found', 'host-blocked'],
      [dns(MAIN, { finding: 'no-such-name' }), dns(OTHER), tcp(at(OTHER), 'refused')],
    ],
    [
      ['packet-loss', 'host-blocked'],
      [...connections(20, 20, 20, 1020, 2020, 3020), tcp(at(MAIN), 'timed-out')],
    ],
    [
      ['proxy-login', 'certificate-replaced'],
      [http(page, 'proxy-login'), tls(at(MAIN), 'replaced-trusted'), tcp(at(MAIN))],
    ],
    [
      ['dns-dead', 'callback-unreachable'],
      [dns(MAIN, { finding: 'no-answer' }), tcp(at(CALLBACK_IP), 'refused')],
    ],
    [
      ['no-network', 'system-proxy-dead'],
      [ipFamilies('dead', 'dead'), proxy('system-proxy-dead', { settings: [setting('dead')] })],
    ],
    [
      ['sni-filtered', 'certificate-replaced'],
      [tls(at(MAIN), 'reset-after-hello'), tls(at(OTHER), 'replaced-trusted')],
    ],
  ])('but what does not follow is: %j', (faults, results) => {
    expect(causesOf(results)).toEqual(faults);
  });
});

describe('a login host in trouble', () => {
  const { options: handshakes } = TlsResult.shape.finding;
  const ofConnecting = new Set<string>(TcpResult.shape.finding.options);
  /** What a sweep finds of a host, one thing being wrong with it: whatever comes after that fails for it too. */
  const troublesOf = (host: string): readonly (readonly CheckResult[])[] => [
    ...(['no-such-name', 'no-address'] as const).map((why) => [
      dns(host, { finding: why }),
      tcp(at(host), why),
      tls(at(host), why),
      quic(at(host), why),
    ]),
    [dns(host, { finding: 'fake-address', status: 'altered', v4: ['198.18.0.9'] })],
    [
      dns(host, { finding: 'not-public', status: 'altered', v4: ['10.0.0.1'] }),
      tcp(at(host), 'no-address', { status: 'altered' }),
      tls(at(host), 'no-address', { status: 'altered' }),
    ],
    ...(['refused', 'reset', 'timed-out', 'unreachable'] as const).map((why) => [
      dns(host),
      tcp(at(host), why),
      tls(at(host), why),
    ]),
    ...handshakes
      .filter((finding) => !ofConnecting.has(finding))
      .map((finding) => [dns(host), tcp(at(host)), tls(at(host), finding)]),
    ...(['refused', 'unreachable'] as const).map((why) => [quic(at(host), why)]),
  ];
  const isBad = ({ status }: CheckResult): boolean => status === 'blocked' || status === 'altered';

  it('is never left without a fault, whatever else is wrong', () => {
    const oneOf = (host: string) => fc.constantFrom([], ...troublesOf(host));
    fc.assert(
      fc.property(oneOf(MAIN), oneOf(OTHER), oneOf(REPORTS), (main, other, reports) => {
        const { undetermined } = judge([...main, ...other, ...reports]);
        expect(undetermined.filter(isBad)).toEqual([]);
      }),
      { numRuns: 3000 },
    );
  });

  it('is met with every finding of its checks that is bad, but for names that go unanswered', () => {
    const met = new Set(
      troublesOf(MAIN).flatMap((results) =>
        results.map(({ kind, finding }) => `${kind} ${finding}`),
      ),
    );
    const all = [DnsResult, TcpResult, TlsResult, QuicResult].flatMap(({ shape }) =>
      shape.finding.options.map((finding) => `${shape.kind.value} ${finding}`),
    );
    expect(all.filter((each) => !met.has(each))).toEqual([
      'dns no-answer',
      'dns server-failure',
      'tcp partly-connected',
      'tcp name-unanswered',
      'tls name-unanswered',
      'quic answered',
      'quic answered-otherwise',
      'quic no-reply',
      'quic name-unanswered',
    ]);
  });

  it('whose name alone goes unanswered shows no fault, and the title does not deny it', () => {
    const results = [
      dns(MAIN, { finding: 'no-answer' }),
      tcp(at(MAIN), 'name-unanswered', { status: 'inconclusive' }),
      dns(OTHER),
    ];
    const verdict = judge(results);
    expect(verdict).toEqual({ found: [], undetermined: results.slice(0, 2) });
    const title = (language: Language): string | undefined =>
      verdictReply(
        reportOfVerdict(verdict, results, null, TARGETS),
        results,
        null,
        knowledge,
        language,
      ).title;
    expect(title('en')).toBe('No fault is shown, but 1 of 2 checks did not go well');
    expect(title('zh')).toBe('2 项检测中有 1 项未通过，但不能确定是哪种故障');
  });
});

describe('an order of mending', () => {
  const order = RULES.map(({ fault }) => fault);

  it('is kept by compound faults, each with the words of the pack', () => {
    const results = [
      tcp(at(REPORTS), 'refused'),
      tls(at(MAIN), 'replaced-untrusted'),
      tcp(at(OTHER), 'timed-out'),
      clock(web(MAIN), 600),
      proxy('system-proxy-dead', { settings: [setting('dead')] }),
      tcp(at(CALLBACK_IP), 'refused'),
      quic(at(MAIN), 'refused'),
    ];
    const { found } = judge(results);
    expect(found.map(({ fault }) => fault)).toEqual([
      'system-proxy-dead',
      'clock-wrong',
      'host-blocked',
      'udp-blocked',
      'certificate-untrusted',
      'callback-unreachable',
      'reports-blocked',
    ]);
    for (const { fault, rule } of found) expect(rule.fault).toBe(fault);
  });

  it('is the pack’s', () => {
    expect(order).toHaveLength(FAULTS.length);
    const reversed = RULES.toReversed();
    const results = [...LEAST['clock-wrong'], ...LEAST['certificate-replaced']];
    expect(causesOf(results)).toEqual(['clock-wrong', 'certificate-replaced']);
    expect(verdictOf(results, GROUND, reversed).found.map(({ fault }) => fault)).toEqual([
      'certificate-replaced',
      'clock-wrong',
    ]);
  });

  it('leaves out what a pack does not speak of, and keeps its results as unclear', () => {
    const results = LEAST['host-blocked'];
    expect(verdictOf(results, GROUND, [])).toEqual({ found: [], undetermined: results });
  });
});

describe('whatever the results are', () => {
  const hosts = [MAIN, OTHER, REPORTS, CONTROL, CALLBACK, PROBE];
  const places = hosts.flatMap((host) => [at(host), at(host, 80), at(host, 8080)]);
  const result = arbitraryResult({
    dns: hosts,
    ping: [CALLBACK_IP, '203.0.113.1'],
    tcp: places,
    tls: places,
    quic: places,
    http: [page, ...hosts.map(web)],
    clock: [MAIN, OTHER].map(web),
    proxy: ['-'],
    'ip-families': ['-'],
    logs: ['-'],
  });
  const anyResults = fc.array(result, { maxLength: 25 });
  const anyGround = fc.record({
    endpoints: fc.constant(GROUND.endpoints),
    control: fc.constantFrom(null, CONTROL),
    lagMs: fc.constantFrom(0, 50, 5000),
    probes: fc.constant(GROUND.probes),
  });
  const RUNS = { numRuns: 1500 };

  it('they are ones that the schema lets in', () => {
    fc.assert(
      fc.property(result, (each) => {
        expect(CheckResult.safeParse(each).error).toBeUndefined();
      }),
    );
  });

  it('every fault has evidence, and it is some of the results, measured and not twice', () => {
    fc.assert(
      fc.property(anyResults, anyGround, (results, ground) => {
        const { found, undetermined } = verdictOf(results, ground, RULES);
        for (const { evidence } of found) {
          expect(evidence.length).toBeGreaterThan(0);
          expect(new Set(evidence).size).toBe(evidence.length);
          for (const each of evidence) {
            expect(results).toContain(each);
            expect(each.status).not.toBe('failed');
          }
        }
        expect(new Set(found.map(({ fault }) => fault)).size).toBe(found.length);
        for (const each of undetermined) expect(results).toContain(each);
      }),
      RUNS,
    );
  });

  it('what did not run changes nothing, and is told as not measured', () => {
    fc.assert(
      fc.property(anyResults, anyGround, (results, ground) => {
        const measured = results.filter(({ status }) => status !== 'failed');
        const missing = [notMeasured('tcp', at(MAIN)), notMeasured('proxy', '-')];
        const all = verdictOf([...measured, ...missing], ground, RULES);
        expect(all.found).toEqual(verdictOf(measured, ground, RULES).found);
        expect(all.undetermined.slice(-missing.length)).toEqual(missing);
      }),
      RUNS,
    );
  });

  it('their order changes neither the causes nor what they hit', () => {
    const shuffled = anyResults.chain((results) =>
      fc.tuple(
        fc.constant(results),
        fc.shuffledSubarray(results, { minLength: results.length, maxLength: results.length }),
      ),
    );
    const gist = ({ found }: Verdict): unknown =>
      found.map(({ fault, targets }) => [fault, fault === 'proxy-tool' ? [] : targets.toSorted()]);
    fc.assert(
      fc.property(shuffled, anyGround, ([results, others], ground) => {
        expect(gist(verdictOf(others, ground, RULES))).toEqual(
          gist(verdictOf(results, ground, RULES)),
        );
      }),
      RUNS,
    );
  });

  it('there are words for each of them, and the report fills in every advice', () => {
    fc.assert(
      fc.property(anyResults, anyGround, (results, ground) => {
        for (const each of results)
          for (const sentence of Object.values(sayInBoth(each))) {
            expect(sentence).not.toMatch(/undefined|NaN|Infinity|\[object/);
            expect(sentence.trim()).not.toBe('');
          }
        const report = reportOfVerdict(verdictOf(results, ground, RULES), results, null, TARGETS);
        for (const { advice } of report.causes)
          for (const sentence of Object.values(advice)) expect(sentence).not.toContain('{targets}');
      }),
      RUNS,
    );
  });
});
