import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { openDnsServer } from './dns-server.ts';
import { openSilentPort } from './silent-port.ts';

const PROGRAM = fileURLToPath(new URL('leaves-nothing-open.program.ts', import.meta.url));

it('a program that has made its checks has nothing left to wait for', async () => {
  const dns = await openDnsServer(() => 'silence');
  const tcp = await openSilentPort();
  const udp = createSocket('udp4');
  await new Promise<void>((resolve) => udp.bind(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    await dns.close();
    await tcp.close();
    udp.close();
  });
  const args = [PROGRAM, dns.address, `${tcp.port}`, `${udp.address().port}`];
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 20_000 });
  const { findings, heldMs } = JSON.parse(stdout) as { findings: string[]; heldMs: number };
  expect(findings).toEqual([
    'no-answer',
    'timed-out',
    'name-unanswered',
    'no-reply',
    'no-answer',
    'neither',
  ]);
  // A question's timer would hold it for 700 ms more, a name server's socket for seven seconds.
  expect(heldMs).toBeLessThan(500);
});
