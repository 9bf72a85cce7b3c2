import { spawn } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NETNS_FILES, runToEnd } from './machine.ts';

const PREFIX = 'login-doctor-lab';
const NAMESPACES = '/run/netns';

/** A name that no other laboratory has, from which it can be told whether its owner lives. */
export function laboratoryName(): string {
  return `${PREFIX}-${process.pid}-${crypto.randomUUID().slice(0, 6)}`;
}

/** Everything in `folder` that belongs to a laboratory whose process is gone. */
function orphansIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => {
    const pid = new RegExp(`^${PREFIX}-(\\d+)-`).exec(name)?.[1];
    return pid !== undefined && !existsSync(`/proc/${pid}`);
  });
}

async function removeNamespace(name: string): Promise<void> {
  // Its processes have ended with their owner; should one be left, it is in nobody else's namespace.
  const processes = await runToEnd(spawn('ip', ['netns', 'pids', name]));
  for (const pid of processes.split('\n').filter((line) => line !== ''))
    process.kill(Number(pid), 'SIGKILL');
  await runToEnd(spawn('ip', ['netns', 'delete', name]));
}

/** Removes what laboratories left that were killed. Others may be doing the same at this moment. */
export async function removeLeftovers(): Promise<void> {
  await Promise.allSettled(orphansIn(NAMESPACES).map(removeNamespace));
  for (const folder of [NETNS_FILES, tmpdir()])
    for (const name of orphansIn(folder))
      rmSync(join(folder, name), { recursive: true, force: true });
}
