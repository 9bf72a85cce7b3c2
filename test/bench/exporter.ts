import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

export const EXPORTER = 'prometheus-blackbox-exporter';

/** Prometheus' blackbox exporter, running on this machine. */
export interface Exporter {
  /** Asks it to connect to a place (host:port); rejects where it could not. */
  readonly probe: (target: string) => Promise<void>;
  readonly stop: () => Promise<void>;
}

const ADDRESS = '127.0.0.1:9115';
const CONFIGURATION = { modules: { tcp_connect: { prober: 'tcp' } } };
const LOOKS = 100;

/** Starts the exporter with its module for TCP, and waits until it answers; its configuration is written into `folder`. */
export async function startExporter(folder: string): Promise<Exporter> {
  const file = join(folder, 'blackbox.yml');
  // JSON is YAML too.
  writeFileSync(file, JSON.stringify(CONFIGURATION));
  const child = spawn(
    EXPORTER,
    [`--config.file=${file}`, `--web.listen-address=${ADDRESS}`, '--log.level=error'],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const closed = once(child, 'close');
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await closed;
  };
  for (let look = 0; look < LOOKS; look++) {
    const answer = await fetch(`http://${ADDRESS}/-/healthy`).catch(() => null);
    await answer?.arrayBuffer();
    if (answer?.ok)
      return {
        probe: async (target) => {
          const query = new URLSearchParams({ module: 'tcp_connect', target });
          const metrics = await (await fetch(`http://${ADDRESS}/probe?${query.toString()}`)).text();
          if (!/^probe_success 1$/m.test(metrics))
            throw new Error(`${EXPORTER} did not reach ${target}: ${metrics.slice(0, 200)}`);
        },
        stop,
      };
    await pause(50);
  }
  await stop();
  throw new Error(`${EXPORTER} does not answer`);
}
