import { newIdentity, readIdentity } from '../../../companion/agent/identity.ts';
import { isToken } from '../../../companion/enrolment-token.ts';
import { readCode } from '../../../companion/pairing-code.ts';
import { UsageError } from '../../../errors.ts';
import type { CompanionOptions, CompanionParts } from './options.ts';
import { runUntilEnd } from './run.ts';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** The server's address without a slash at the end. */
function readServer(written: string | null): string {
  const remedy = 'write the address that the helpdesk gave: --server https://…';
  if (written === null)
    throw new UsageError('bad-option', 'pair needs the address of the server', remedy);
  const url = URL.parse(written);
  const isSafe =
    url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.has(url.hostname));
  if (!url || !isSafe || /[?#]/.test(written) || url.username !== '')
    throw new UsageError('bad-option', `--server cannot be "${written.slice(0, 200)}"`, remedy);
  return url.href.replace(/\/+$/, '');
}

/** Pairs this machine with a server by a code or an enrolment token, and goes on running; returns the exit status. */
export async function pair(
  code: string | undefined,
  options: CompanionOptions,
  parts: CompanionParts,
): Promise<number> {
  // Of a fleet, the token stays out of the list of processes.
  const ticket = code ?? process.env.LOGIN_DOCTOR_ENROLMENT_TOKEN;
  // What is none is no guess at one, and is not sent.
  const isOne = ticket !== undefined && (readCode(ticket) !== null || isToken(ticket));
  if (!isOne)
    throw new UsageError(
      'bad-option',
      ticket === undefined ? 'pair needs a code' : 'that is no code',
      'write the code that the helpdesk gave, such as: companion pair CDF-GHJ-KMN --server URL',
    );
  const server = readServer(options.server);
  const known = readIdentity(parts.folder);
  if (known && known.device !== null && known.server !== server)
    throw new UsageError(
      'paired-elsewhere',
      `this machine is paired with ${known.server}`,
      'run "companion forget" first, if that is no longer wanted',
    );
  // One that was begun and has not come in yet goes on with its key: the server may know that already.
  const identity = known?.server === server ? known : newIdentity(server);
  return runUntilEnd(identity, ticket.replaceAll(' ', ''), options, parts);
}
