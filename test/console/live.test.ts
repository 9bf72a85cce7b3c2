import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCase, serveOn, startTestServer, type TestServer } from '../bot/console/client.ts';
import { BROWSER, enter, launch, paste, waitForVersion } from './browser.ts';
import { startProxy } from './proxy.ts';

describe.runIf(BROWSER)('the page, while the case moves on', () => {
  const serving = serveOn('sqlite');
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());

  const idOf = (url: string): string => url.split('/').at(-1) ?? '';
  /** Somebody else says something in the case. */
  async function sayElsewhere(server: TestServer, id: string): Promise<void> {
    const event = { id: randomUUID(), kind: 'said', text: 'more of it' };
    const { status } = await server.call('POST', `/api/cases/${id}/events`, event);
    expect(status).toBe(200);
  }
  const notLive = (page: Page): Promise<string | null> =>
    page.locator('.not-live-place').textContent();

  it('says that it is not live, and catches up when the server is back', async () => {
    const { server } = serving;
    const proxy = await startProxy(server.url);
    const { page } = await enter(browser, {
      ...server,
      entry: `${proxy.url}/enter/${server.token}`,
      url: proxy.url,
    });
    const id = idOf(await paste(page, '-1012'));
    expect(await notLive(page)).toBe('');
    await proxy.cut();
    await expect.poll(() => notLive(page)).toBe('Not live: reconnecting…');
    await page.click('.languages button[lang="zh-Hans"]');
    expect(await notLive(page)).toBe('未实时更新：正在重新连接…');
    await sayElsewhere(server, id);
    await proxy.mend(server.url);
    await waitForVersion(page, 2);
    await expect.poll(() => notLive(page)).toBe('');
    await proxy.cut();
  });

  it('says so on the list as well, and catches up there', async () => {
    const { server } = serving;
    const proxy = await startProxy(server.url);
    const { page } = await enter(browser, {
      ...server,
      entry: `${proxy.url}/enter/${server.token}`,
      url: proxy.url,
    });
    await page.goto(`${proxy.url}/cases`);
    await page.waitForSelector('.rows [data-case]');
    await proxy.cut();
    await expect.poll(() => notLive(page)).toBe('Not live: reconnecting…');
    const { id } = await openCase(server, '-1021');
    await proxy.mend(server.url);
    await page.waitForSelector(`.rows [data-case="${id}"]`);
    await expect.poll(() => notLive(page)).toBe('');
    await proxy.cut();
  });

  it('says after a restart to open the printed address, and keeps what is being typed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'restart-'));
    const first = await startTestServer({ DATA_DIR: folder });
    const proxy = await startProxy(first.url);
    const { page } = await enter(browser, {
      ...first,
      entry: `${proxy.url}/enter/${first.token}`,
      url: proxy.url,
    });
    await paste(page, '-1012');
    await page.fill('[name=message]', 'half a sentence');
    await proxy.cut();
    await first.stop();
    const second = await startTestServer({ DATA_DIR: folder });
    await proxy.mend(second.url);
    await page.waitForSelector('[data-problem=enter-first]');
    expect(await page.textContent('[data-problem]')).toContain('Open the address that the server');
    expect(await page.locator('[data-problem] a').count()).toBe(0);
    // The address is opened in another tab.
    await (await page.context().newPage()).goto(`${proxy.url}/enter/${second.token}`);
    await page.waitForSelector('[data-problem]', { state: 'detached' });
    expect(await page.inputValue('[name=message]')).toBe('half a sentence');
    await expect.poll(() => notLive(page)).toBe('');
    await proxy.cut();
    await second.stop();
    rmSync(folder, { recursive: true });
  });

  it('misses no entry that arrives while its own request is under way', async () => {
    const { page } = await enter(browser, serving.server);
    const id = idOf(await paste(page, '-1012'));
    await page.route('**/events', async (route) => {
      const response = await route.fetch();
      await sayElsewhere(serving.server, id);
      // Time for the stream to tell of both before the answer to the first is here.
      await page.waitForTimeout(500);
      await route.fulfill({ response });
    });
    await page.fill('[name=message]', 'a first word');
    await page.click('[data-action=send]');
    await waitForVersion(page, 3);
  });

  it('misses no entry between the reading of the case and its stream', async () => {
    const { server } = serving;
    const { page } = await enter(browser, server);
    const { id } = await openCase(server, '-1012');
    let isHeld = false;
    await page.route(`**/api/cases/${id}`, async (route) => {
      if (isHeld) return route.continue();
      isHeld = true;
      const response = await route.fetch();
      await sayElsewhere(server, id);
      return route.fulfill({ response });
    });
    await page.goto(`${server.url}/cases/${id}`);
    await waitForVersion(page, 2);
    expect(isHeld).toBe(true);
  });
});
