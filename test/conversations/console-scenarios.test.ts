import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestServer } from '../bot/console/client.ts';
import { BROWSER, enter, launch } from '../console/browser.ts';
import { consoleDriver } from './console-driver.ts';
import { runScenario } from './driver.ts';
import { readScenarios, type Scenario } from './scenario.ts';
import { serveAll } from './servers.ts';

/** So many people talk to the server where nothing measures at the same time; as many tests as vitest runs side by side. */
const PEOPLE = 5;

const scenarios = readScenarios();
const isMeasured = ({ measures, device }: Scenario): boolean =>
  measures !== undefined || device !== undefined;
const named = (some: readonly Scenario[]): (readonly [string, Scenario])[] =>
  some.map((scenario) => [scenario.id, scenario]);

describe.runIf(BROWSER)('conversations through the console, in a browser', () => {
  const servers = serveAll('sqlite');
  /** Pages of people who have come in and do nothing else, by server. */
  const free = new Map<string, Page[]>();
  const faults: (readonly string[])[] = [];
  let browser: Browser;

  async function comeIn(server: TestServer): Promise<void> {
    const { page, faults: ofPage } = await enter(browser, server);
    faults.push(ofPage);
    free.set(server.url, [...(free.get(server.url) ?? []), page]);
  }
  beforeAll(async () => {
    browser = await launch();
    const { plain, measuring, devices } = servers;
    const places = [measuring, devices, ...Array.from({ length: PEOPLE }, () => plain)];
    for (const { server } of places) await comeIn(server);
  });
  afterAll(() => browser.close());

  async function talk(scenario: Scenario): Promise<void> {
    const taken: (() => void)[] = [];
    const pageOf = ({ url }: TestServer): Page => {
      const pages = free.get(url) ?? [];
      const page = pages.pop();
      if (!page) throw new Error(`nobody is free at ${url}`);
      taken.push(() => pages.push(page));
      return page;
    };
    try {
      await runScenario(scenario, consoleDriver(servers, pageOf));
    } finally {
      for (const giveBack of taken) giveBack();
    }
  }

  it.concurrent.each(named(scenarios.filter((each) => !isMeasured(each))))(
    '%s',
    (_, scenario) => talk(scenario),
  );

  // What is measured is put in for one conversation at a time.
  it.each(named(scenarios.filter(isMeasured)))('%s', (_, scenario) => talk(scenario));

  it('go without a fault, and without a request to anybody else', () => {
    expect(faults.flat()).toEqual([]);
  });
});
