import { isIP } from 'node:net';
import type { PlannedCheck } from '../diagnosis/plan.ts';

/** Platforms on whose command line the checks can be made by hand. */
export const SHELLS = ['windows', 'macos', 'linux'] as const;
export type Shell = (typeof SHELLS)[number];

const HOST = /^[a-z0-9](?:[a-z0-9.-]{0,252}[a-z0-9])?$/;
/** Web addresses come from the person's text and end up in a shell: nothing that a shell could read. */
const URL_FOR_SHELL = /^https?:\/\/[\w.:[\]-]+(?:\/[\w.~/-]*)?$/;

interface Address {
  readonly host: string;
  readonly port: string;
}

function addressOf(target: string): Address | null {
  const [, host = '', port = ''] = /^(.+):(\d{1,5})$/.exec(target) ?? [];
  return HOST.test(host) ? { host, port } : null;
}

function tcp({ host, port }: Address, shell: Shell): string {
  if (shell === 'windows') return `Test-NetConnection ${host} -Port ${port}`;
  return shell === 'macos' ? `nc -vz -G 5 ${host} ${port}` : `nc -vz -w 5 ${host} ${port}`;
}

function tls({ host, port }: Address, shell: Shell): string {
  return shell === 'windows'
    ? `curl.exe -sv -o NUL --max-time 10 https://${host}:${port}/`
    : `openssl s_client -connect ${host}:${port} -servername ${host} </dev/null`;
}

function ofMachine(kind: PlannedCheck['kind'], shell: Shell): string | null {
  switch (kind) {
    case 'proxy':
      return {
        windows: String.raw`reg query "HKCU\Software\Microsoft\Windows\CurrentVersion\Internet Settings"`,
        macos: 'scutil --proxy',
        linux: 'env | grep -i proxy',
      }[shell];
    case 'ip-families':
      return { windows: 'ipconfig', macos: 'ifconfig', linux: 'ip -brief address' }[shell];
    case 'clock':
      return { windows: 'w32tm /query /status', macos: 'date -u', linux: 'date -u' }[shell];
    default:
      return null;
  }
}

/** The command line that makes the check on that platform; null where there is none to be trusted. */
export function byHand({ kind, target }: PlannedCheck, shell: Shell): string | null {
  const address = addressOf(target);
  switch (kind) {
    case 'dns':
      return HOST.test(target) ? `nslookup ${target}` : null;
    case 'ping':
      if (isIP(target) === 0) return null;
      return shell === 'windows' ? `ping -n 4 ${target}` : `ping -c 4 ${target}`;
    case 'tcp':
      return address && tcp(address, shell);
    case 'tls':
      return address && tls(address, shell);
    case 'http': {
      if (!URL_FOR_SHELL.test(target)) return null;
      const nowhere = shell === 'windows' ? 'NUL' : '/dev/null';
      const curl = shell === 'windows' ? 'curl.exe' : 'curl';
      return `${curl} -sS -o ${nowhere} -w "%{http_code}" --max-time 10 ${target}`;
    }
    case 'quic':
    case 'logs':
      return null;
    default:
      return ofMachine(kind, shell);
  }
}

/** Every command of a plan, in its order, each once. A connection resolves the name too, so it is not asked for twice. */
export function commandsByHand(checks: readonly PlannedCheck[], shell: Shell): string[] {
  const connected = new Set(
    checks.flatMap(({ kind, target }) => (kind === 'tcp' ? (addressOf(target)?.host ?? []) : [])),
  );
  const needed = checks.filter(({ kind, target }) => kind !== 'dns' || !connected.has(target));
  return [...new Set(needed.flatMap((check) => byHand(check, shell) ?? []))];
}
