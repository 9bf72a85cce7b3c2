import { createReadStream } from 'node:fs';
import { isIP } from 'node:net';
import { win32 } from 'node:path';
import { text } from 'node:stream/consumers';

/** Lists that block advertisements bring millions of lines; what comes after this much is not read. */
const MOST_BYTES = 32 * 1024 * 1024;

/** Where the system keeps names that it answers without asking anybody. */
export function hostsFileOf(
  platform: NodeJS.Platform,
  systemRoot = process.env.SystemRoot ?? String.raw`C:\Windows`,
): string {
  return platform === 'win32'
    ? win32.join(systemRoot, 'System32', 'drivers', 'etc', 'hosts')
    : '/etc/hosts';
}

/** The hosts file in lower case; empty where there is none to be read. */
export async function readHostsFile(path: string): Promise<string> {
  try {
    return (await text(createReadStream(path, { end: MOST_BYTES }))).toLowerCase();
  } catch {
    return '';
  }
}

/** The addresses that the hosts file gives to `host`, both in lower case, in the order of its lines. */
export function addressesInHosts(hostsFile: string, host: string): string[] {
  const addresses: string[] = [];
  let end = 0;
  for (;;) {
    const at = hostsFile.indexOf(host, end);
    if (at === -1) return addresses;
    end = hostsFile.indexOf('\n', at);
    if (end === -1) end = hostsFile.length;
    const line = hostsFile.slice(hostsFile.lastIndexOf('\n', at) + 1, end);
    const [address = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    // With a zone, an address is one of this link and leads to no server of the internet.
    if (
      isIP(address) !== 0 &&
      !address.includes('%') &&
      names.some((name) => name.replace(/\.$/, '') === host)
    )
      addresses.push(address);
  }
}
