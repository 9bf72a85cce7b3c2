import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runCompanionCommand } from '../../src/bot/terminal/companion/command.ts';
import { openTerminal } from '../../src/bot/terminal/terminal.ts';
import { keepIdentity, newIdentity, readIdentity } from '../../src/companion/agent/identity.ts';
import { PATIENCE_MS } from '../patience.ts';
import { jobFor, startHostileServer, type HostileServer } from './hostile-server.ts';
import { packs, temporaryFolder } from './real-agent.ts';

/** The companion as a person starts it, and a server that means harm. */

let server: HostileServer;
let folder: string;
beforeEach(async () => {
  server = await startHostileServer();
  folder = temporaryFolder();
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Started {
  readonly status: Promise<number>;
  readonly shown: () => string;
  readonly type: (line: string) => void;
}

function start(...words: string[]): Started {
  return startWith({}, ...words);
}

function startWith(more: { readonly json?: boolean }, ...words: string[]): Started {
  const input = new PassThrough();
  const output = new PassThrough();
  let shown = '';
  output.setEncoding('utf8').on('data', (text: string) => (shown += text));
  const options = {
    words,
    server: server.url,
    yes: false,
    json: false,
    language: 'en' as const,
    ...more,
  };
  const status = runCompanionCommand(options, {
    packs: () => Promise.resolve(packs),
    terminal: openTerminal(input, output, {}),
    folder,
    logSources: () => ({ folders: [], patterns: [] }),
    version: '1.0.0',
  });
  status.catch(() => undefined);
  return {
    status,
    shown: () => shown,
    type: (line) => {
      input.write(`${line}\n`);
    },
  };
}

/** Everything that a terminal may be steered by, but for the end of a line. */
const STEERING = /[^\P{C}\n]|[\u2028\u2029]/u;

describe('the question', () => {
  it('names every server that is touched, and is free of whatever could steer the terminal', async () => {
    const companion = start('pair', 'CDF-GHJ-KMN');
    const peer = await server.friend();
    const nonce = peer.introduction?.nonce ?? '';
    for (const requester of [
      '\u001b]0;x\u0007ada',
      '\u202eada',
      'ada\r\nRun?',
      'ada\u0085',
      'a\u2028b',
    ]) {
      peer.ask({ ...jobFor(server, nonce), requester });
      expect(await peer.message('refused')).toMatchObject({ code: 'malformed' });
    }
    peer.ask({ ...jobFor(server, nonce), pack: 'p'.repeat(64) });
    expect(await peer.message('refused')).toMatchObject({ code: 'unknown-pack' });
    peer.ask(jobFor(server, nonce, { checks: [{ kind: 'tcp', target: '10.0.0.1:443' }] }));
    expect(await peer.message('refused')).toMatchObject({ code: 'policy' });

    const checks = [
      { kind: 'tls', target: 'conn.wemeet.tencent.com:443' },
      { kind: 'dns', target: 'acme.sso.meeting.qq.com' },
      { kind: 'http', target: 'https://登录.example.com/x' },
      { kind: 'clock', target: 'https://other.example.com/' },
      { kind: 'ping', target: '203.0.114.9' },
      { kind: 'ip-families', target: '-' },
    ] as const;
    const job = jobFor(server, nonce, { checks: [...checks], requester: 'Ada Ω 李' });
    peer.ask(job);
    await peer.message('asking');
    await vi.waitFor(() => {
      expect(companion.shown()).toContain('Run these checks?');
    }, PATIENCE_MS);
    const shown = companion.shown();
    for (const host of [
      'conn.wemeet.tencent.com',
      'acme.sso.meeting.qq.com',
      'xn--',
      'other.example.com',
      '203.0.114.9',
      // What only the check of the machine itself touches.
      'acme.id.meeting.qq.com',
      'work.medialab.qq.com',
      '223.5.5.5',
      '2400:3200::1',
    ])
      expect(shown).toContain(host);
    expect(shown).toContain(
      `Ada Ω 李 asks for network checks of this machine (case ${job.case.slice(0, 8)})`,
    );
    expect(shown).not.toMatch(STEERING);

    companion.type('maybe');
    companion.type('NO');
    expect(await peer.message('refused')).toMatchObject({ job: job.id, code: 'user' });
    peer.say({ kind: 'unwelcome', code: 'revoked', retryMs: null });
    expect(await companion.status).toBe(1);
    expect(companion.shown()).not.toMatch(STEERING);
  });

  it('that was answered with no is asked again: nobody remembers a no, and none is a yes', async () => {
    const companion = start('pair', 'CDF-GHJ-KMN');
    const peer = await server.friend();
    const nonce = peer.introduction?.nonce ?? '';
    const first = jobFor(server, nonce);
    for (const job of [first, jobFor(server, nonce, { case: first.case })]) {
      peer.ask(job);
      await peer.message('asking');
      companion.type('no');
      expect(await peer.message('refused')).toMatchObject({ job: job.id, code: 'user' });
    }
    peer.say({ kind: 'unwelcome', code: 'revoked', retryMs: null });
    await companion.status;

    const log = start('log');
    expect(await log.status).toBe(0);
    expect(log.shown()).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}paired with the server/);
    expect(log.shown()).toMatch(/refused \(.+, case \w{8}\) – Nothing was run\.\n/);
    expect(log.shown()).toMatch(/sent away by the server – The server does not let/);
    const forPrograms = startWith({ json: true }, 'log');
    expect(await forPrograms.status).toBe(0);
    expect(JSON.parse(forPrograms.shown())).toContainEqual(
      expect.objectContaining({ what: 'refused', detail: 'user' }),
    );
    await expect(startWith({ json: true }, 'run').status).rejects.toThrow('only the log');
  });
});

describe('what a person reads', () => {
  it('names the machine once, however often the connection breaks, and promises nothing of what was sent', async () => {
    const companion = start('pair', 'CDF-GHJ-KMN');
    const shown = (): string => companion.shown().replaceAll('\n', ' ');
    const first = await server.friend();
    const job = jobFor(server, first.introduction?.nonce ?? '');
    first.ask(job);
    await first.message('asking');
    first.say({ kind: 'withdrawn', job: job.id });
    await vi.waitFor(() => {
      expect(shown()).toContain('may have been sent, each as it ended');
    }, PATIENCE_MS);
    first.say({ kind: 'drain', withinMs: 0 });
    const second = await server.friend();
    await vi.waitFor(() => {
      expect(shown()).toContain('Connected to');
    }, PATIENCE_MS);
    second.say({ kind: 'unwelcome', code: 'revoked', retryMs: null });
    await companion.status;
    const named = shown().match(/This machine calls itself /g);
    expect(named).toHaveLength(1);
  });
});

describe('what is kept', () => {
  it('is kept before a code is used up, and the same key asks again', async () => {
    const first = start('pair', 'CDF-GHJ-KMN');
    const peer = await server.peer();
    const { kind, key } = (await peer.meet()) as { kind: string; key: string };
    expect(kind).toBe('enrol');
    // The answer is lost, and the program with it.
    peer.say({ kind: 'unwelcome', code: 'trouble', retryMs: null });
    await first.status;
    expect(readIdentity(folder)).toMatchObject({ device: null, serverKey: null });
    await expect(start('run').status).rejects.toMatchObject({ code: 'not-paired' });
    const second = start('pair', 'CDF-GHJ-KMN');
    const again = await server.peer();
    expect(await again.meet()).toMatchObject({ kind: 'enrol', key });
    again.welcomeIt(server.device);
    await vi.waitFor(() => {
      expect(readIdentity(folder)).toMatchObject({ device: server.device });
    }, PATIENCE_MS);
    again.say({ kind: 'unwelcome', code: 'revoked', retryMs: null });
    await second.status;
  });

  it('of a pairing that was begun with another server is not used for this one', async () => {
    keepIdentity(folder, newIdentity('https://other.example'));
    const companion = start('pair', 'CDF-GHJ-KMN');
    const peer = await server.peer();
    await peer.meet();
    peer.say({ kind: 'unwelcome', code: 'bad-ticket', retryMs: null });
    expect(await companion.status).toBe(1);
  });

  it('where nothing can be kept, no code is used up', async () => {
    mkdirSync(join(folder, 'identity.json.new'));
    await expect(start('pair', 'CDF-GHJ-KMN').status).rejects.toMatchObject({
      code: 'cannot-keep',
    });
    expect(server.connections).toBe(0);
  });

  it.each([
    '',
    '{',
    '{"server":"http://127.0.0.1:1"}',
    JSON.stringify({
      server: 'http://127.0.0.1:1',
      serverKey: 'x',
      device: crypto.randomUUID(),
      secret: 'x',
    }),
  ])('broken, %j, is told and not replaced', async (text) => {
    writeFileSync(join(folder, 'identity.json'), text);
    for (const words of [['run'], ['pair', 'CDF-GHJ-KMN']])
      await expect(start(...words).status).rejects.toMatchObject({ code: 'broken-identity' });
    expect(readFileSync(join(folder, 'identity.json'), 'utf8')).toBe(text);
    expect(server.connections).toBe(0);
    const forget = start('forget');
    expect(await forget.status).toBe(1);
    expect(forget.shown()).toContain('could not be told');
    expect(existsSync(folder)).toBe(false);
  });

  it.each(['AAA', 'CODE', 'https://helpdesk.example/companion/download', 'fleet_'])(
    'is not begun by %s, which is no code and no guess at one',
    async (word) => {
      await expect(start('pair', word).status).rejects.toMatchObject({ code: 'bad-option' });
      expect(server.connections).toBe(0);
    },
  );

  it('goes wholly when the machine is forgotten, unfinished keys too', async () => {
    keepIdentity(folder, {
      ...newIdentity(server.url),
      serverKey: server.keys.publicKey,
      device: server.device,
    });
    writeFileSync(join(folder, 'identity.json.new'), 'secret');
    writeFileSync(join(folder, 'mine.txt'), 'mine');
    const forget = start('forget');
    const peer = await server.friend();
    await peer.message('forget');
    peer.say({ kind: 'unwelcome', code: 'forgotten', retryMs: null });
    expect(await forget.status).toBe(0);
    expect(readdirSync(folder)).toEqual(['mine.txt']);
  });

  it('goes also where the server could not be told, and that is said', async () => {
    keepIdentity(folder, {
      ...newIdentity(server.url),
      serverKey: server.keys.publicKey,
      device: server.device,
    });
    server.always((peer) => {
      peer.say({ kind: 'unwelcome', code: 'too-many', retryMs: 0 });
    });
    const forget = start('forget');
    expect(await forget.status).toBe(1);
    expect(forget.shown()).toContain('could not be told');
    expect(existsSync(folder)).toBe(false);
  });
});
