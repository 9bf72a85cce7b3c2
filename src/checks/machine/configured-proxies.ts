import { environmentProxies } from './environment-proxy.ts';
import { GNOME_PROXY, gnomeProxies, GSETTINGS } from './gnome-proxy.ts';
import { macosProxies, SCUTIL } from './macos-proxy.ts';
import type { Machine } from './machine.ts';
import type { ConfiguredProxy } from './proxy-address.ts';
import { INTERNET_SETTINGS, REG, windowsProxies } from './windows-proxy.ts';

/** The proxies of a machine's settings, or null where its system could not be asked. */
interface OfSystem {
  readonly program: string;
  readonly args: readonly string[];
  readonly read: (printed: string) => ConfiguredProxy[];
}

const SYSTEMS: Partial<Record<NodeJS.Platform, OfSystem>> = {
  win32: { program: REG, args: INTERNET_SETTINGS, read: windowsProxies },
  darwin: { program: SCUTIL, args: ['--proxy'], read: macosProxies },
  linux: { program: GSETTINGS, args: GNOME_PROXY, read: gnomeProxies },
};

/** What the settings of a machine say of proxies. */
export interface Configured {
  readonly proxies: readonly ConfiguredProxy[];
  /** Whether the settings of the system, beside the environment, could be read. */
  readonly systemSeen: boolean;
}

/** The proxies that a machine's system and environment name, each once. */
export async function configuredProxies(
  machine: Machine,
  signal: AbortSignal,
): Promise<Configured> {
  const system = SYSTEMS[machine.platform];
  const printed = system ? await machine.run(system.program, system.args, signal) : null;
  const all = [
    ...(printed === null ? [] : (system?.read(printed) ?? [])),
    ...environmentProxies(machine.environment),
  ];
  const each = all.map(
    (proxy) => [`${proxy.source} ${proxy.scheme} ${proxy.address}`, proxy] as const,
  );
  return { proxies: [...new Map(each).values()], systemSeen: printed !== null };
}
