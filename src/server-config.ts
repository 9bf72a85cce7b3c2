import { resolve } from 'node:path';
import { z } from 'zod';
import { UsageError } from './errors.ts';

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const;

const WebAddress = z
  .url({
    protocol: /^https?$/,
    error: 'must be an address that begins with https:// or http://',
  })
  .regex(/^[^?#]*$/, 'must have neither "?" nor "#" in it');

function wholeNumber(least: number, most: number) {
  const problem = `must be a number from ${least} to ${most}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, problem)
    .transform(Number)
    .refine((value) => value >= least && value <= most, problem);
}

const Environment = z.object({
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: wholeNumber(0, 65_535).default(3978),
  PUBLIC_URL: WebAddress.optional(),
  TRUSTED_PROXIES: z
    .string()
    .regex(/^[\w.:/, -]{1,500}$/, 'must be addresses, ranges, or loopback, linklocal, uniquelocal')
    .default('loopback'),
  DATA_DIR: z.string().min(1).default('./data'),
  DATABASE_URL: z
    .url({
      protocol: /^postgres(ql)?$/,
      error: 'must be an address that begins with postgres:// or postgresql://',
    })
    .optional(),
  RETENTION_DAYS: wholeNumber(1, 3650).optional(),
  AUDIT_RETENTION_DAYS: wholeNumber(1, 3650).default(730),
  UDP_RESPONDER: z
    .union([z.ipv4(), z.ipv6()], {
      error: 'must be an address of this machine, such as 203.0.113.5',
    })
    .optional(),
  COMPANIONS: z.enum(['on', 'off'], { error: 'must be on or off' }).default('on'),
  CONSOLE_OIDC_ISSUER: WebAddress.optional(),
  CONSOLE_OIDC_CLIENT_ID: z.string().min(1).optional(),
  CONSOLE_OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  CONSOLE_OIDC_ROLE_CLAIM: z.string().min(1).default('roles'),
  LOG_LEVEL: z
    .enum(LOG_LEVELS, { error: `must be one of ${LOG_LEVELS.join(', ')}` })
    .default('info'),
});

/** Every variable that `serve` reads. */
export const SERVER_VARIABLES: readonly string[] = Object.keys(Environment.shape);

export interface Oidc {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The claim of the ID token that lists a person's roles. */
  readonly roleClaim: string;
}

/** What `serve` is set up with. */
export interface ServerConfig {
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  /** Where people reach it, without a slash at the end; null where that is the address itself. */
  readonly publicUrl: string | null;
  /** Proxies whose X-Forwarded-For is believed, with commas between. */
  readonly trustedProxies: string;
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
  /** Cases that nobody has touched for so long are deleted; null keeps them. */
  readonly retentionDays: number | null;
  /** What was noted of devices, and who did it, is deleted after so long. */
  readonly auditRetentionDays: number;
  /** The address on which UDP is answered, for checks to tell silence from a block; null where it is not. */
  readonly udpResponder: string | null;
  /** Whether companions may connect. */
  readonly companions: boolean;
  readonly oidc: Oidc | null;
  readonly logLevel: z.output<typeof Environment>['LOG_LEVEL'];
}

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

export function isLoopback(host: string): boolean {
  return LOOPBACK.has(host);
}

/** Values that must not be repeated, not even in a complaint. */
const SECRET = /SECRET|DATABASE_URL/;

function refuse(name: string, value: string | undefined, problem: string): never {
  const shown = value === undefined || SECRET.test(name) ? name : `${name}="${value.slice(0, 80)}"`;
  throw new UsageError(
    'bad-config',
    `${shown}: ${problem}`,
    `mend ${name} in the environment or in .env`,
  );
}

function oidcOf(values: z.output<typeof Environment>): Oidc | null {
  const {
    CONSOLE_OIDC_ISSUER: issuer,
    CONSOLE_OIDC_CLIENT_ID: clientId,
    CONSOLE_OIDC_CLIENT_SECRET: clientSecret,
    CONSOLE_OIDC_ROLE_CLAIM: roleClaim,
  } = values;
  if (issuer === undefined && clientId === undefined && clientSecret === undefined) return null;
  if (issuer === undefined) return refuse('CONSOLE_OIDC_ISSUER', undefined, 'is missing');
  if (!issuer.startsWith('https:') && !isLoopback(new URL(issuer).hostname))
    return refuse('CONSOLE_OIDC_ISSUER', issuer, 'must be an https address');
  if (clientId === undefined) return refuse('CONSOLE_OIDC_CLIENT_ID', undefined, 'is missing');
  if (clientSecret === undefined)
    return refuse('CONSOLE_OIDC_CLIENT_SECRET', undefined, 'is missing');
  return { issuer, clientId, clientSecret, roleClaim };
}

/**
 * The server's configuration from `environment`; empty variables count as not set.
 * @throws {UsageError} naming the variable, its value (never a secret one) and what is allowed.
 */
export function readServerConfig(
  environment: Readonly<Record<string, string | undefined>>,
): ServerConfig {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = Environment.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const name = String(issue?.path[0]);
    return refuse(name, given[name], issue?.message ?? 'is wrong');
  }
  const { HOST: host, PORT: port, PUBLIC_URL: publicUrl, DATA_DIR: dataDir } = parsed.data;
  const oidc = oidcOf(parsed.data);
  if (!isLoopback(host) && !oidc)
    return refuse(
      'HOST',
      host,
      'beyond this machine the console needs sign-in; set CONSOLE_OIDC_ISSUER, CONSOLE_OIDC_CLIENT_ID and CONSOLE_OIDC_CLIENT_SECRET',
    );
  if (!isLoopback(host) && publicUrl === undefined)
    return refuse(
      'PUBLIC_URL',
      undefined,
      'is missing: beyond this machine, people and the sign-in must be told an address that they can reach',
    );
  return {
    host,
    port,
    trustedProxies: parsed.data.TRUSTED_PROXIES,
    publicUrl: publicUrl?.replace(/\/+$/, '') ?? null,
    dataDir: resolve(dataDir),
    databaseUrl: parsed.data.DATABASE_URL,
    retentionDays: parsed.data.RETENTION_DAYS ?? null,
    auditRetentionDays: parsed.data.AUDIT_RETENTION_DAYS,
    udpResponder: parsed.data.UDP_RESPONDER ?? null,
    companions: parsed.data.COMPANIONS === 'on',
    oidc,
    logLevel: parsed.data.LOG_LEVEL,
  };
}
