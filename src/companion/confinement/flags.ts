import type { Grants } from './grants.ts';

/**
 * The flags with which Node grants that and nothing else: no worker, no addon, no WASI, no inspector. Programs may be
 * started; what they do, no flag restricts.
 */
export function permissionFlags({ read, write }: Grants, known: ReadonlySet<string>): string[] {
  return [
    '--permission',
    '--allow-child-process',
    // Before Node 25 the network is never restricted, and the flag unknown.
    ...(known.has('--allow-net') ? ['--allow-net'] : []),
    ...read.map((path) => `--allow-fs-read=${path}`),
    ...write.map((path) => `--allow-fs-write=${path}`),
    // "--allow-child-process must be used with extreme caution", at each start.
    '--disable-warning=SecurityWarning',
  ];
}

/** The flags as one text: Node parts it at spaces, except between double quotes, where `\` stands before a sign meant as it is. */
export function nodeOptions(flags: readonly string[]): string {
  return flags.map((flag) => `"${flag.replace(/["\\]/g, String.raw`\$&`)}"`).join(' ');
}
