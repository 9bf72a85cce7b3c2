import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveOn } from '../bot/console/client.ts';
import { BROWSER, enter, launch } from '../console/browser.ts';
import { consoleDriver } from './console-driver.ts';
import { runScenario } from './driver.ts';
import { readScenarios } from './scenario.ts';

const scenarios = readScenarios();

describe.runIf(BROWSER)('conversations through the console, in a browser', () => {
  const serving = serveOn('sqlite');
  let browser: Browser;
  let page: Page;
  let faults: readonly string[];
  beforeAll(async () => {
    browser = await launch();
    ({ page, faults } = await enter(browser, serving.server));
  });
  afterAll(() => browser.close());

  it.each(scenarios.map((scenario) => [scenario.id, scenario] as const))('%s', (_, scenario) =>
    runScenario(scenario, consoleDriver(serving.server, page)),
  );

  it('go without a fault, and without a request to anybody else', () => {
    expect(faults).toEqual([]);
  });
});

