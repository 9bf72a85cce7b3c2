import { networkInterfaces, type NetworkInterfaceInfo } from 'node:os';
import { run } from './run.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The machine that a check looks at: everything it can be asked, before any of it is understood. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly environment: Environment;
  adapters(): Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;
  /**
   * What the program at that absolute path prints; null where it is not there, fails, prints far too much, or is not
   * done when `signal` aborts. Never rejects, and leaves no process behind.
   */
  run(program: string, args: readonly string[], signal: AbortSignal): Promise<string | null>;
}

export const THIS_MACHINE: Machine = {
  platform: process.platform,
  environment: process.env,
  adapters: networkInterfaces,
  run: (program, args, signal) => run(program, args, process.env, signal),
};
