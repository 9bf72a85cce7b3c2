import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveOn } from '../bot/console/client.ts';
import {
  attributesOf,
  BROWSER,
  enter,
  launch,
  paste,
  tabTo,
  violations,
  waitForVersion,
} from './browser.ts';

const PASTE = 'onLogin(-1018, "https://acme.sso.meeting.qq.com/x failed 43.137.1.20")';

describe.runIf(BROWSER)('the console in a browser', () => {
  const serving = serveOn('sqlite');
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());

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

  it('follows the language of the browser; its switch changes the page, not the case', async () => {
    const { page, faults } = await enter(browser, serving.server, { locale: 'zh-CN' });
    expect(await page.getAttribute('html', 'lang')).toMatch(/^zh/);
    await paste(page, '-1021');
    const question = page.locator('[data-testid=question]');
    await expect.poll(() => question.textContent()).toContain('处理方');
    await page.click('.languages button[lang=en]');
    await expect.poll(() => page.getAttribute('html', 'lang')).toBe('en');
    await expect.poll(() => page.textContent('main')).toContain('What was pasted');
    expect(await question.textContent()).toContain('处理方');
    expect(await page.getAttribute('[data-case]', 'data-version')).toBe('1');
    expect(faults).toEqual([]);
  });

  it('changes the language of the answers on the page of the case, as long as it is not closed', async () => {
    const { page } = await enter(browser, serving.server);
    await paste(page, '-1021');
    await page.click('[data-action="language:zh"]');
    await waitForVersion(page, 2);
    expect(await page.getAttribute('[data-case]', 'data-language')).toBe('zh');
    expect(await page.getAttribute('html', 'lang')).toBe('en');
    await page.click('[data-testid=question] [data-action=solved]');
    await waitForVersion(page, 3);
    expect(await page.locator('[data-action^="language:"]').count()).toBe(0);
  });

  it('shows how far the runbook has come, and what was told of its steps', async () => {
    const { page } = await enter(browser, serving.server);
    await paste(page, PASTE);
    const states = (): Promise<string[]> =>
      attributesOf(page, '[data-testid=runbook] li', 'data-state');
    const presses = ['walk', 'done', 'outcome:reachable', 'outcome:reachable', 'outcome:none'];
    for (const [at, action] of presses.entries()) {
      await page.click(`[data-testid=question] [data-action="${action}"]`);
      await waitForVersion(page, at + 2);
    }
    expect(await states()).toEqual(['done', 'done', 'done', 'current']);
    await page.click('[data-testid=question] [data-action="outcome:ticket"]');
    await waitForVersion(page, 7);
    expect(await states()).toEqual(['done', 'done', 'done', 'handed-over']);
    const told = await page.locator('[data-testid=told] li').allTextContents();
    expect(told).toHaveLength(3);
    expect(told[1]).toMatch(/^Try every address that the SDK needs\s+All can be reached/);
  });

  it('brings the evidence of a long paste into sight, and leaves the page where it is', async () => {
    const { page } = await enter(browser, serving.server);
    const line = (at: number): string => `2026-01-05 10:00:00 heartbeat ${at}`;
    const lines = Array.from({ length: 300 }, (_, at) => line(at));
    lines.splice(200, 0, '2026-01-05 10:02:11 onLogin code: -1018 connect failed 43.137.1.20');
    await paste(page, lines.join('\n'));
    const isMarkInBox = (): Promise<boolean> =>
      page.evaluate<boolean>(
        `(() => {
          const box = document.querySelector('.pasted').getBoundingClientRect();
          const mark = document.querySelector('.pasted mark').getBoundingClientRect();
          return mark.top >= box.top && mark.bottom <= box.bottom;
        })()`,
      );
    await expect.poll(isMarkInBox).toBe(true);
    expect(await page.evaluate<number>('window.scrollY')).toBe(0);
    expect(await page.textContent('.theirs')).toContain('-1018');
  });

  it('lets a list tell its cases apart', async () => {
    const { page } = await enter(browser, serving.server);
    const url = await paste(page, `Li Wei cannot log in\n${PASTE}`);
    const id = url.split('/').at(-1) ?? '';
    await page.goto(`${serving.server.url}/cases`);
    const row = page.locator(`[data-case="${id}"]`);
    const words = ['-1018', 'Network error', 'Li Wei cannot log in', id.slice(0, 8), 'acme.sso'];
    for (const each of words) await expect.poll(() => row.textContent()).toContain(each);
    await page.fill('[name=q]', id.slice(0, 8));
    await expect.poll(() => page.locator('.rows [data-case]').count()).toBe(1);
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
    // The box has the focus from the start.
    await expect.poll(() => page.locator('[name=paste]:focus').count()).toBe(1);
    await page.keyboard.type('-1012');
    await page.keyboard.press('Control+Enter');
    await waitForVersion(page, 1);
    const asked = page.locator('[data-testid=question] .asked:focus');
    await expect.poll(() => asked.count()).toBe(1);
    expect(await tabTo(page, '[data-testid=question] .actions button', 5)).toBe(1);
    await tabTo(page, '[name=message]', 6);
    await page.keyboard.type('the app is version 3.21');
    await page.keyboard.press('Control+Enter');
    await waitForVersion(page, 2);
    await expect.poll(() => asked.count()).toBe(1);
    await tabTo(page, '[data-action=solved]', 5);
    await page.keyboard.press('Enter');
    await waitForVersion(page, 3);
    await expect.poll(() => asked.count()).toBe(1);
  });

  it('folds on a phone what is not asked about', async () => {
    const viewport = { width: 390, height: 844 };
    const { page } = await enter(browser, serving.server, { viewport });
    await paste(page, PASTE);
    for (const [at, action] of ['walk', 'done'].entries()) {
      await page.click(`[data-testid=question] [data-action="${action}"]`);
      await waitForVersion(page, at + 2);
    }
    expect(await page.textContent('.runbook-line summary')).toMatch(/^Step 1 of 4 · Try the addr/);
    const entries = page.locator('[data-testid=timeline] > li');
    expect(await entries.count()).toBe(2);
    await page.click('.history button');
    await expect.poll(() => entries.count()).toBe(7);
    const isOpen = page.locator('.card.fold[open]');
    expect(await isOpen.count()).toBe(0);
    expect(await page.textContent('.known .fold summary')).toMatch(
      /nothing measured · \d+ planned/,
    );
    expect(await page.locator('.case-id').isVisible()).toBe(false);
    expect(await page.locator('.page-head').textContent()).not.toContain('kTMSDK');
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
      expect(await violations(page), path).toEqual([]);
      const width = await page.evaluate<number>('document.documentElement.scrollWidth');
      expect(width, `${path} is wider than the screen`).toBeLessThanOrEqual(
        options.viewport?.width ?? 0,
      );
    }
    expect(faults).toEqual([]);
  });
});
