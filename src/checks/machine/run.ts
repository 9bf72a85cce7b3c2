import { execFile } from 'node:child_process';

/** More than any of the programs that are run here has to say, in bytes. */
const MOST_OUTPUT = 4 * 1024 * 1024;

/**
 * What a program prints; null where it cannot be started, fails, prints more than that, or is not done when `signal`
 * aborts: it is killed then. No shell is involved. Never rejects.
 */
export function run(
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<string | null> {
  return new Promise((resolve) => {
    try {
      execFile(
        program,
        args,
        {
          // The words of the output must not depend on the person's language.
          env: { ...environment, LC_ALL: 'C' },
          maxBuffer: MOST_OUTPUT,
          killSignal: 'SIGKILL',
          signal,
          windowsHide: true,
        },
        (error, out) => {
          resolve(error ? null : out);
        },
      );
    } catch {
      // What cannot even be tried, such as a path with a NUL in it, is thrown at once.
      resolve(null);
    }
  });
}
