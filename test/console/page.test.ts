import AxeSource from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveOn } from '../bot/console/client.ts';
import { BROWSER, enter, launch, waitForVersion } from './browser.ts';

const PASTE = 'onLogin(-1018, "https://acme.sso.meeting.qq.com/x failed 43.137.1.20")';

describe.runIf(BROWSER)('the console in a browser', () => {
  const serving = serveOn('sqlite');
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());

  async function paste(page: Page, text: string): Promise<string> {
    await page.fill('[name=paste]', text);
    await page.keyboard.press('Control+Enter');
    await waitForVersion(page, 1);
    return page.url();
  }

  it('leads from the paste through the runbook to the end', async () => {
    const { page, faults } = await enter(browser, serving.server);
    await paste(page, PASTE);
    await expect.poll(() => page.textContent('[data-testid=question]')).toContain('-1018');
    await expect.poll(() => page.locator('mark').count()).toBeGreaterThan(0);
    for (const [at, action] of ['walk', 'done', 'outcome:unreachable', 'solved'].entries()) {
      await page.click(`[data-testid=question] [data-action="${action}"]`);
      await waitForVersion(page, at + 2);
    }
    await page.waitForSelector('[data-case][data-phase=resolved]');
    const timeline = await page.textContent('[data-testid=timeline]');
    for (const word of [PASTE, 'Go through the steps', 'It works now'])
      expect(timeline).toContain(word);
    expect(faults).toEqual([]);
  });

  it('takes a log file, and shows none of its secrets', async () => {
    const { page, faults } = await enter(browser, serving.server);
    const line = 'onLogin code=-1019 password=hunter22x token verify failed\n';
    await page.setInputFiles('input[type=file]', {
      name: 'sdk.log',
      mimeType: 'text/plain',
      buffer: Buffer.from(`${'noise line\n'.repeat(300_000)}${line}`),
    });
    await waitForVersion(page, 1);
    expect(await page.textContent('main')).toContain('-1019');
    expect(await page.content()).not.toContain('hunter22x');
    expect(faults).toEqual([]);
  });

  it('follows the language of the browser, and changes it with the case', async () => {
    const { page, faults } = await enter(browser, serving.server, { locale: 'zh-CN' });
    expect(await page.getAttribute('html', 'lang')).toMatch(/^zh/);
    await paste(page, '-1021');
    await expect.poll(() => page.textContent('[data-testid=question]')).toContain('处理方');
    await page.click('.languages button[lang=en]');
    await waitForVersion(page, 2);
    await expect
      .poll(() => page.textContent('[data-testid=question]'))
      .toContain('Owner of the fix');
    expect(await page.getAttribute('html', 'lang')).toBe('en');
    expect(faults).toEqual([]);
  });

  it('keeps two pages of one case in step', async () => {
    const { page } = await enter(browser, serving.server);
    const url = await paste(page, '-1012');
    const other = await page.context().newPage();
    await other.goto(url);
    await waitForVersion(other, 1);
    await page.click('[data-testid=question] [data-action=solved]');
    await waitForVersion(other, 2);
    await other.click('[data-testid=question] [data-action=restart]');
    await waitForVersion(page, 3);
    expect(await page.getAttribute('[data-case]', 'data-phase')).toBe('code');
  });

  it('sends a message again when the connection breaks, and it is taken once', async () => {
    const { page } = await enter(browser, serving.server);
    const ids: string[] = [];
    await page.route('**/api/cases', async (route) => {
      if (route.request().method() !== 'POST') return route.continue();
      ids.push((route.request().postDataJSON() as { id: string }).id);
      // The first answer is lost on its way; the server has taken the request.
      if (ids.length === 1) {
        await route.fetch();
        return route.abort();
      }
      return route.continue();
    });
    await paste(page, '-1012');
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
    const said = page.locator('[data-testid=timeline] [data-kind=said]');
    await expect.poll(() => said.count()).toBe(1);
  });

  it('goes by the keyboard alone', async () => {
    const { page } = await enter(browser, serving.server);
    await page.focus('[name=paste]');
    await page.keyboard.type('-1012');
    await page.keyboard.press('Control+Enter');
    await waitForVersion(page, 1);
    await page.focus('[data-action=solved]');
    await page.keyboard.press('Enter');
    await waitForVersion(page, 2);
    const inQuestion = page.locator('[data-testid=question]:focus, [data-testid=question] :focus');
    await expect.poll(() => inQuestion.count()).toBe(1);
  });

  const LOOKS: readonly (readonly [string, BrowserContextOptions])[] = [
    ['light, wide, English', { viewport: { width: 1280, height: 900 } }],
    [
      'dark, as wide as a phone, Chinese',
      { viewport: { width: 360, height: 740 }, colorScheme: 'dark', locale: 'zh-CN' },
    ],
  ];

  it.each(LOOKS)('has nothing that shuts people out: %s', async (_, options) => {
    const { page, faults } = await enter(browser, serving.server, options);
    const caseUrl = await paste(page, PASTE);
    const views = [
      ['/', '[name=paste]'],
      ['/cases', '.rows'],
      ['/knowledge', '.rows'],
      ['/knowledge/tmsdk-login/-1002', 'main h2'],
      [new URL(caseUrl).pathname, '[data-testid=timeline]'],
    ] as const;
    for (const [path, content] of views) {
      await page.goto(serving.server.url + path);
      await page.waitForSelector(content);
      // Through the debugger, which the page's own security policy does not bind.
      await page.evaluate(AxeSource.source);
      const found = await page.evaluate<string[]>(
        'axe.run().then(({ violations }) => violations.map(({ id, impact }) => `${impact} ${id}`))',
      );
      expect(
        found.filter((each) => /^(?:serious|critical)/.test(each)),
        path,
      ).toEqual([]);
      const width = await page.evaluate<number>('document.documentElement.scrollWidth');
      expect(width, `${path} is wider than the screen`).toBeLessThanOrEqual(
        options.viewport?.width ?? 0,
      );
    }
    expect(faults).toEqual([]);
  });
});
