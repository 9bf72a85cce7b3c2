import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../bot/console/client.ts';
import { startProvider } from '../bot/console/provider.ts';
import { freePort } from '../free-port.ts';
import { BROWSER, launch, paste, violations } from './browser.ts';

describe.runIf(BROWSER)('people who sign in', () => {
  let browser: Browser;
  let server: TestServer;
  let provider: Awaited<ReturnType<typeof startProvider>>;
  beforeAll(async () => {
    browser = await launch();
    const port = await freePort();
    provider = await startProvider(`http://127.0.0.1:${port}/auth/callback`, {
      ada: ['agent'],
      vera: ['viewer'],
      olaf: [],
    });
    server = await startTestServer({
      PORT: String(port),
      CONSOLE_OIDC_ISSUER: provider.issuer,
      CONSOLE_OIDC_CLIENT_ID: 'login-doctor',
      CONSOLE_OIDC_CLIENT_SECRET: 'a-secret-of-the-test',
    });
  });
  afterAll(async () => {
    await browser.close();
    await server.stop();
    await provider.stop();
  });

  /** A page of that person, who followed the page's own link to the sign-in. */
  async function signIn(name: string): Promise<Page> {
    const page = await (await browser.newContext({ locale: 'en-GB' })).newPage();
    await page.goto(server.url);
    await page.waitForSelector('[data-problem=not-signed-in]');
    await page.click('[data-problem] a[href="/auth/login"]');
    await page.fill('[name=login]', name);
    await page.fill('[name=password]', 'any');
    await page.click('[type=submit]');
    await page.click('[type=submit]');
    await page.waitForURL(`${server.url}/**`);
    return page;
  }

  it('may only read as a viewer, and are offered nothing else', async () => {
    const ada = await signIn('ada');
    await ada.waitForSelector('[name=paste]');
    const url = await paste(ada, 'onLogin -1018 https://acme.sso.meeting.qq.com/x 43.137.1.20');
    await ada.click('[data-testid=question] [data-action=walk]');

    const vera = await signIn('vera');
    for (const [address, content] of [
      [server.url, '.rows'],
      [`${server.url}/cases`, '.rows'],
      [url, '[data-testid=timeline]'],
      [`${server.url}/devices`, '[data-testid=no-devices]'],
    ] as const) {
      await vera.goto(address);
      await vera.waitForSelector(content);
      const controls = vera.locator('textarea, input[type=file], main [data-action]');
      expect(await controls.count(), address).toBe(0);
      expect(await violations(vera), address).toEqual([]);
    }
    expect(await vera.locator('.tokens, .whole-trail').count()).toBe(0);
    expect(await vera.textContent('main')).toContain('administrators make them');
    await vera.goto(url);
    await vera.waitForSelector('[data-testid=timeline]');
    expect(await vera.textContent('main')).toContain('may read cases, but not change them');
    expect(await vera.textContent('.who')).toContain('viewer');
  });

  it('are told in the page that they have no role', async () => {
    const olaf = await signIn('olaf');
    await olaf.waitForSelector('[data-problem=no-role]');
    expect(await olaf.textContent('h1')).toBe('Your account has no role here.');
  });
});
