import { existsSync } from 'node:fs';
import AxeSource from 'axe-core';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import type { TestServer } from '../bot/console/client.ts';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** A browser of this machine, or null; CHROMIUM names one elsewhere. */
export const BROWSER = [process.env.CHROMIUM ?? '', ...PLACES].find(existsSync) ?? null;

if (BROWSER === null)
  process.stdout.write(
    'The tests in a browser are left out: no Chromium was found. Install it (Debian: apt-get install chromium), or name it in CHROMIUM, and run npm test again.\n',
  );

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: BROWSER ?? '',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** A page of somebody who has come in, and everything that went wrong or went elsewhere while it was open. */
export async function enter(
  browser: Browser,
  server: TestServer,
  options: BrowserContextOptions = {},
): Promise<{ readonly page: Page; readonly faults: readonly string[] }> {
  const context = await browser.newContext({ locale: 'en-GB', ...options });
  const page = await context.newPage();
  const faults: string[] = [];
  const { origin } = new URL(server.url);
  context.on('request', (request) => {
    if (new URL(request.url()).origin !== origin) faults.push(`left the origin: ${request.url()}`);
  });
  context.on('weberror', (error) => faults.push(String(error.error())));
  context.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  await page.goto(server.entry);
  await page.waitForSelector('[name=paste]');
  return { page, faults };
}

/** Waits until the case on the page is at that version. */
export async function waitForVersion(page: Page, version: number): Promise<void> {
  await page.waitForSelector(`[data-case][data-version="${version}"]`);
}

/** Begins a case on the page with that text; gives the address of the case. */
export async function paste(page: Page, text: string): Promise<string> {
  await page.fill('[name=paste]', text);
  await page.keyboard.press('Control+Enter');
  await waitForVersion(page, 1);
  return page.url();
}

/** What shuts people out of the page, as far as axe finds it. */
export async function violations(page: Page): Promise<string[]> {
  // Through the debugger, which the page's own security policy does not bind.
  await page.evaluate(AxeSource.source);
  const found = await page.evaluate<string[]>(
    'axe.run().then(({ violations }) => violations.map(({ id, impact }) => `${impact} ${id}`))',
  );
  return found.filter((each) => /^(?:serious|critical)/.test(each));
}

/** Presses Tab until what `selector` means has the focus; gives how often. */
export async function tabTo(page: Page, selector: string, most: number): Promise<number> {
  for (let presses = 1; presses <= most; presses++) {
    await page.keyboard.press('Tab');
    if ((await page.locator(`${selector}:focus`).count()) > 0) return presses;
  }
  throw new Error(`${selector} has no focus after Tab was pressed ${most} times`);
}

/** What this needs of an element of the page. */
interface Attributed {
  getAttribute(name: string): string | null;
}

/** The value of that attribute on everything that `selector` means; empty where it has none. */
export async function attributesOf(page: Page, selector: string, name: string): Promise<string[]> {
  // One question for all of them: one for each would take longer than everything else in a conversation.
  return page
    .locator(selector)
    .evaluateAll(
      (found: Attributed[], name) => found.map((each) => each.getAttribute(name) ?? ''),
      name,
    );
}
