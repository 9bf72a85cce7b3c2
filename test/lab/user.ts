import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { openPack } from '../../src/knowledge/open.ts';
import { worldOf } from './world.ts';

/**
 * Runs on the user's machine and prints one JSON object. A stand-in until the sweep is there: what ordinary probes see
 * of every server.
 */
const { pack } = await openPack(join(import.meta.dirname, '../../knowledge-base/tmsdk-login'));
const questions = worldOf(pack).servers.flatMap(({ host, v4, v6, tcp }) => [
  `dns ${host}`,
  ...tcp.flatMap((port) => [`tcp ${v4} ${port}`, `tcp ${v6} ${port}`]),
  ...(tcp.includes(443) ? [`tls ${v4} 443 ${host}`] : []),
]);
spawn(process.execPath, [join(import.meta.dirname, 'probe.ts'), '1000', ...questions], {
  stdio: ['ignore', 'inherit', 'inherit'],
});
