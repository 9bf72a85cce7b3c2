import { isIP } from 'node:net';

/** A web address in a text. */
export interface UrlMark {
  readonly start: number;
  readonly end: number;
  /** As it stands in the text, without the escapes of JSON in JSON. */
  readonly url: string;
  readonly host: string;
  readonly port: number | null;
}

/** An IP address in a text. */
export interface IpMark {
  readonly start: number;
  readonly end: number;
  readonly ip: string;
}

export interface HostMark {
  readonly start: number;
  readonly end: number;
  readonly host: string;
}

export interface Addresses {
  readonly urls: readonly UrlMark[];
  readonly hosts: readonly HostMark[];
  readonly ips: readonly IpMark[];
  readonly ports: readonly number[];
  readonly versions: readonly string[];
}

const URLS =
  /(?<![a-z0-9])https?:(?:\\{0,8}\/){2}(?:[!#-&(-;=?-[\]-z|~]|\\{1,8}(?:\/|u0026)|‹[a-z-]+:\d+›)+/gi;
const TRAILING = /(?:[.,;:!?)\]}]|\\)+$/;
const HOSTS =
  /(?:(?<=%(?:25){0,4}(?:2F|3D|22|20))|(?<![\w.@%-]))(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}[a-z]{2,24}(?![\w-]|\.\w|\()/gi;
const QUADS = /(?<![\w.])(\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,6})(?::(\d{1,5}))?(?![\w]|\.\d)/g;
const TRIPLES = /(?<![\w.])\d{1,2}\.\d{1,3}\.\d{1,6}(?![\w]|\.\d)/g;
const IPV6 =
  /(?<![\w:.])(?:[0-9a-f]{0,4}:){2,7}(?:[0-9a-f]{1,4}|\d{1,3}(?:\.\d{1,3}){3})?(?![\w:])/gi;
const PORT_AFTER = /^:(\d{1,5})(?!\d|\.\d|:\d)/;
const PORT_WORD = /(?<![A-Za-z])(?:port|端口)[\s:=是为]{0,4}(\d{1,5})(?![\w.])/gi;
const VERSION_BEFORE =
  /(?:[A-Za-z]\/|(?:versions?|ver|sdk|v|build|ios|ipados|macos|android|windows|chrome|edge|firefox|safari|版本号?)[\s:="'v]{0,4})$/i;
const ADDRESS_BEFORE =
  /(?:\bip|\bping|\baddr(?:ess)?|\bhost|地址|https?:\/\/|@)[\s:="'为是]{0,4}$/i;

/** Endings of file and package names that look like hosts but are none. */
const NOT_TOP_LEVEL = new Set(
  'log txt json yaml yml xml html htm js ts tsx jsx mjs cjs java kt swift cpp cc c h hpp mm m py rb go rs dart dll exe so dylib framework app apk aar ipa zip gz tar png jpg jpeg gif pdf conf cfg ini plist cs php sh bat md lock db tmp cache pak bin dmp out err'.split(
    ' ',
  ),
);

function validPort(written: string | undefined): number | null {
  const port = Number(written);
  return written !== undefined && port >= 1 && port <= 65535 ? port : null;
}

/** The pieces of an address as it stands in a text; null where it has no host at all. */
function readUrl(written: string): { url: string; host: string; port: number | null } | null {
  const url = written
    .replace(/\\+u0026/g, '&')
    .replace(/\\+/g, '')
    .replace(TRAILING, '');
  const authority = /^https?:\/\/([^/?#]*)/i.exec(url)?.[1]?.replace(/^.*@/, '');
  if (!authority) return null;
  const [, host, port] = /^(\[[0-9a-f:.]+\]|[^:]+)(?::(\d+))?$/i.exec(authority) ?? [];
  if (!host || /[^\w.:[\]-]/.test(host)) return null;
  return { url, host: host.toLowerCase().replace(/\.$/, ''), port: validPort(port) };
}

/** Every address in `text` (folded), in order of appearance; linear in its length. */
export function findAddresses(text: string, versionPattern: string | undefined): Addresses {
  const urls: UrlMark[] = [];
  const hosts: HostMark[] = [];
  const ips: IpMark[] = [];
  const ports = new Set<number>();
  const versions = new Set<string>();
  const version = versionPattern === undefined ? null : new RegExp(`^(?:${versionPattern})$`);

  for (const match of text.matchAll(URLS)) {
    const read = readUrl(match[0]);
    if (!read) continue;
    const span = { start: match.index, end: match.index + match[0].length };
    urls.push({ ...span, ...read });
    if (read.port !== null) ports.add(read.port);
    const literal = read.host.replace(/^\[|\]$/g, '');
    if (isIP(literal) !== 0) ips.push({ ...span, ip: literal });
    else hosts.push({ ...span, host: read.host });
  }
  // What stands inside a web address has been read with it.
  const rest = blankOut(text, urls);

  for (const match of rest.matchAll(HOSTS)) {
    const host = match[0].toLowerCase();
    const ending = host.slice(host.lastIndexOf('.') + 1);
    const isCode = /[a-z][A-Z]/.test(match[0]) || /^(?:com|org|net|io|cn)\./.test(host);
    if (isCode || NOT_TOP_LEVEL.has(ending)) continue;
    const end = match.index + host.length;
    hosts.push({ start: match.index, end, host });
    const port = validPort(PORT_AFTER.exec(rest.slice(end, end + 8))?.[1]);
    if (port !== null) ports.add(port);
  }
  for (const match of rest.matchAll(QUADS)) {
    const [written, quad = '', port] = match;
    const before = rest.slice(Math.max(0, match.index - 16), match.index);
    const named = ADDRESS_BEFORE.test(before) || port !== undefined;
    if (VERSION_BEFORE.test(before) || (!named && version?.test(quad))) {
      versions.add(quad);
      continue;
    }
    if (isIP(quad) !== 4) continue;
    ips.push({ start: match.index, end: match.index + written.length, ip: quad });
    const number = validPort(port);
    if (number !== null) ports.add(number);
  }
  for (const match of rest.matchAll(TRIPLES)) {
    const before = rest.slice(Math.max(0, match.index - 16), match.index);
    if (VERSION_BEFORE.test(before) || version?.test(match[0])) versions.add(match[0]);
  }
  for (const match of rest.matchAll(IPV6)) {
    const ip = match[0].toLowerCase();
    if (ip.length > 2 && isIP(ip) === 6)
      ips.push({ start: match.index, end: match.index + ip.length, ip });
  }
  for (const match of rest.matchAll(PORT_WORD)) {
    const port = validPort(match[1]);
    if (port !== null) ports.add(port);
  }

  const inOrder = (a: { start: number }, b: { start: number }): number => a.start - b.start;
  return {
    urls,
    hosts: hosts.sort(inOrder),
    ips: ips.sort(inOrder),
    ports: [...ports],
    versions: [...versions],
  };
}

function blankOut(text: string, spans: readonly { start: number; end: number }[]): string {
  let out = '';
  let from = 0;
  for (const { start, end } of spans) {
    out += text.slice(from, start) + ' '.repeat(end - start);
    from = end;
  }
  return out + text.slice(from);
}
