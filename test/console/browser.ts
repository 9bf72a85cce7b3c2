import { existsSync } from 'node:fs';
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
