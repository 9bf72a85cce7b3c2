import { Agent } from 'node:https';
import { getCACertificates } from 'node:tls';
import { configuredProxies } from '../../checks/machine/configured-proxies.ts';
import { THIS_MACHINE, type Machine } from '../../checks/machine/machine.ts';

const LOOK_LIMIT_MS = 3000;

/** One way to the server: straight, or through a proxy of the machine. */
export interface WayOut {
  /** host:port of the proxy; null for the straight way. */
  readonly proxy: string | null;
  readonly agent: Agent | undefined;
}

/** The public roots, and those of the machine: a company that looks into TLS puts its own there. */
function roots(): string[] {
  return [...getCACertificates('bundled'), ...getCACertificates('system')];
}

/**
 * The ways to a server, in the order in which they are to be tried: through the proxies that the machine is set to use,
 * and straight, for one of these may be what is broken.
 */
export async function waysOut(server: URL, machine: Machine = THIS_MACHINE): Promise<WayOut[]> {
  if (server.protocol !== 'wss:') return [{ proxy: null, agent: undefined }];
  const ca = roots();
  const { proxies } = await configuredProxies(machine, AbortSignal.timeout(LOOK_LIMIT_MS));
  const usable = proxies.filter(({ scheme }) => scheme === 'http' || scheme === 'https');
  const through = [...new Map(usable.map((proxy) => [proxy.address, proxy])).values()].map(
    ({ address, overTls }) => {
      const url = `${overTls ? 'https' : 'http'}://${address}`;
      const { NO_PROXY, no_proxy } = machine.environment;
      const exceptions = NO_PROXY ?? no_proxy;
      return {
        proxy: address,
        agent: new Agent({
          ca,
          proxyEnv: {
            HTTPS_PROXY: url,
            ...(exceptions === undefined ? {} : { NO_PROXY: exceptions }),
          },
        }),
      };
    },
  );
  return [...through, { proxy: null, agent: new Agent({ ca }) }];
}
