import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveOn } from '../bot/console/client.ts';
import { BROWSER, enter, launch, violations } from './browser.ts';
import { startProxy } from './proxy.ts';

describe.runIf(BROWSER)('what went wrong', () => {
  const serving = serveOn('sqlite');
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());

  /** Opens an address in a browser that has not come in. */
  async function open(path: string, locale = 'en-GB'): Promise<{ page: Page; status: number }> {
    const page = await (await browser.newContext({ locale })).newPage();
    const response = await page.goto(serving.server.url + path);
    await page.waitForSelector('[data-problem]');
    return { page, status: response?.status() ?? 0 };
  }

  it.each([
    ['/enter/OLD-TOKEN', 401, 'old-address', 'This address is of an earlier start.'],
    ['/auth/login', 404, 'no-sign-in', 'Nobody signs in to this server.'],
    ['/', 200, 'enter-first', 'This browser has not come in yet.'],
    ['/cases', 200, 'enter-first', 'This browser has not come in yet.'],
    ['/enter/%E0%A4%A', 400, 'bad-request', 'The server could not read'],
  ])('is told in the look of the page: %s', async (path, expected, code, words) => {
    const { page, status } = await open(path);
    expect(status).toBe(expected);
    expect(await page.getAttribute('[data-problem]', 'data-problem')).toBe(code);
    expect(await page.textContent('h1')).toContain(words);
    expect(await page.locator('a[href="/auth/login"]').count()).toBe(0);
    expect(await violations(page)).toEqual([]);
  });

  it('is told under a name that is not the server’s', async () => {
    const proxy = await startProxy(serving.server.url, '127.0.0.2');
    const page = await browser.newPage({ locale: 'en-GB' });
    await page.goto(proxy.url);
    await page.waitForSelector('[data-problem=unknown-host]');
    await proxy.cut();
  });

  it('is told in Chinese', async () => {
    const { page } = await open('/enter/OLD-TOKEN', 'zh-CN');
    expect(await page.textContent('main')).toContain('请打开服务器最近一次启动时显示的地址');
  });

  it.each([
    '/nowhere',
    '/a/b/c/d/e',
    '/cases/a/b',
    '/knowledge/x',
    '/some%20thing/?q=1',
    '/x.html',
  ])('is, at %s, that there is no such page', async (path) => {
    const { page } = await enter(browser, serving.server);
    const response = await page.goto(serving.server.url + path);
    expect(response?.status()).toBe(404);
    await expect.poll(() => page.textContent('h1')).toBe('There is no such page');
  });

  it('offers the list for a case that is gone, and no second try', async () => {
    const { page } = await enter(browser, serving.server, { locale: 'zh-CN' });
    await page.goto(`${serving.server.url}/cases/gone`);
    const note = page.locator('[data-problem=unknown-case]');
    await expect.poll(() => note.textContent()).toContain('没有这条记录');
    expect(await note.locator('button').count()).toBe(0);
    await note.locator('a').click();
    await page.waitForURL('**/cases');
  });

  it('is told in the server’s words where the page has none', async () => {
    const { page } = await enter(browser, serving.server);
    const error = { code: 'brand-new', message: 'the moon is full', remedy: 'wait for the sun' };
    await page.route('**/api/cases?*', (route) => route.fulfill({ status: 500, json: { error } }));
    await page.goto(`${serving.server.url}/cases`);
    const note = page.locator('[data-problem=brand-new]');
    await expect.poll(() => note.textContent()).toContain('the moon is full');
    expect(await note.locator('button').count()).toBe(1);
  });
});
