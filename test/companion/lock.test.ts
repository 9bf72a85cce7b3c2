import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LOCK_FILE, lockFolder } from '../../src/companion/agent/lock.ts';

const LOCK = join(import.meta.dirname, '../../src/companion/agent/lock.ts');

describe('the folder of a companion', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lock-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('is one start’s at a time', () => {
    const unlock = lockFolder(folder);
    expect(() => lockFolder(folder)).toThrow('runs already');
    unlock();
    lockFolder(folder)();
  });

  it('stays that start’s for other processes too, when this one asks for it once more', () => {
    const unlock = lockFolder(folder);
    expect(() => lockFolder(folder)).toThrow('runs already');
    const script = `import('${LOCK}').then(({ lockFolder }) => lockFolder(process.argv[1]))`;
    const { status, stderr } = spawnSync(process.execPath, ['--eval', script, folder], {
      encoding: 'utf8',
    });
    expect(stderr).toContain('runs already');
    expect(status).not.toBe(0);
    unlock();
  });

  it('is free again when the process that had it was killed', async () => {
    const script = `import('${LOCK}').then(({ lockFolder }) => { globalThis.unlock = lockFolder(process.argv[1]); console.log('locked'); setInterval(() => {}, 1000); })`;
    const child = spawn(process.execPath, ['--eval', script, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    expect(() => lockFolder(folder)).toThrow('runs already');
    child.kill('SIGKILL');
    await once(child, 'close');
    lockFolder(folder)();
  });

  it('is this account’s alone, with its lock, also one that an earlier program left open', () => {
    const own = join(folder, 'own');
    for (const mode of [null, 0o644]) {
      if (mode !== null) chmodSync(join(own, LOCK_FILE), mode);
      lockFolder(own)();
      expect(statSync(join(own, LOCK_FILE)).mode & 0o777).toBe(0o600);
    }
  });

  it('that cannot be made is told', () => {
    expect(() => lockFolder('/proc/none')).toThrow('cannot write in');
  });
});
