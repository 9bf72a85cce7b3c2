/** The small words of the packs' schemas: what an id, a text or a kind of check may be. */
import { z } from 'zod';

const Sentence = z.string().trim().min(1).max(2000);
export const Id = z
  .string()
  .regex(
    /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
    'an id is lower-case words joined by hyphens, such as "network-path"',
  );
export const Phrase = z.string().trim().min(2).max(120);

/** A text in every language the product speaks. */
export const Text = z.strictObject({ en: Sentence, zh: Sentence });

export const CATEGORIES = ['network', 'token', 'usage', 'vendor'] as const;
export const CHECK_KINDS = [
  'dns',
  'ping',
  'tcp',
  'tls',
  'http',
  'quic',
  'ip-families',
  'proxy',
  'clock',
  'logs',
] as const;

/** What can be wrong with the way from a machine to the product's servers. */
export const FAULTS = [
  'no-network',
  'captive-portal',
  'dns-dead',
  'system-proxy-dead',
  'proxy-login',
  'proxy-tool',
  'clock-wrong',
  'ipv4-dead',
  'ipv6-dead',
  'name-not-found',
  'wrong-address',
  'middlebox',
  'packet-loss',
  'latency',
  'host-blocked',
  'port-blocked',
  'udp-blocked',
  'sni-filtered',
  'tls-refused',
  'certificate-replaced',
  'certificate-untrusted',
  'certificate-expired',
  'callback-unreachable',
  'reports-blocked',
] as const;

export type Fault = (typeof FAULTS)[number];
export type Text = z.output<typeof Text>;
export type Category = (typeof CATEGORIES)[number];
export type CheckKind = (typeof CHECK_KINDS)[number];
export type Language = 'en' | 'zh';
