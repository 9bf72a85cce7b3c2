import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import ipaddr from 'ipaddr.js';

/** The whole of a host name, of which the last label is no number: so no writing of an address passes for a name. */
const HOST_NAME =
  /^(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.){1,10}(?=[a-z0-9-]*[a-z])[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
/** Node makes a host of more than hosts: it drops line ends, decodes `%2e` and cuts off what follows a slash. */
const NOT_IN_A_NAME = /[\0-,/:-@[-^`{-\x7f]/;
/** Endings of names that only a network of its own knows (RFC 6761, RFC 6762, RFC 8375, and usage). */
const LOCAL_NAME =
  /(?:^|\.)(?:local|localhost|localdomain|internal|intranet|lan|home|corp|private|home\.arpa|test|invalid|onion)$/;

/** A host as a text writes it, made plain. */
export type Host =
  | { readonly kind: 'name' | 'local-name'; readonly host: string }
  | { readonly kind: 'address'; readonly host: string };

/**
 * Reads a host: a name (international ones become ASCII, a dot at the end goes) or a literal address. Null for what is
 * neither, and for addresses in disguise: `0x7f.1`, `2130706433`, `127.1`.
 */
export function readHost(written: string): Host | null {
  const literal = /^\[(.*)\]$/.exec(written)?.[1] ?? written;
  if (isIP(literal) !== 0 && !literal.includes('%'))
    return { kind: 'address', host: literal.toLowerCase() };
  if (literal !== written || NOT_IN_A_NAME.test(written)) return null;
  const ascii = domainToASCII(written.replace(/\.$/, ''));
  if (LOCAL_NAME.test(ascii)) return { kind: 'local-name', host: ascii };
  // What was given as a name and reads as an address after all is a disguise.
  return HOST_NAME.test(ascii) && isIP(ascii) === 0 ? { kind: 'name', host: ascii } : null;
}

/** The IPv4 address inside one that a NAT64 gateway made of it (RFC 6052). */
function inside(address: ipaddr.IPv4 | ipaddr.IPv6): ipaddr.IPv4 | ipaddr.IPv6 {
  return address.range() === 'rfc6052'
    ? ipaddr.fromByteArray(address.toByteArray().slice(12))
    : address;
}

/** Under this public address Azure's host answers each virtual machine on it (Microsoft Learn, "What is IP address 168.63.129.16?"). */
const HOST_OF_A_CLOUD = '168.63.129.16';
/** What of IPv6 has been given out as global unicast (RFC 4291 §2.4, IANA); ranges that embed IPv4 lie outside. */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3');

/** Whether `ip` is an address of the public internet, whatever form it is written in. */
export function isPublic(ip: string): boolean {
  const address = inside(ipaddr.process(ip));
  if (address.range() !== 'unicast' || address.toString() === HOST_OF_A_CLOUD) return false;
  return address instanceof ipaddr.IPv4 || address.match(GLOBAL_IPV6);
}
