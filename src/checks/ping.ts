import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { isIP } from 'node:net';
import { deadline, type CheckContext } from './check.ts';
import { roundTripsIn } from './ping-output.ts';
import { PACKETS, pingPrograms, type PingProgram } from './ping-program.ts';
import type { PingResult } from './result.ts';

const MOST_OUTPUT_BYTES = 64 * 1024;
/** As with TCP: so long a round trip makes everything else look broken. */
const SLOW_MS = 1000;
/** What ping says where it may not, or does not know how to, send anything; it is asked to say it in English. */
const COULD_NOT =
  /not permitted|permission denied|(?:un(?:known|recognized)|invalid|illegal) option|usage:/i;
const NOT_STARTED = new Set(['ENOENT', 'EACCES', 'EPERM', 'ENOEXEC']);

/**
 * Pings a literal address with the system's own program, which may do so without being root. A host that does not answer
 * shows nothing: many networks drop ICMP and let a login through.
 */
export async function checkPing(
  ip: string,
  context: CheckContext,
  programs: readonly PingProgram[] = pingPrograms(process.platform, ip, context.limitMs),
): Promise<PingResult> {
  // What Node takes for the zone of an IPv6 address may be any text.
  if (isIP(ip) === 0 || ip.includes('%') || !context.policy.allowsAddress(ip))
    throw new Error(`${ip} may not be pinged: a literal address of the public internet may`);
  const started = performance.now();
  const program = await firstInstalled(programs);
  const output = program && (await run(program, deadline(context)));
  const total = performance.now() - started;
  const roundTripsMs = output ? roundTripsIn(output.stdout, ip).slice(0, PACKETS) : [];
  const received = roundTripsMs.length;
  const sent = output
    ? Math.max(received, sentBy(output.ended ? Infinity : total / output.paceMs))
    : 0;
  return {
    kind: 'ping',
    target: ip,
    ...judge(sent, roundTripsMs, context.signal),
    timings: received > 0 ? { answer: Math.max(...roundTripsMs), total } : { total },
    evidence: { sent, received, roundTripsMs },
  };
}

function judge(
  sent: number,
  roundTripsMs: readonly number[],
  { aborted }: AbortSignal,
): Pick<PingResult, 'status' | 'finding'> {
  const received = roundTripsMs.length;
  if (sent === 0) return { status: 'inconclusive', finding: 'no-ping-program' };
  if (received === 0) return { status: 'inconclusive', finding: 'no-answer' };
  if (received < sent) return { status: aborted ? 'inconclusive' : 'slow', finding: 'lossy' };
  return { status: Math.min(...roundTripsMs) >= SLOW_MS ? 'slow' : 'ok', finding: 'answered' };
}

function sentBy(paces: number): number {
  return Math.min(PACKETS, 1 + Math.floor(paces));
}

async function firstInstalled(programs: readonly PingProgram[]): Promise<PingProgram | null> {
  for (const program of programs) {
    try {
      await access(program.path, constants.X_OK);
      return program;
    } catch {
      // The next place may have it.
    }
  }
  return null;
}

interface Output {
  readonly stdout: Buffer;
  /** By itself, and not because its time was over. */
  readonly ended: boolean;
  readonly paceMs: number;
}

/** What the program wrote until it ended or `signal` aborted; null where it could not ping at all. */
function run({ path, args, paceMs }: PingProgram, signal: AbortSignal): Promise<Output | null> {
  return new Promise((resolve) => {
    execFile(
      path,
      args,
      {
        encoding: 'buffer',
        env: { ...process.env, LC_ALL: 'C' },
        killSignal: 'SIGKILL',
        maxBuffer: MOST_OUTPUT_BYTES,
        signal,
        windowsHide: true,
      },
      (error, stdout, stderr) => {
        // An exit status is a number, and is not believed; a word says that the program was never started.
        const neverStarted = NOT_STARTED.has(String(error?.code));
        const couldNot =
          neverStarted || (stdout.length === 0 && COULD_NOT.test(stderr.toString('latin1')));
        resolve(couldNot ? null : { stdout, ended: !signal.aborted, paceMs });
      },
    );
  });
}
