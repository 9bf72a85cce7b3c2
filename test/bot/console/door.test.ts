import { get } from 'node:http';
import { describe, expect, it } from 'vitest';
import { serveOn, startTestServer } from './client.ts';

const serving = serveOn('sqlite');

/** A request with a Host header of the test's choice, which fetch does not allow. */
function statusAs(host: string, path = '/api/session'): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get(`${serving.server.url}${path}`, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).on('error', reject);
  });
}

describe('the door', () => {
  const door = (path: string, headers: Record<string, string>, method = 'GET'): Promise<Response> =>
    fetch(`${serving.server.url}${path}`, { method, headers, redirect: 'manual' });

  it('opens by the address that was printed, and by nothing else', async () => {
    const entered = await fetch(serving.server.entry, { redirect: 'manual' });
    expect(entered.status).toBe(303);
    const cookie = entered.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/HttpOnly; SameSite=Strict/);
    const [pair = ''] = cookie.split(';');
    expect((await door('/api/session', { cookie: pair })).status).toBe(200);
    for (const headers of [{}, { cookie: `${pair}x` }, { authorization: 'Bearer x' }])
      expect((await door('/api/cases', headers as Record<string, string>)).status).toBe(401);
    expect((await door('/enter/guess', {})).status).toBe(401);
    expect((await door('/auth/login', {})).status).toBe(404);
  });

  it('stays open when another server of this machine is entered', async () => {
    const other = await startTestServer();
    const pairs = await Promise.all(
      [serving.server, other].map(async ({ entry }) => {
        const { headers } = await fetch(entry, { redirect: 'manual' });
        return (headers.get('set-cookie') ?? '').split(';')[0] ?? '';
      }),
    );
    // A browser keeps one cookie of each name, whatever the port.
    const jar = new Map(pairs.map((pair) => pair.split('=') as [string, string]));
    const cookie = Array.from(jar, ([name, value]) => `${name}=${value}`).join('; ');
    for (const { url } of [serving.server, other])
      expect((await fetch(`${url}/api/session`, { headers: { cookie } })).status).toBe(200);
    await other.stop();
  });

  it('is shut to other sites', async () => {
    const headers = {
      'content-type': 'application/json',
      authorization: `Bearer ${serving.server.token}`,
    };
    for (const from of [{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example' }]) {
      const response = await door('/api/cases', { ...headers, ...from }, 'POST');
      expect(response.status).toBe(403);
    }
  });

  it('is not found under another name', async () => {
    expect(await statusAs('evil.example:80')).toBe(421);
    expect(await statusAs('localhost:3978')).toBe(401);
    expect(await statusAs('evil.example', '/metrics')).toBe(421);
    expect(await statusAs('localhost', '/metrics')).toBe(200);
    expect(await statusAs('10.0.0.7', '/healthz')).toBe(200);
    expect(await statusAs('10.0.0.7', '/readyz')).toBe(200);
  });

  it('sends headers that keep a page safe, and no scripts of others', async () => {
    const { headers } = await door('/api/session', {});
    expect(headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(headers.get('content-security-policy')).not.toMatch(/unsafe|\*/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-powered-by')).toBeNull();
  });
});
