import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import {
  COMPANION_PATH,
  HEARTBEAT_MS,
  Job,
  LARGEST_FRAME,
  PROTOCOL,
  SILENCE_MS,
  SUBPROTOCOL,
  ToCompanion,
  ToGateway,
} from '../src/companion/protocol.ts';

/** Draws up docs/companion-protocol.md from the schemas that both sides read messages by. */

interface Schema {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxItems?: number;
  readonly minItems?: number;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly description?: string;
}

function bounds(least: number | undefined, most: number | undefined, unit: string): string {
  if (most === undefined) return '';
  return least === undefined || least === 0
    ? `, at most ${most}${unit}`
    : `, ${least} to ${most}${unit}`;
}

/** Patterns that mean nothing to a reader as they are. */
const PATTERNS: Readonly<Record<string, string>> = {
  '^[\\w-]{43}$': '32 bytes in base64url',
  '^[\\w-]{86}$': '64 bytes in base64url',
  '^[^\\p{C}\\p{Zl}\\p{Zp}]*$': 'text on one line',
};

function describe(schema: Schema): string {
  const { anyOf, properties, items, enum: values, format, pattern, type } = schema;
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (values) return values.map((value) => `\`${String(value)}\``).join(', ');
  if (anyOf) {
    const isNullable = anyOf.some(({ type: each }) => each === 'null');
    const others = anyOf.filter(({ type: each }) => each !== 'null');
    // The results of checks are a language of their own.
    const said = others.length > 1 ? 'the result of a check' : others.map(describe).join(' or ');
    return isNullable ? `${said}, or null` : said;
  }
  if (properties)
    return `object of ${Object.entries(properties)
      .map(([name, each]) => `\`${name}\` (${describe(each)})`)
      .join('; ')}`;
  if (items) return `list${bounds(schema.minItems, schema.maxItems, '')} of: ${describe(items)}`;
  if (format === 'lowercase') return 'UUID in lower case';
  if (type === 'string') {
    const shape = pattern === undefined ? 'text' : (PATTERNS[pattern] ?? `text of \`${pattern}\``);
    return `${shape}${bounds(schema.minLength, schema.maxLength, ' characters')}`;
  }
  return `${String(type)}${bounds(schema.minimum, schema.maximum, '')}`;
}

function table(schema: Schema): string {
  const rows = Object.entries(schema.properties ?? {})
    .filter(([name]) => name !== 'kind')
    .map(([name, each]) => {
      const about = each.description === undefined ? '' : `${each.description}: `;
      return `- \`${name}\`: ${about}${describe(each)}`;
    });
  return rows.join('\n');
}

function message(option: z.ZodType): string {
  const schema = z.toJSONSchema(option, { io: 'input', reused: 'inline' }) as Schema;
  const kind = schema.properties?.kind;
  const about = kind?.description === undefined ? '' : `\n${kind.description}.\n`;
  const fields = table(schema);
  return `### ${String(kind?.const)}\n${about}${fields === '' ? '' : `\n${fields}\n`}`;
}

/** The whole document. */
export function protocolDocument(): string {
  return `# The companion's protocol

This page is made from the schemas of \`src/companion/protocol.ts\` by \`npm run protocol\`; a test holds it against them.

A companion opens a WebSocket to \`${COMPANION_PATH}\` of the server, over TLS, and names the subprotocol \`${SUBPROTOCOL}\`. Every
message is one text frame of at most ${LARGEST_FRAME} bytes that holds one JSON object; the protocol's version is ${PROTOCOL}. Unknown
fields and kinds are refused, by \`untaken\` or \`unclear\`, and the connection goes on; too many of them end it.

1. The server sends \`challenge\`. The companion answers with \`enrol\` (a code or a fleet's token, and its new public key) or
   \`prove\` (the device that it is), and signs the challenge.
2. The server answers \`welcome\`, signed, or \`unwelcome\` with a code. Before \`welcome\` nothing else is taken on either side.
3. The server sends \`job\` for whatever its device is to measure, also after each reconnection, until the job has ended. The
   companion answers \`asking\`, \`begun\`, \`ended\` for each check and at last \`finished\`, or else \`refused\` or \`aborted\`. How a
   job ended that its user was asked about, it repeats at each reconnection, behind \`begun\`, until the server says \`taken\`.
4. The companion sends a ping (RFC 6455 §5.5.2) every ${HEARTBEAT_MS / 1000} seconds. A server that has heard nothing for ${SILENCE_MS / 1000} seconds ends the
   connection.

Signatures are Ed25519 (RFC 8032) over lines joined by a line feed: \`login-doctor\`, the purpose, then the parts. Nonces, keys and
signatures are written in base64url without padding.

| purpose | parts |
| --- | --- |
| \`companion proof\` | \`enrol\`, the challenge, the companion's nonce, the server's key, the companion's key, the code or token |
| \`companion proof\` | \`prove\`, the challenge, the companion's nonce, the server's key, the device |
| \`server proof\` | the companion's nonce, the challenge, the device, the time |
| \`job\` | the payload as it is sent |

Times are Unix milliseconds by the server's clock: the machine's own may be wrong, which is one of the faults looked for. The
times of a job count on from that of the \`welcome\` of its connection, also where the server's clock has been set since.

## From the companion

${ToGateway.options.map(message).join('\n')}
## From the server

${ToCompanion.options.map(message).join('\n')}
## A job

The \`payload\` of \`job\` is the JSON of:

${table(z.toJSONSchema(Job, { io: 'input', reused: 'inline' }) as Schema)}
`;
}

export const DOCUMENT = join(import.meta.dirname, '../docs/companion-protocol.md');

if (process.argv[1] === import.meta.filename) writeFileSync(DOCUMENT, protocolDocument());
