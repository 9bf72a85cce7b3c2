import type { FindingWords } from './findings.ts';
import type { DnsResult, IpFamiliesResult } from '../checks/result.ts';
import {
  addressesOf,
  certificateNamesOf,
  failedOf,
  issuerOf,
  offsetOf,
  proxiesOf,
  sayMs,
  serversOf,
  toolsOf,
} from './finding-parts.ts';

const notTried = {
  'no-such-name': 'DNS says that there is no such name',
  'no-address': 'the name has no address that may be reached',
  'name-unanswered': 'the name could not be resolved',
} as const;

const unconnected = {
  'no-such-name': `not tried: ${notTried['no-such-name']}`,
  'no-address': `not tried: ${notTried['no-address']}`,
  'name-unanswered': `not tried: ${notTried['name-unanswered']}`,
  refused: 'the connection is refused',
  reset: 'the connection is reset',
  'timed-out': 'no answer',
  unreachable: 'there is no route to it',
} as const;

function leadsTo(result: DnsResult): string {
  const isFromHostsFile = result.evidence.source === 'hosts-file';
  return `${isFromHostsFile ? 'the hosts file says' : 'resolves to'} ${addressesOf(result)}`;
}

const FAMILY_STATES = {
  works: 'works',
  dead: 'leads nowhere',
  absent: 'is not there',
  'not-measured': 'could not be measured',
} as const;

function families({ evidence: { v4, v6 } }: IpFamiliesResult): string {
  return `IPv4 ${FAMILY_STATES[v4.state]}, IPv6 ${FAMILY_STATES[v6.state]}`;
}

export const findingsEn: FindingWords = {
  machine: 'this machine',
  notTried,
  kinds: {
    dns: 'name',
    ping: 'ping',
    tcp: 'connection',
    tls: 'certificate',
    http: 'web request',
    quic: 'UDP',
    'ip-families': 'IPv4 and IPv6',
    proxy: 'proxies and VPNs',
    clock: 'clock',
    logs: 'logs',
  },
  statuses: {
    ok: 'ok',
    blocked: 'blocked',
    altered: 'altered',
    slow: 'slow',
    inconclusive: 'unclear',
    failed: 'not measured',
  },
  said: {
    dns: {
      resolved: (result) => `${leadsTo(result)} (${sayMs(result.timings.total)})`,
      'no-such-name': 'DNS says that there is no such name',
      'no-address': 'DNS gives no address for the name',
      'no-answer': (result) =>
        `no answer from the name server (${serversOf(result) ?? 'none is set'})`,
      'server-failure': (result) =>
        `the name server reports a failure (${serversOf(result) ?? 'unknown'})`,
      'fake-address': (result) =>
        `${leadsTo(result)}: addresses of this kind are made up by proxy tools`,
      'not-public': (result) => `${leadsTo(result)}: no address of the public internet`,
    },
    ping: {
      answered: ({ evidence }) => `answers (${sayMs(Math.max(...evidence.roundTripsMs))})`,
      lossy: ({ evidence }) => `${evidence.received} of ${evidence.sent} packets came back`,
      'no-answer': 'no answer, which alone proves nothing',
      'no-ping-program': 'this machine has no ping program',
    },
    tcp: {
      connected: ({ timings }) => `connects (${sayMs(timings.connect)})`,
      'partly-connected': (result) => `connects, but not to ${failedOf(result)}`,
      ...unconnected,
    },
    tls: {
      trusted: ({ timings }) =>
        `the certificate is from a public authority (${sayMs(timings.handshake)})`,
      'replaced-trusted': (result) =>
        `the certificate was replaced by one of "${issuerOf(result)}", which this machine trusts`,
      'replaced-untrusted': (result) =>
        `the certificate was replaced by one of "${issuerOf(result)}", which is not trusted`,
      'wrong-host': (result) => `the certificate is for other names: ${certificateNamesOf(result)}`,
      expired: ({ evidence }) =>
        `the certificate has expired (${evidence.chain[0]?.validTo ?? 'date unknown'})`,
      'not-yet-valid': ({ evidence }) =>
        `the certificate is not valid yet (from ${evidence.chain[0]?.validFrom ?? 'an unknown date'})`,
      'incomplete-chain': 'the server does not send the whole chain of certificates',
      'not-tls': 'something answers that does not speak TLS',
      'reset-after-hello': 'the connection is reset as soon as the host is named',
      'closed-after-hello': 'the connection is closed as soon as the host is named',
      'no-handshake': 'the connection is accepted, and then nothing comes',
      'handshake-failed': ({ evidence }) =>
        `the handshake fails (${evidence.code ?? 'reason unknown'})`,
      ...unconnected,
    },
    http: {
      answered: ({ evidence, timings }) =>
        `answers with status ${evidence.status ?? '–'} (${sayMs(timings.answer)})`,
      redirected: ({ evidence }) => `redirects to ${evidence.location ?? 'another address'}`,
      'captive-portal': 'the answer is not the promised one, as with a sign-in page of the network',
      'proxy-login': 'a proxy wants a login (407)',
      'not-http': 'something answers that does not speak HTTP',
      'no-reply': 'the request gets no answer',
      'tls-failed': 'not asked: TLS fails, or the certificate is not accepted',
      ...unconnected,
    },
    quic: {
      answered: ({ evidence, timings }) =>
        `answers over UDP (${evidence.versions.length} QUIC versions, ${sayMs(timings.answer)})`,
      'answered-otherwise': 'answers over UDP, though not in QUIC',
      refused: 'UDP is refused',
      'no-reply': 'no answer over UDP, which alone proves nothing',
      'no-such-name': unconnected['no-such-name'],
      'no-address': unconnected['no-address'],
      'name-unanswered': unconnected['name-unanswered'],
      unreachable: unconnected.unreachable,
    },
    'ip-families': {
      both: families,
      'v4-only': families,
      'v6-only': families,
      neither: families,
      'not-measured': families,
    },
    proxy: {
      none: 'no proxy and no VPN was found',
      'tool-present': (result) => `there, but not shown to be in use: ${toolsOf(result)}`,
      'tool-in-use': (result) => `in use: ${toolsOf(result)}`,
      'system-proxy': (result) => `the settings name a proxy: ${proxiesOf(result)}`,
      'system-proxy-dead': (result) =>
        `the settings name a proxy that does not answer: ${proxiesOf(result, 'dead')}`,
      'system-proxy-login': (result) =>
        `the settings name a proxy that wants a login: ${proxiesOf(result, 'wants-login')}`,
    },
    clock: {
      right: 'the clock is right',
      off: (result) => {
        const { amount, unit, isAhead } = offsetOf(result);
        return `the clock is ${amount} ${unit} ${isAhead ? 'ahead' : 'behind'}`;
      },
      'no-date': 'the server does not say what time it is',
      'no-answer': 'the server could not be asked for the time',
    },
    logs: {
      found: ({ evidence }) => `${evidence.files.length + evidence.leftOut} log files found`,
      'none-in-window': 'no log file of that time',
      'no-folder': 'no log folder was found',
    },
  },
  notMeasured: {
    'not-allowed': ({ refusal }) =>
      `not measured: ${refusal === null ? 'not allowed' : findingsEn.refusal[refusal]}`,
    broke: ({ error }) => `not measured, the check broke: ${error ?? 'reason unknown'}`,
    'ended-early': () => 'not measured: the checks were ended before',
  },
  refusal: {
    malformed: 'it is not a plain host name, address or web address',
    'not-named': 'nobody named it: neither the knowledge base, nor the text, nor you',
    'not-public': 'it is no address of the public internet',
    port: 'the product does not use this port',
    'local-name': 'it is a name of the local network',
  },
};
