import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { Page } from 'playwright-core';
import type { CaseView } from '../../src/bot/console/contract.ts';
import type { TestServer } from '../bot/console/client.ts';
import { attributesOf, waitForVersion } from '../console/browser.ts';
import { devicesAs, type Driver, type OpenDriver, type Shown } from './driver.ts';
import { pairedAndMeasured, serverFor, type Servers } from './servers.ts';

/** What was answered last, and what is asked now; folded parts too. */
const ANSWER = '.exchange .ours, [data-testid=pairing], [data-testid=question]';
const ENTRIES = '[data-testid=timeline] > li';

/** The page of somebody who has come in to each server. */
export type PageOf = (server: TestServer) => Page;

/** Leads the page to that address as the browser's own buttons do: it is not loaded anew. */
async function turnTo(page: Page, path: string): Promise<void> {
  await page.evaluate(
    `history.pushState(null, '', '${path}'); dispatchEvent(new PopStateEvent('popstate'));`,
  );
}

/** The console in a browser as a channel: types, presses buttons, reads the page. */
export function consoleDriver(servers: Servers, pageOf: PageOf): OpenDriver {
  return async ({ language, measures, device }): Promise<Driver> => {
    const server = serverFor(servers, { measures, device });
    const page = pageOf(server);
    const attributes = attributesOf.bind(null, page);
    const opened = await server.call('POST', '/api/cases', { id: randomUUID(), language });
    const { id, version: first } = opened.body as CaseView;
    await turnTo(page, `/cases/${id}`);
    await page.waitForSelector(`[data-case="${id}"][data-version="${first}"]`);
    let version = first;
    let entries = await page.locator(ENTRIES).count();

    const actions = (): Promise<string[]> =>
      attributes('[data-testid=question] [data-action]', 'data-action');
    const answer = async (): Promise<string> =>
      (await page.locator(ANSWER).allTextContents()).join(' ');
    const shown = async (): Promise<Shown> => {
      version += 1;
      await page.waitForSelector(`[data-case]:not([data-version="${version - 1}"])`);
      // Before a machine is paired and measures, which takes the place of it.
      const first = await answer();
      const taken = await server.call('GET', `/api/cases/${id}`);
      ({ version } = await pairedAndMeasured(servers, server, taken.body as CaseView, device));
      await waitForVersion(page, version);
      const of = (name: string): Promise<string | null> => page.getAttribute('[data-case]', name);
      const effects = await attributes(ENTRIES, 'data-effect');
      const fresh = effects.slice(entries);
      entries = effects.length;
      return {
        text: `${first} ${await answer()}`,
        offered: devicesAs(await actions()),
        phase: (await of('data-phase')) as Shown['phase'],
        language: (await of('data-language')) as Shown['language'],
        cause: await of('data-cause'),
        effects: fresh.filter((each) => each !== ''),
      };
    };
    return {
      async say(text) {
        await page.fill('[name=message]', text);
        await page.click('[data-action=send]');
        const after = await shown();
        expect(await page.inputValue('[name=message]')).toBe('');
        return after;
      },
      async press(action) {
        const offered = await actions();
        const pressed = offered[devicesAs(offered).indexOf(action)] ?? action;
        await page.click(`[data-testid=question] [data-action="${pressed}"]`);
        return shown();
      },
    };
  };
}
