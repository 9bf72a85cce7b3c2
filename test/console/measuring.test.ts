import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveOn } from '../bot/console/client.ts';
import { findingsOf, Player } from '../conversations/recordings.ts';
import {
  attributesOf,
  BROWSER,
  enter,
  launch,
  paste,
  violations,
  waitForVersion,
} from './browser.ts';

/** Without companions, the server's machine is the only place to measure from. */
const ALONE = { COMPANIONS: 'off' };
/** What the recordings were measured for. */
const PASTE =
  'onLogin(-1018, "connect https://login-cb.example-meeting.net/login failed, ip 203.0.113.113")';
const MIDDLE = 30;
const STATIONS = 5;

describe.runIf(BROWSER)('checks that run, in the page', () => {
  const player = new Player();
  const measuring = serveOn('sqlite', { measures: player }, ALONE);
  const plain = serveOn('sqlite', {}, ALONE);
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
    const tenant = { ssoDomain: 'acme', language: null };
    for (const { server } of [plain, measuring]) await server.call('PUT', '/api/settings', tenant);
  });
  afterAll(() => browser.close());

  const states = (page: Page): Promise<string[]> =>
    attributesOf(page, '[data-testid=path] li', 'data-state');
  const progress = async (page: Page): Promise<number> =>
    Number(await page.getAttribute('.sweep-progress progress', 'value'));

  /** A page on which a sweep of that recording is held up in the middle. */
  async function inTheMiddle(
    recording: Player['recording'],
    options: Parameters<typeof enter>[2] = {},
  ): Promise<Awaited<ReturnType<typeof enter>> & { readonly release: () => Promise<void> }> {
    player.recording = recording;
    const release = player.holdAfter(MIDDLE);
    const entered = await enter(browser, measuring.server, options);
    await paste(entered.page, PASTE);
    await entered.page.click('[data-testid=question] [data-action=run-checks]');
    await expect.poll(() => progress(entered.page)).toBe(MIDDLE);
    return {
      ...entered,
      async release() {
        release();
        await entered.page.waitForSelector('[data-case][data-phase=measured]');
      },
    };
  }

  it('shows them as they end, and then where the path breaks', async () => {
    const { page, faults, release } = await inTheMiddle('host-dropped');
    expect(await page.textContent('.sweep-progress label')).toMatch(/^30 of \d+ checks ended$/);
    const latest = findingsOf('host-dropped').results[MIDDLE - 1];
    expect(await page.textContent('.latest')).toContain(latest?.target);
    expect(await page.textContent('.measured-from')).toContain('laboratory');
    const running = await states(page);
    expect(running).toContain('works');
    expect(running).toContain('measuring');
    expect(running).not.toContain('broken');
    await release();
    // Behind the break, the certificate of that host was not seen.
    expect(await states(page)).toEqual(['works', 'works', 'works', 'broken', 'unclear']);
    expect(await page.textContent('[data-station=network]')).toContain('Broken');
    expect(await attributesOf(page, '[data-testid=causes] li', 'data-cause')).toEqual([
      'host-blocked',
    ]);
    // What is amiss stands open, the rest is folded.
    const open = page.locator('.check-group[open]');
    expect(await open.count()).toBe(1);
    expect(await open.getAttribute('data-host')).toBe('work.medialab.qq.com');
    expect(await open.innerText()).toMatch(/blocked\s+connection 443 no answer/);
    expect(await page.locator('[data-groups=healthy]').getAttribute('open')).toBeNull();
    expect(await page.locator('.sweep-progress').count()).toBe(0);
    expect(faults).toEqual([]);
  });

  it('breaks nowhere on a healthy network', async () => {
    const { page, release } = await inTheMiddle('healthy');
    await release();
    expect(await states(page)).toEqual(Array<string>(STATIONS).fill('works'));
    expect(await page.textContent('[data-testid=causes]')).toContain('No fault found. 58 of 58');
    expect(await page.locator('.check-group[open]').count()).toBe(0);
  });

  it('shows after a reload what has ended by then, and begins a second run with nothing', async () => {
    const { page, release } = await inTheMiddle('host-dropped');
    await page.reload();
    await expect.poll(() => progress(page)).toBe(MIDDLE);
    await release();
    await page.reload();
    await page.waitForSelector('[data-testid=sweep][data-ended=true]');
    expect(await states(page)).toContain('broken');
    // A second run begins with nothing.
    const again = player.holdAfter(1);
    await page.click('[data-testid=question] [data-action=run-checks]');
    await expect.poll(() => progress(page)).toBe(1);
    expect(await states(page)).not.toContain('broken');
    again();
    await page.waitForSelector('[data-testid=sweep][data-ended=true]');
  });

  it('keeps apart what is measured, told and not measured', async () => {
    const { page, release } = await inTheMiddle('healthy');
    await release();
    const titles = await page.locator('dl.measured > dt').allTextContents();
    expect(titles).toEqual(['Measured by Login Doctor', 'Told by a person', 'Not measured']);
    expect(await page.locator('dl.measured > dd').nth(1).textContent()).toContain('No result');
  });

  it('speaks Chinese, also of what runs', async () => {
    const { page, release } = await inTheMiddle('host-dropped', { locale: 'zh-CN' });
    expect(await page.textContent('.theirs')).toContain('在本机运行检查');
    expect(await page.textContent('.sweep-progress label')).toMatch(/项检测已完成 30 项/);
    await release();
    expect(await page.textContent('[data-station=network]')).toContain('中断');
    expect(await page.innerText('[data-testid=sweep]')).not.toMatch(/[a-z]+ (?:is|of|the) /i);
  });

  it.each(
    (['light', 'dark'] as const).flatMap((colorScheme) =>
      [1280, 390].map((width) => ({ colorScheme, width })),
    ),
  )('shuts nobody out: $colorScheme, $width px', async ({ colorScheme, width }) => {
    const { page, release } = await inTheMiddle('host-dropped', {
      colorScheme,
      viewport: { width, height: 844 },
    });
    expect(await violations(page)).toEqual([]);
    await release();
    expect(await violations(page)).toEqual([]);
    const isTooWide = 'document.documentElement.scrollWidth > window.innerWidth';
    expect(await page.evaluate<boolean>(isTooWide)).toBe(false);
    const [first, last] = await Promise.all(
      ['machine', 'endpoints'].map((id) => page.locator(`[data-station=${id}]`).boundingBox()),
    );
    // One beside the other, or on a phone one below the other.
    expect((last?.x ?? 0) > (first?.x ?? 0)).toBe(width > 390);
  });

  it('says where nothing measures that commands are shown', async () => {
    const { page, faults } = await enter(browser, plain.server);
    await paste(page, PASTE);
    const button = page.locator('[data-testid=question] [data-action=run-checks]');
    expect(await button.textContent()).toBe('Show the commands');
    expect(await page.textContent('dl.measured')).toContain('This server does not measure');
    await button.click();
    await waitForVersion(page, 2);
    await page.waitForSelector('.ours .command-lines');
    expect(await page.locator('[data-testid=sweep]').count()).toBe(0);
    expect(faults).toEqual([]);
  });
});
