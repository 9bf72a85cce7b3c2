import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';

const OUTSIDE = join(import.meta.dirname, 'inside.program.ts');

it('passes input, output, environment and exit status through to the program inside', async () => {
  const program =
    'process.stdin.pipe(process.stdout); console.log(process.env.WHO); process.exitCode = 9';
  const child = spawn(process.execPath, [OUTSIDE, '-e', program], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end('from a pipe');
  const [out, ended] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  expect(out).toBe('inside\nfrom a pipe');
  expect(ended).toEqual([9, null]);
});

it.skipIf(process.platform === 'win32')(
  'leaves it to the program inside what becomes of Ctrl+C',
  async () => {
    const program = `
      process.once('SIGINT', () => { setTimeout(() => process.exit(5), 50); });
      setInterval(() => undefined, 1000);
      console.log('ready');`;
    const child = spawn(process.execPath, [OUTSIDE, '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    });
    await once(child.stdout, 'data');
    // As a terminal does it: to every process of the group.
    process.kill(-(child.pid ?? 0), 'SIGINT');
    expect(await once(child, 'exit')).toEqual([5, null]);
  },
);
