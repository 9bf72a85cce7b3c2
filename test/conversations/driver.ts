import { expect } from 'vitest';
import type { Phase } from '../../src/conversation/state.ts';
import type { Language } from '../../src/knowledge/vocabulary.ts';
import type { Scenario, Turn } from './scenario.ts';

/** What a channel shows after a turn. */
export interface Shown {
  /** Everything that a person can read. */
  readonly text: string;
  /** The ids of the buttons on show. */
  readonly offered: readonly string[];
  readonly phase: Phase;
  readonly language: Language;
  /** What the diagnosis calls the cause. */
  readonly cause: string | null;
  readonly effects: readonly string[];
}

/** One conversation through one channel. */
export interface Driver {
  say(text: string): Promise<Shown>;
  press(action: string): Promise<Shown>;
}

/** The ids of buttons, with "device" in the place of a device that nobody can know beforehand. */
export function devicesAs(ids: readonly string[]): string[] {
  return ids.map((id) => id.replace(/^on:[\da-f-]{36}$/, 'on:device'));
}

/** Opens a conversation of that scenario through a channel. */
export type OpenDriver = (
  scenario: Pick<Scenario, 'language' | 'measures' | 'device'>,
) => Promise<Driver>;

function check(turn: Turn, shown: Shown, place: string): void {
  const { text, offered } = shown;
  const readable = text.replace(/\s+/g, ' ');
  if (turn.asked) expect(shown.phase, `${place}: asked`).toBe(turn.asked);
  if (turn.language) expect(shown.language, `${place}: language`).toBe(turn.language);
  if (turn.diagnosed) expect(shown.cause, `${place}: diagnosed`).toBe(turn.diagnosed);
  for (const each of turn.offered ?? []) expect(offered, `${place}: offered`).toContain(each);
  for (const each of turn.notOffered ?? []) expect(offered, place).not.toContain(each);
  for (const each of turn.shows ?? []) expect(readable, `${place}: shows`).toContain(each);
  for (const each of turn.not ?? []) expect(readable, `${place}: shows`).not.toContain(each);
  if (turn.effects) expect(shown.effects, `${place}: effects`).toEqual(turn.effects);
}

/** Runs a scenario through a channel. */
export async function runScenario(scenario: Scenario, open: OpenDriver): Promise<void> {
  const driver = await open(scenario);
  for (const [at, turn] of scenario.turns.entries()) {
    const shown = await (turn.press === undefined
      ? driver.say(turn.say ?? '')
      : driver.press(turn.press));
    check(turn, shown, `${scenario.id}, turn ${at + 1}`);
  }
}
