import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveOn } from '../bot/console/client.ts';
import { BROWSER, enter, launch, paste, waitForVersion } from './browser.ts';

describe.runIf(BROWSER)('the box for a text or a log', () => {
  const serving = serveOn('sqlite');
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());

  const NO_TEXT = { 'en-GB': 'There is no text to diagnose', 'zh-CN': '没有可以诊断的文字' };

  it.each(['en-GB', 'zh-CN'] as const)('says when it is empty: %s', async (locale) => {
    const { page } = await enter(browser, serving.server, { locale });
    await page.fill('[name=paste]', '  \n ');
    await page.click('[data-action=send]');
    expect(await page.textContent('.refused')).toContain(NO_TEXT[locale]);
    await page.fill('[name=paste]', '-1012');
    expect(await page.textContent('.refused')).toBe('');
    await paste(page, '-1012');
    await page.click('[data-action=send]');
    expect(await page.textContent('.refused')).toContain(NO_TEXT[locale]);
  });

  it.each(['en-GB', 'zh-CN'] as const)('says when a file is empty: %s', async (locale) => {
    const { page } = await enter(browser, serving.server, { locale });
    const file = { name: 'empty.log', mimeType: 'text/plain', buffer: Buffer.alloc(0) };
    await page.setInputFiles('input[type=file]', file);
    const note = page.locator('[data-problem=empty-log]');
    const words = locale === 'en-GB' ? NO_TEXT[locale] : '没有可以诊断的文字';
    await expect.poll(() => note.textContent()).toContain(words);
  });

  /** Drops a file on what `selector` means; gives of each of its events whether the browser was kept from it. */
  function drop(page: Page, selector: string, text: string): Promise<boolean[]> {
    return page.evaluate<boolean[]>(`(() => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([${JSON.stringify(text)}], 'sdk.log'));
      const target = document.querySelector(${JSON.stringify(selector)});
      const init = { bubbles: true, cancelable: true, dataTransfer };
      return ['dragenter', 'dragover', 'drop'].map(
        (kind) => !target.dispatchEvent(new DragEvent(kind, init)),
      );
    })()`);
  }

  it.each(['[name=paste]', 'header', '.home'])('takes a file that is dropped on %s', async (on) => {
    const { page, faults } = await enter(browser, serving.server);
    expect(await drop(page, on, 'onLogin code=-1019 token verify failed')).toEqual([
      true,
      true,
      true,
    ]);
    await waitForVersion(page, 1);
    expect(await page.textContent('h1')).toContain('-1019');
    expect(faults).toEqual([]);
  });

  it('takes a file that is dropped beside it on the page of a case', async () => {
    const { page } = await enter(browser, serving.server);
    await paste(page, 'onLogin -1002');
    await drop(page, '[data-testid=timeline]', 'msg: Token is expired');
    await waitForVersion(page, 2);
    expect(await page.getAttribute('[data-case]', 'data-cause')).toBe('id-token-expired');
  });
});
