import { serverOf } from '../world.ts';
import { turnedAside, type Fault } from './fault.ts';
import type { Site } from '../site.ts';

/** Faults in which something on the way answers in the servers' place. */

const REPLACED = 'acme.sso.meeting.qq.com';
const UNTRUSTED = 'acme.id.meeting.qq.com';
const FILTERED = 'conn.wemeet.tencent.com';
const EXPIRED = 'cdn.meeting.tencent.com';
const TLS = 'tcp dport 443';
const DAY_MS = 24 * 60 * 60 * 1000;

/** Turns TLS aside, of one host or of all, to a server that shows certificates of its own authority. */
async function replaceCertificates(
  { intercept, rules, trust, world }: Site,
  authority: string,
  { host, isTrusted }: { readonly host?: string; readonly isTrusted: boolean },
): Promise<void> {
  const { port, authority: root } = await intercept({
    kind: 'replace-certificates',
    authority,
    world,
  });
  if (isTrusted && root !== null) trust(root);
  if (host === undefined) await rules('all_hosts', turnedAside(port, TLS));
  else await rules('one_host', hostTurnedAside(world, host, port));
}

function hostTurnedAside(world: Site['world'], host: string, port: number): string[] {
  const { v4, v6 } = serverOf(world, host);
  const [ofV4 = '', ofV6 = ''] = turnedAside(port, TLS);
  return [`ip daddr ${v4} ${ofV4}`, `ip6 daddr ${v6} ${ofV6}`];
}

export const INTERCEPTOR_FAULTS = {
  'cert-replaced-trusted-one': {
    what: `${REPLACED} is shown with a replaced certificate that the machine trusts.`,
    hosts: () => [REPLACED],
    inject: (site) =>
      replaceCertificates(site, 'Example Inspection CA', { host: REPLACED, isTrusted: true }),
  },
  'cert-replaced-trusted-all': {
    what: 'Every TLS server is shown with a replaced certificate that the machine trusts.',
    inject: (site) => replaceCertificates(site, 'Example Inspection CA', { isTrusted: true }),
  },
  'cert-untrusted-one': {
    what: `${UNTRUSTED} is shown with a replaced certificate that nobody trusts.`,
    hosts: () => [UNTRUSTED],
    inject: (site) =>
      replaceCertificates(site, 'Example Unknown CA', { host: UNTRUSTED, isTrusted: false }),
  },
  'cert-untrusted-all': {
    what: 'Every TLS server is shown with a replaced certificate that nobody trusts.',
    inject: (site) => replaceCertificates(site, 'Example Unknown CA', { isTrusted: false }),
  },
  'cert-expired': {
    what: `The certificate of ${EXPIRED} expired two days ago.`,
    hosts: () => [EXPIRED],
    async inject({ authority, internet }) {
      const now = Date.now();
      const validity = { from: new Date(now - 90 * DAY_MS), to: new Date(now - 2 * DAY_MS) };
      const issued = await authority.issue({ names: [EXPIRED], ...validity });
      await internet({ kind: 'certificates', certificates: { [EXPIRED]: issued } });
    },
  },
  'sni-filtered': {
    what: `Connections whose ClientHello names ${FILTERED} are reset.`,
    hosts: () => [FILTERED],
    async inject({ intercept, rules, world }) {
      const { port } = await intercept({ kind: 'filter-names', hosts: [FILTERED], world });
      await rules('one_host', hostTurnedAside(world, FILTERED, port));
    },
  },
  'captive-portal': {
    what: 'A sign-in page answers everything on port 80; all else but names is cut off.',
    async inject({ intercept, rules, world }) {
      const { port } = await intercept({ kind: 'portal', host: world.portal.host });
      await rules('all_hosts', turnedAside(port, 'tcp dport 80'));
      await rules('outgoing', [
        'tcp dport != 80 reject with tcp reset',
        'meta l4proto != tcp drop',
      ]);
    },
  },
  middlebox: {
    what: 'Something on the way accepts every TCP connection and never answers.',
    async inject({ intercept, rules }) {
      const { port } = await intercept({ kind: 'silence' });
      await rules('all_hosts', turnedAside(port, 'meta l4proto tcp'));
    },
  },
} as const satisfies Record<string, Fault>;
