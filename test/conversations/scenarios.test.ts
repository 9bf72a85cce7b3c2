import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { PHASES } from '../../src/conversation/state.ts';
import { TRANSITIONS } from '../../src/conversation/transitions.ts';
import { openPack } from '../../src/knowledge/open.ts';
import { DATABASES } from '../store/places.ts';
import { bareDriver } from './bare-driver.ts';
import { findingsOf } from './recordings.ts';
import { openConversation } from '../../src/conversation/state.ts';
import { step } from '../../src/conversation/step.ts';
import { apiDriver } from './api-driver.ts';
import { runScenario } from './driver.ts';
import { readScenarios } from './scenario.ts';
import { serveAll } from './servers.ts';
import { terminalDriver } from './terminal-driver.ts';

const knowledge = await openPack(join(import.meta.dirname, '../../knowledge-base/tmsdk-login'));
const TEXT = 'onLogin(-1018, "connect https://login-cb.example-meeting.net/login failed")';
const scenarios = readScenarios();
/** The terminal is on one machine, and knows no other. */
const ofOneMachine = scenarios.filter(({ device }) => device === undefined);
const withDevices = scenarios.filter(({ device }) => device !== undefined);
const taken = new Set<string>();

describe('conversations through the terminal', () => {
  it.each(ofOneMachine.map((scenario) => [scenario.id, scenario] as const))(
    '%s',
    (_, scenario) =>
      runScenario(
        scenario,
        terminalDriver(knowledge, (transition) => taken.add(transition)),
      ),
  );

  it.each(withDevices.map((scenario) => [scenario.id, scenario] as const))(
    '%s, without a channel',
    (_, scenario) =>
      runScenario(
        scenario,
        bareDriver(knowledge, (transition) => taken.add(transition)),
      ),
  );

  it('hear of checks that end while they ask where to run others', () => {
    const places = { here: 'desk', devices: [], hasMore: false, pairs: true };
    const asked = { ...openConversation('en'), said: [TEXT], phase: 'fix' as const, places };
    const now = Date.now();
    const where = { mark: 1, askedAt: now, of: 'device' as const };
    const state = { ...asked, phase: 'where' as const, sweep: where };
    const findings = findingsOf('host-dropped');
    const event = { kind: 'measured' as const, mark: 1, place: 'desk', findings };
    const { transition } = step(state, event, knowledge, now);
    expect(transition).toEqual({ from: 'where', by: 'measured', to: 'measured' });
    taken.add(`${transition.from}/${transition.by}`);
  });

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
  const servers = serveAll(database);

  it.each(scenarios.map((scenario) => [scenario.id, scenario] as const))('%s', (_, scenario) =>
    runScenario(scenario, apiDriver(servers)),
  );
});

afterAll(() => {
  process.stdout.write(`${scenarios.length} conversations took ${taken.size} transitions\n`);
});
