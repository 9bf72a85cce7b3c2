import type { FindingWords } from './findings.ts';
import { addressesOf, failedOf, issuerOf, sayMs, toolsOf } from './finding-parts.ts';

const unconnected = {
  'no-such-name': 'not tried: DNS says that there is no such name',
  'no-address': 'not tried: the name has no address that may be reached',
  'name-unanswered': 'not tried: the name could not be resolved',
  refused: 'the connection is refused',
  reset: 'the connection is reset',
  'timed-out': 'no answer',
  unreachable: 'there is no way to it',
} as const;

export const findingsEn: FindingWords = {
  machine: 'this machine',
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
      resolved: (result) => `resolves to ${addressesOf(result)} (${sayMs(result.timings.total)})`,
      'no-such-name': 'DNS says that there is no such name',
      'no-address': 'DNS gives no address for the name',
      'no-answer': 'no name server answers',
      'server-failure': 'the name server reports a failure',
      'fake-address': (result) =>
        `resolves to ${addressesOf(result)}, an address that a proxy tool makes up`,
      'not-public': (result) =>
        `resolves to ${addressesOf(result)}, which is no address of the public internet`,
    },
    ping: {
      answered: ({ evidence }) => `answers (${sayMs(Math.max(...evidence.roundTripsMs))})`,
      lossy: ({ evidence }) => `${evidence.received} of ${evidence.sent} packets came back`,
      'no-answer': 'no answer to ping, which alone proves nothing',
      'no-ping-program': 'this machine has no ping program',
    },
    tcp: {
      connected: ({ timings }) => `connects (${sayMs(timings.connect)})`,
      'partly-connected': (result) => `connects, but not to ${failedOf(result)}`,
      ...unconnected,
    },
    tls: {
      trusted: ({ timings }) => `the certificate is genuine (${sayMs(timings.handshake)})`,
      'replaced-trusted': (result) =>
        `the certificate was replaced by one of "${issuerOf(result)}", which this machine trusts`,
      'replaced-untrusted': (result) =>
        `the certificate was replaced by one of "${issuerOf(result)}", which nobody trusts`,
      'wrong-host': ({ evidence }) =>
        `another server answers: its certificate is for ${evidence.names.slice(0, 3).join(', ')}`,
      expired: ({ evidence }) =>
        `the certificate has expired (${evidence.chain[0]?.validTo ?? 'date unknown'})`,
      'not-yet-valid': ({ evidence }) =>
        `the certificate is not valid yet (from ${evidence.chain[0]?.validFrom ?? 'an unknown date'})`,
      'incomplete-chain': 'the server does not send the whole chain of certificates',
      'not-tls': 'something answers that does not speak TLS',
      'reset-after-hello': 'the connection is reset as soon as the host is named',
      'closed-after-hello': 'the connection is closed as soon as the host is named',
      'no-handshake': 'the connection is accepted, and then nothing comes',
      'handshake-failed': ({ evidence }) => `the handshake fails (${evidence.code ?? 'no reason'})`,
      ...unconnected,
    },
    http: {
      answered: ({ evidence, timings }) =>
        `answers with status ${evidence.status ?? '–'} (${sayMs(timings.answer)})`,
      redirected: ({ evidence }) => `sends to ${evidence.location ?? 'another address'}`,
      'captive-portal': 'something else answers than was promised: a sign-in page of the network',
      'proxy-login': 'a proxy wants a login (407)',
      'not-http': 'something answers that does not speak HTTP',
      'no-reply': 'the request gets no answer',
      'tls-failed': 'no answer, for the certificate is not accepted',
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
      both: 'IPv4 and IPv6 both work',
      'v4-only': ({ evidence }) =>
        evidence.v6.state === 'dead'
          ? 'IPv4 works, IPv6 leads nowhere'
          : 'IPv4 works, IPv6 is not used',
      'v6-only': ({ evidence }) =>
        evidence.v4.state === 'dead'
          ? 'IPv6 works, IPv4 leads nowhere'
          : 'IPv6 works, IPv4 is not used',
      neither: 'neither IPv4 nor IPv6 leads anywhere',
      'not-measured': 'could not be measured',
    },
    proxy: {
      none: 'no proxy and no VPN was found',
      'tool-present': (result) => `runs, but is not shown to be in use: ${toolsOf(result)}`,
      'tool-in-use': (result) => `in use: ${toolsOf(result)}`,
      'system-proxy': (result) => `the settings name a proxy that works: ${toolsOf(result)}`,
      'system-proxy-dead': (result) =>
        `the settings name a proxy that does not answer: ${toolsOf(result)}`,
      'system-proxy-login': (result) =>
        `the settings name a proxy that wants a login: ${toolsOf(result)}`,
    },
    clock: {
      right: 'the clock is right',
      off: ({ evidence }) => {
        const seconds = Math.round(Math.abs(evidence.offsetSeconds ?? 0));
        const way = (evidence.offsetSeconds ?? 0) > 0 ? 'ahead' : 'behind';
        return `the clock is ${seconds} seconds ${way}`;
      },
      'no-date': 'the server does not say what time it is',
      'no-answer': 'no server could be asked for the time',
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
    broke: ({ error }) => `not measured: ${error ?? 'the check broke'}`,
    'ended-early': () => 'not measured: the checks were ended before',
  },
  refusal: {
    malformed: 'this is no host, address or web address as it must be written',
    'not-named': 'the host stands neither in the knowledge base nor in the text',
    'not-public': 'this is no address of the public internet',
    port: 'the port is none that the product uses',
    'local-name': 'this is a name of the local network',
  },
};
