import { expect } from 'vitest';
import type { Step } from '../../src/conversation/step.ts';
import { openCase } from '../../src/conversation/case.ts';
import type { Knowledge } from '../../src/knowledge/knowledge.ts';
import type { Scenario, Turn } from './scenario.ts';

/** What a channel shows after a turn. */
export interface Shown {
  /** Everything that a person can read. */
  readonly text: string;
  /** The ids of the buttons on show. */
  readonly offered: readonly string[];
  readonly step: Step;
}

/** One conversation through one channel. */
export interface Driver {
  say(text: string): Promise<Shown>;
  press(action: string): Promise<Shown>;
}

/** Opens a conversation through a channel. */
export type OpenDriver = (language: Scenario['language']) => Promise<Driver>;

function check(turn: Turn, shown: Shown, knowledge: Knowledge, place: string): void {
  const { step, text, offered } = shown;
  const readable = text.replace(/\s+/g, ' ');
  if (turn.asked) expect(step.state.phase, `${place}: asked`).toBe(turn.asked);
  if (turn.language) expect(step.state.language, `${place}: language`).toBe(turn.language);
  if (turn.diagnosed) {
    const { diagnosis } = openCase(step.state, knowledge, Date.now());
    expect(diagnosis.cause?.id, `${place}: diagnosed`).toBe(turn.diagnosed);
  }
  for (const each of turn.offered ?? []) expect(offered, `${place}: offered`).toContain(each);
  for (const each of turn.notOffered ?? []) expect(offered, place).not.toContain(each);
  for (const each of turn.shows ?? []) expect(readable, `${place}: shows`).toContain(each);
  for (const each of turn.not ?? []) expect(readable, `${place}: shows`).not.toContain(each);
  if (turn.effects)
    expect(
      step.effects.map(({ kind }) => kind),
      `${place}: effects`,
    ).toEqual(turn.effects);
}

/** Runs a scenario through a channel, and returns the transitions that it took, as "phase/intent". */
export async function runScenario(
  scenario: Scenario,
  open: OpenDriver,
  knowledge: Knowledge,
): Promise<string[]> {
  const driver = await open(scenario.language);
  const taken: string[] = [];
  for (const [at, turn] of scenario.turns.entries()) {
    const shown = await (turn.press === undefined
      ? driver.say(turn.say ?? '')
      : driver.press(turn.press));
    check(turn, shown, knowledge, `${scenario.id}, turn ${at + 1}`);
    const { from, by } = shown.step.transition;
    taken.push(`${from}/${by}`);
  }
  return taken;
}
