import { isIP } from 'node:net';
import { inRange } from '../diagnosis/signals.ts';
import { deadline, type CheckContext } from './check.ts';
import { configuredProxies } from './machine/configured-proxies.ts';
import { knownTools } from './machine/known-tools.ts';
import { THIS_MACHINE, type Machine } from './machine/machine.ts';
import { processNames } from './machine/processes.ts';
import type { ConfiguredProxy } from './machine/proxy-address.ts';
import { tunnelsOf, type Tunnel } from './machine/tunnels.ts';
import { MOST_ADDRESSES, type ProxyResult } from './result.ts';
import { hostPortOf } from '../diagnosis/target.ts';
import { tryProxy } from './try-proxy.ts';

type Evidence = ProxyResult['evidence'];
type Finding = ProxyResult['finding'];

const MOST = { settings: 8, tunnels: 16, tools: 32, fakeAnswers: 32 } as const;

/** The settings with what a connection to each came to; the same proxy is tried once. */
async function triedSettings(
  proxies: readonly ConfiguredProxy[],
  context: CheckContext,
  signal: AbortSignal,
): Promise<Evidence['settings']> {
  const tries = new Map<string, ReturnType<typeof tryProxy>>();
  return Promise.all(
    proxies.slice(0, MOST.settings).map(async (proxy) => {
      const { source, scheme, address } = proxy;
      const key = `${scheme === 'socks' ? 'socks' : 'http'} ${address}`;
      const tried = tries.get(key) ?? tryProxy(proxy, context.references[0], context, signal);
      tries.set(key, tried);
      const state = await tried;
      // Silence until the sweep was ended by its owner shows nothing.
      return { source, scheme, address, state: context.signal.aborted ? null : state };
    }),
  );
}

/** Hosts of the product that lead to an address which a proxy tool makes up. */
async function fakeAnswers(
  { references, resolve, network }: CheckContext,
  signal: AbortSignal,
): Promise<string[]> {
  const isFake = (ip: string): boolean => network.fakeAddresses.some((range) => inRange(ip, range));
  const asked = await Promise.all(
    references.slice(0, MOST.fakeAnswers).map(async (host) => {
      const { v4, v6 } = await resolve(host, signal);
      return [...v4, ...v6].some(isFake) ? [host] : [];
    }),
  );
  return asked.flat();
}

/** Whether a proxy of the settings, or the script that chooses one, is on this machine itself. */
function isOwn({ scheme, address }: Evidence['settings'][number]): boolean {
  const named = scheme === 'pac' ? URL.parse(address)?.hostname : hostPortOf(address)?.host;
  const host = (named ?? '').replace(/^\[|\]$/g, '');
  if (isIP(host) === 0) return host === 'localhost';
  return inRange(host, '127.0.0.0/8') || inRange(host, '::1/128');
}

/** A process alone shows that a tool is there, not that the traffic runs through it: that takes a second signal. */
function findingOf(evidence: Evidence, tunnels: readonly Tunnel[]): Finding {
  const { settings, tools, fakeAnswers: fakes } = evidence;
  const hasTool = tools.some(({ kind }) => kind !== 'security');
  const leadsToItself = settings.some(isOwn);
  if (settings.some(({ state }) => state === 'dead')) return 'system-proxy-dead';
  if (settings.some(({ state }) => state === 'wants-login')) return 'system-proxy-login';
  if (fakes.length > 0 || tunnels.some(({ ofProxyTool }) => ofProxyTool)) return 'tool-in-use';
  if (hasTool && (tunnels.length > 0 || leadsToItself)) return 'tool-in-use';
  if (settings.length > 0) return 'system-proxy';
  return hasTool || tunnels.length > 0 ? 'tool-present' : 'none';
}

function statusOf(finding: Finding, { settings, unseen }: Evidence): ProxyResult['status'] {
  switch (finding) {
    case 'system-proxy-dead':
    case 'system-proxy-login':
      return 'blocked';
    case 'tool-in-use':
      return 'altered';
    case 'system-proxy':
      return settings.every(({ state }) => state === 'works') ? 'ok' : 'inconclusive';
    case 'tool-present':
      return 'inconclusive';
    case 'none':
      // Many machines with Linux have no GNOME; its settings missing says nothing.
      return unseen.some((part) => part !== 'gnome-proxy') ? 'inconclusive' : 'ok';
  }
}

/**
 * What stands between the app and the network: proxies of the settings (each tried), tunnels, fake answers, and tools
 * whose process runs. The proxies are those of the machine itself, wherever they are: no policy applies to them.
 */
export async function checkProxy(
  context: CheckContext,
  machine: Machine = THIS_MACHINE,
): Promise<ProxyResult> {
  const started = performance.now();
  const signal = deadline(context);
  const { fakeAddresses, tunnelAddresses } = context.network;
  const tunnels = tunnelsOf(machine, [...fakeAddresses, ...tunnelAddresses]);
  const configured = configuredProxies(machine, signal);
  const [{ systemSeen }, settings, names, fakes] = await Promise.all([
    configured,
    configured.then(({ proxies }) => triedSettings(proxies, context, signal)),
    processNames(machine, signal),
    fakeAnswers(context, signal),
  ]);
  const evidence: Evidence = {
    settings,
    tunnels: tunnels.slice(0, MOST.tunnels).map(({ name, addresses }) => ({
      name: name.slice(0, 64),
      addresses: addresses.slice(0, MOST_ADDRESSES),
    })),
    tools: knownTools(names ?? [], context.tools)
      .slice(0, MOST.tools)
      .map(({ name, kind }) => ({ name, kind })),
    fakeAnswers: fakes,
    unseen: [
      ...(names ? [] : ['processes']),
      ...(systemSeen ? [] : [machine.platform === 'linux' ? 'gnome-proxy' : 'system-proxy']),
    ],
  };
  const finding = findingOf(evidence, tunnels);
  return {
    kind: 'proxy',
    target: '-',
    status: statusOf(finding, evidence),
    finding,
    timings: { total: performance.now() - started },
    evidence,
  };
}
