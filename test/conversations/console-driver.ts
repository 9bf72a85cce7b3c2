import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { Page } from 'playwright-core';
import type { CaseView } from '../../src/bot/console/contract.ts';
import type { TestServer } from '../bot/console/client.ts';
import { waitForVersion } from '../console/browser.ts';
import type { Driver, OpenDriver, Shown } from './driver.ts';

/** What was answered last, and what is asked now; folded parts too. */
const ANSWER = '.exchange .ours, [data-testid=question]';

/** The console in a browser as a channel: types, presses buttons, reads the page. */
export function consoleDriver(server: TestServer, page: Page): OpenDriver {
  return async (language): Promise<Driver> => {
    const opened = await server.call('POST', '/api/cases', { id: randomUUID(), language });
    let view = opened.body as CaseView;
    await page.goto(`${server.url}/cases/${view.id}`);
    await waitForVersion(page, view.version);

    const shown = async (): Promise<Shown> => {
      await waitForVersion(page, view.version + 1);
      const seen = view.timeline.length;
      view = (await server.call('GET', `/api/cases/${view.id}`)).body as CaseView;
      const buttons = page.locator('[data-testid=question] [data-action]');
      const phase = await page.getAttribute('[data-case]', 'data-phase');
      return {
        text: (await page.locator(ANSWER).allTextContents()).join(' '),
        offered: await Promise.all(
          (await buttons.all()).map(
            async (button) => (await button.getAttribute('data-action')) ?? '',
          ),
        ),
        phase: phase as Shown['phase'],
        language: view.language,
        cause: view.report?.cause ?? null,
        effects: view.timeline
          .slice(seen)
          .flatMap(({ body }) => (body.kind === 'effect' ? [body.effect] : [])),
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
        await page.click(`[data-testid=question] [data-action="${action}"]`);
        return shown();
      },
    };
  };
}
