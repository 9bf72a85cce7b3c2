import { PassThrough } from 'node:stream';
import { Chat } from '../../src/bot/terminal/chat.ts';
import { openTerminal } from '../../src/bot/terminal/terminal.ts';
import { openCase } from '../../src/conversation/case.ts';
import type { Step } from '../../src/conversation/step.ts';
import type { Knowledge } from '../../src/knowledge/knowledge.ts';
import { Player } from './recordings.ts';
import type { Driver, OpenDriver, Shown } from './driver.ts';

/**
 * The terminal as a channel: types lines, reads what is printed, presses a button by its number. `taken` is told each
 * transition, as "phase/intent".
 */
export function terminalDriver(
  knowledge: Knowledge,
  taken: (transition: string) => void,
): OpenDriver {
  return async ({ language, measures: recording }): Promise<Driver> => {
    const output = new PassThrough();
    const steps: Step[] = [];
    const terminal = openTerminal(new PassThrough(), output, {});
    const player = recording === undefined ? null : new Player(recording);
    const chat = new Chat({
      packs: [knowledge],
      terminal,
      language,
      measures: player,
      onStep: (step) => steps.push(step),
    });
    await chat.open();
    let shown = readFrom(output);
    let actions = chat.actions;

    const type = async (line: string): Promise<Shown> => {
      const before = steps.length;
      await chat.take(line);
      shown = readFrom(output);
      actions = chat.actions;
      const made = steps.slice(before);
      const step = made.at(-1);
      if (!step) throw new Error('no step was taken');
      for (const { transition } of made) taken(`${transition.from}/${transition.by}`);
      const { state } = step;
      return {
        text: shown,
        offered: actions.map(({ id }) => id),
        phase: state.phase,
        language: state.language,
        cause: openCase(state, knowledge, Date.now()).diagnosis.cause?.id ?? null,
        effects: made.flatMap(({ effects }) => effects.map(({ kind }) => kind)),
      };
    };
    return {
      say: type,
      press(action) {
        const at = actions.findIndex(({ id }) => id === action);
        const label = actions[at]?.label;
        // What cannot be read on the screen cannot be pressed.
        if (label === undefined || !shown.includes(`[${at + 1}]`))
          throw new Error(`no button ${action} on show: ${actions.map(({ id }) => id).join(', ')}`);
        return type(String(at + 1));
      },
    };
  };
}

function readFrom(output: PassThrough): string {
  const read: unknown = output.read();
  return Buffer.isBuffer(read) ? read.toString('utf8') : '';
}
