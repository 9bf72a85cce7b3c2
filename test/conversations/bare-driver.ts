import { exchange } from '../../src/assistant/exchange.ts';
import { newCode } from '../../src/companion/pairing-code.ts';
import { render } from '../../src/bot/terminal/render.ts';
import { openCase } from '../../src/conversation/case.ts';
import { questionOf } from '../../src/conversation/question.ts';
import type { Reply } from '../../src/conversation/reply.ts';
import { openConversation, type Effect, type Event } from '../../src/conversation/state.ts';
import type { Knowledge } from '../../src/knowledge/knowledge.ts';
import { FRONT_DESK, LOBBY } from './device.ts';
import { devicesAs, type Driver, type OpenDriver, type Shown } from './driver.ts';
import { findingsOf } from './recordings.ts';

const NEWCOMER = { id: '89abcdef-0123-4def-8123-456789abcdef', name: LOBBY };
const STYLE = { width: 200, colours: false, numbered: true };

/**
 * The conversation by itself, without a channel: what happens outside of it, happens at once. `taken` is told each
 * transition, as "phase/intent".
 */
export function bareDriver(
  knowledge: Knowledge,
  taken: (transition: string) => void,
): OpenDriver {
  return ({ language, device: recording }): Promise<Driver> => {
    const device = { id: '01234567-89ab-4def-8123-456789abcdef', name: FRONT_DESK };
    const circumstances = {
      packs: [knowledge] as const,
      places: { here: null, devices: [{ ...device, platform: 'win32', isConnected: true }], hasMore: false, pairs: true },
      pairing: { code: newCode(), server: 'https://helpdesk.example', isLocal: false },
    };
    let state = openConversation(language);
    let current = knowledge;

    const happen = (event: Event): { replies: Reply[]; effects: Effect[] } => {
      const made = exchange(state, event, current, { ...circumstances, now: Date.now() });
      ({ state } = made.step);
      current = made.knowledge;
      const { from, by } = made.step.transition;
      taken(`${from}/${by}`);
      const later = made.step.effects.flatMap((effect) => outside(effect).map(happen));
      return {
        replies: [...made.replies, ...later.flatMap(({ replies }) => replies)],
        effects: [...made.step.effects, ...later.flatMap(({ effects }) => effects)],
      };
    };
    const outside = (effect: Effect): Event[] => {
      if (effect.kind === 'open-pairing')
        return [{ kind: 'paired', mark: effect.mark, device: NEWCOMER }];
      if (effect.kind !== 'start-sweep' || effect.on === null) return [];
      if (recording === undefined || recording === 'silent') return [];
      const { mark, on } = effect;
      return [{ kind: 'measured', mark, place: on.name, findings: findingsOf(recording) }];
    };
    const take = (event: Event): Promise<Shown> => {
      const { replies, effects } = happen(event);
      const after = openCase(state, current, Date.now());
      return Promise.resolve({
        text: replies.map((reply) => render(reply, STYLE)).join('\n'),
        offered: devicesAs(questionOf(after).actions.map(({ id }) => id)),
        phase: state.phase,
        language: state.language,
        cause: after.diagnosis.cause?.id ?? null,
        effects: effects.map(({ kind }) => kind),
      });
    };
    return Promise.resolve({
      say: (text) => take({ kind: 'said', text }),
      press: (action) =>
        take({ kind: 'pressed', action: action === 'on:device' ? `on:${device.id}` : action }),
    });
  };
}
