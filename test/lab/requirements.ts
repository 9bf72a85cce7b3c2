import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Programs that the laboratory runs, and the Debian packages that bring them. */
const PROGRAMS = {
  ip: 'iproute2',
  nft: 'nftables',
  caddy: 'caddy',
  socat: 'socat',
  ping: 'iputils-ping',
  unshare: 'util-linux',
  nsenter: 'util-linux',
  setpriv: 'util-linux',
};
export const SOCAT = '/usr/bin/socat';
const LIBRARIES = '/usr/lib';

export function isInstalled(program: string): boolean {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.some((folder) => existsSync(join(folder, program)));
}

/** libfaketime for programs with threads (Debian's `libfaketime`); null where it is not installed. */
export function faketimeLibrary(): string | null {
  const places = readdirSync(LIBRARIES).map((name) =>
    join(LIBRARIES, name, 'faketime/libfaketimeMT.so.1'),
  );
  return places.find((place) => existsSync(place)) ?? null;
}

/** Why this machine cannot run the laboratory, in one line; null where it can. */
export function canRunLab(): string | null {
  if (process.platform !== 'linux') return 'the laboratory needs Linux';
  if (process.getuid?.() !== 0) return 'the laboratory needs root';
  const lacking = Object.entries(PROGRAMS)
    .filter(([program]) => !isInstalled(program))
    .map(([, debian]) => debian);
  if (faketimeLibrary() === null) lacking.push('libfaketime');
  if (lacking.length > 0)
    return `the laboratory needs these packages: ${[...new Set(lacking)].join(', ')}`;
  const tried = spawnSync('unshare', ['--net', '--mount', '--pid', '--fork', 'true']);
  if (tried.status !== 0)
    return 'the laboratory needs network namespaces, which this machine denies';
  return existsSync('/dev/net/tun') ? null : 'the laboratory needs /dev/net/tun';
}
