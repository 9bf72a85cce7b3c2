import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readServerConfig } from '../../../src/server-config.ts';
import { openStore } from '../../../src/store/store.ts';
import { freePort } from '../../free-port.ts';
import { startTestServer, type TestServer } from './client.ts';
import { startProvider } from './provider.ts';
import { Visitor } from './visitor.ts';

describe('sign-in by OpenID Connect', () => {
  let dataDir: string;
  let server: TestServer;
  let provider: Awaited<ReturnType<typeof startProvider>>;

  beforeAll(async () => {
    const port = await freePort();
    dataDir = mkdtempSync(join(tmpdir(), 'sign-in-'));
    provider = await startProvider(
      `http://127.0.0.1:${port}/auth/callback`,
      {
        ada: ['admin', 'viewer'],
        vera: ['viewer'],
        olaf: [],
        eve: ['viewer'],
        Assistant: ['viewer'],
      },
      ['eve', 'Assistant'],
    );
    server = await startTestServer({
      DATA_DIR: dataDir,
      PORT: String(port),
      CONSOLE_OIDC_ISSUER: provider.issuer,
      CONSOLE_OIDC_CLIENT_ID: 'login-doctor',
      CONSOLE_OIDC_CLIENT_SECRET: 'a-secret-of-the-test',
    });
  });
  afterAll(async () => {
    await server.stop();
    await provider.stop();
    rmSync(dataDir, { recursive: true });
  });

  const post = (visitor: Visitor, path: string, body: object): Promise<Response> =>
    visitor.fetch(`${server.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  it('lets nobody in without it', async () => {
    const visitor = new Visitor();
    expect((await visitor.fetch(`${server.url}/api/cases`)).status).toBe(401);
    expect((await visitor.fetch(`${server.url}/enter/x`)).status).toBe(404);
  });

  it('names who did what, until they sign out', async () => {
    const ada = new Visitor();
    expect((await ada.signIn(server.url, 'ada')).status).toBe(200);
    expect(await (await ada.fetch(`${server.url}/api/session`)).json()).toEqual({
      person: 'ada@example.com',
      role: 'admin',
      signOut: true,
    });
    const opened = await post(ada, '/api/cases', { id: 'case-of-ada', text: '-1012' });
    expect(await opened.json()).toMatchObject({
      openedBy: 'ada@example.com',
      timeline: [{ by: 'ada@example.com' }, { by: 'ada@example.com' }, { by: 'assistant' }],
    });
    expect((await post(ada, '/auth/logout', {})).status).toBe(200);
    expect((await ada.fetch(`${server.url}/api/session`)).status).toBe(401);
  });

  it('holds people to their role', async () => {
    const vera = new Visitor();
    await vera.signIn(server.url, 'vera');
    expect((await vera.fetch(`${server.url}/api/cases`)).status).toBe(200);
    const refused = await post(vera, '/api/cases', { id: 'case-of-vera', text: '-1012' });
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ error: { code: 'not-allowed' } });

    const olaf = new Visitor();
    const turnedAway = await olaf.signIn(server.url, 'olaf');
    expect(turnedAway.status).toBe(403);
    expect(await turnedAway.json()).toMatchObject({ error: { code: 'no-role' } });
  });

  it('calls nobody by an address that may not be theirs, nor by our own name', async () => {
    const names = ['eve', 'Assistant'].map(async (name) => {
      const visitor = new Visitor();
      await visitor.signIn(server.url, name);
      const session = await visitor.fetch(`${server.url}/api/session`);
      return ((await session.json()) as { person: string }).person;
    });
    expect(await Promise.all(names)).toEqual(['eve', 'Assistant (person)']);
  });

  it('ends a live update with the session, at once where somebody signs out', async () => {
    const [ada, vera] = [new Visitor(), new Visitor()];
    await ada.signIn(server.url, 'ada');
    await vera.signIn(server.url, 'vera');
    const ends = async (visitor: Visitor): Promise<number> => {
      await (await visitor.fetch(`${server.url}/api/live`)).text();
      return performance.now();
    };
    const [ended, expired] = [ends(ada), ends(vera)];
    await sleep(300);
    const start = performance.now();
    await post(ada, '/auth/logout', {});
    expect((await ended) - start).toBeLessThan(1000);

    const store = await openStore({ dataDir, onConnectionLost: () => undefined });
    await store.sessions.forgetExpired(Number.MAX_SAFE_INTEGER);
    await store.close();
    expect((await expired) - start).toBeLessThan(20_000);
  });

  it('takes no more than 64 KB of people who have not signed in', async () => {
    const diagnose = (visitor: Visitor, length: number): Promise<Response> =>
      post(visitor, '/api/diagnose', { text: 'x'.repeat(length) });
    const [stranger, vera] = [new Visitor(), new Visitor()];
    await vera.signIn(server.url, 'vera');
    expect((await diagnose(stranger, 65_536)).status).toBe(200);
    const refused = await diagnose(stranger, 65_537);
    expect(refused.status).toBe(413);
    expect(await refused.json()).toMatchObject({
      error: { code: 'too-large', remedy: expect.stringContaining('/auth/login') as string },
    });
    expect((await diagnose(vera, 65_537)).status).toBe(200);
  });

  it('refuses a way back that it did not begin', async () => {
    const visitor = new Visitor();
    const callback = `${server.url}/auth/callback?code=x&state=y`;
    expect((await visitor.fetch(callback)).status).toBe(400);
    await visitor.fetch(`${server.url}/auth/login`);
    expect((await visitor.fetch(callback)).status).toBe(401);
  });
});

describe('the configuration', () => {
  it.each(['x', '70000', '-1', '0x10', ' ', '1.5'])('refuses the port %j', (port) => {
    const message = `PORT="${port}": must be a number from 0 to 65535`;
    expect(() => readServerConfig({ PORT: port })).toThrow(message);
  });

  it.each([
    [{ HOST: '0.0.0.0' }, /HOST="0\.0\.0\.0": .*CONSOLE_OIDC_ISSUER/],
    [
      { DATABASE_URL: 'mysql://user:secret@host/db' },
      /^DATABASE_URL: must be an address that begins with postgres:/,
    ],
    [{ PUBLIC_URL: 'login.example.com' }, /^PUBLIC_URL="login\.example\.com": must be an address/],
    [{ CONSOLE_OIDC_ISSUER: 'https://login.example.com' }, /CONSOLE_OIDC_CLIENT_ID: is missing/],
    [
      {
        CONSOLE_OIDC_ISSUER: 'http://login.example.com',
        CONSOLE_OIDC_CLIENT_ID: 'x',
        CONSOLE_OIDC_CLIENT_SECRET: 'y',
      },
      /must be an https address/,
    ],
    [{ RETENTION_DAYS: '0' }, /^RETENTION_DAYS="0": must be a number from 1 to 3650$/],
    [{ LOG_LEVEL: 'loud' }, /^LOG_LEVEL="loud": must be one of fatal, .*info/],
  ])('refuses %j', (environment, message) => {
    expect(() => readServerConfig(environment)).toThrow(message);
  });

  it('takes what is not set from its defaults, and an empty variable for not set', () => {
    expect(readServerConfig({ PORT: '', HOST: '' })).toMatchObject({
      host: '127.0.0.1',
      port: 3978,
      oidc: null,
      retentionDays: null,
      auditRetentionDays: 730,
    });
  });
});
