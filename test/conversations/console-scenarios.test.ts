import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BROWSER, enter, launch } from '../console/browser.ts';
import { consoleDriver } from './console-driver.ts';
import { runScenario } from './driver.ts';
import { readScenarios } from './scenario.ts';
import { serveAll } from './servers.ts';

const scenarios = readScenarios();

describe.runIf(BROWSER)('conversations through the console, in a browser', () => {
  const servers = serveAll('sqlite');
  let browser: Browser;
  let entered: { readonly url: string; readonly at: Awaited<ReturnType<typeof enter>> }[];
  beforeAll(async () => {
    browser = await launch();
    entered = await Promise.all(
      [servers.plain, servers.measuring, servers.devices].map(async ({ server }) => ({
        url: server.url,
        at: await enter(browser, server),
      })),
    );
  });
  afterAll(() => browser.close());

  it.each(scenarios.map((scenario) => [scenario.id, scenario] as const))('%s', (_, scenario) =>
    runScenario(
      scenario,
      consoleDriver(servers, ({ url }) => {
        const page = entered.find((each) => each.url === url)?.at.page;
        if (!page) throw new Error(`nobody has come in to ${url}`);
        return page;
      }),
    ),
  );

  it('go without a fault, and without a request to anybody else', () => {
    expect(entered.flatMap(({ at }) => at.faults)).toEqual([]);
  });
});
