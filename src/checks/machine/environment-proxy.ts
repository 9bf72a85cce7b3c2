import { readProxy, type ConfiguredProxy } from './proxy-address.ts';

const VARIABLES = [
  ['http_proxy', 'http'],
  ['https_proxy', 'https'],
  ['all_proxy', 'http'],
] as const;

/** The proxies of the environment variables that curl and most programs of Unix take theirs from, in either case. */
export function environmentProxies(
  environment: Readonly<Record<string, string | undefined>>,
): ConfiguredProxy[] {
  return VARIABLES.flatMap(([name, scheme]) =>
    [name, name.toUpperCase()].flatMap(
      (written) => readProxy('environment', scheme, environment[written] ?? '') ?? [],
    ),
  );
}
