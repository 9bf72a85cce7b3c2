import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { PHASES } from '../../src/conversation/state.ts';
import { TRANSITIONS } from '../../src/conversation/transitions.ts';
import { openPack } from '../../src/knowledge/open.ts';
import { DATABASES } from '../store/places.ts';
import { apiDriver } from './api-driver.ts';
import { runScenario } from './driver.ts';
import { readScenarios } from './scenario.ts';
import { serveBoth } from './servers.ts';
import { terminalDriver } from './terminal-driver.ts';

const knowledge = await openPack(join(import.meta.dirname, '../../knowledge-base/tmsdk-login'));
const scenarios = readScenarios();
const taken = new Set<string>();

describe('conversations through the terminal', () => {
  it.each(scenarios.map((scenario) => [scenario.id, scenario] as const))(
    '%s',
    (_, scenario) =>
      runScenario(
        scenario,
        terminalDriver(knowledge, (transition) => taken.add(transition)),
      ),
  );

  it('are at least forty, each with an id of its own', () => {
    expect(scenarios.length).toBeGreaterThanOrEqual(40);
    expect(new Set(scenarios.map(({ id }) => id)).size).toBe(scenarios.length);
  });

  it('reach every phase and every transition', () => {
    const all = PHASES.flatMap((phase) =>
      Object.keys(TRANSITIONS[phase]).map((intent) => `${phase}/${intent}`),
    );
    const unreached = all.filter((transition) => !taken.has(transition));
    expect(unreached, 'transitions that no scenario reaches').toEqual([]);
  });
});

describe.each(DATABASES)('conversations through the API, on %s', (database) => {
  const servers = serveBoth(database);

  it.each(scenarios.map((scenario) => [scenario.id, scenario] as const))('%s', (_, scenario) =>
    runScenario(scenario, apiDriver(servers)),
  );
});

afterAll(() => {
  process.stdout.write(`${scenarios.length} conversations took ${taken.size} transitions\n`);
});
