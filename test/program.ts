import { spawn } from 'node:child_process';
import { join } from 'node:path';

export const MAIN = join(import.meta.dirname, '../login-doctor.js');

/** What the program did. */
export interface Result {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the program as a person would, with `input` on its standard input. */
export function run(
  args: readonly string[],
  input: string | Buffer = '',
  environment = {},
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, ...args], {
      env: { ...process.env, LANG: 'C.UTF-8', ...environment },
      timeout: 60_000,
    });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    child.on('error', reject);
    child.on('close', (status) => {
      resolve({ status, out, err });
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

/** The fields of a report, in order: a contract. */
export const REPORT_KEYS = [
  'status',
  'errors',
  'cause',
  'category',
  'signals',
  'asks',
  'fixes',
  'checks',
  'language',
  'redactedText',
];
