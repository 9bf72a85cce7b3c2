import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { openConversation, type Event, type State } from '../../src/conversation/state.ts';
import { step, type Step } from '../../src/conversation/step.ts';
import { openPack } from '../../src/knowledge/open.ts';

const knowledge = await openPack(join(import.meta.dirname, '../../knowledge-base/tmsdk-login'));
const NOW = Date.UTC(2026, 0, 1);
const FRONT = {
  id: '01234567-89ab-4def-8123-456789abcdef',
  name: 'box',
  platform: 'linux',
  isConnected: true,
};
const TWIN = { ...FRONT, id: '89abcdef-0123-4def-8123-456789abcdef' };

let state: State;
beforeEach(() => {
  const places = { here: null, devices: [FRONT, TWIN], hasMore: false, pairs: true };
  state = { ...openConversation('en'), places };
  say('onLogin(-1018, "connect https://login-cb.example-meeting.net/login failed")');
  say('acme');
});

function take(event: Event): Step {
  const taken = step(state, event, knowledge, NOW);
  ({ state } = taken);
  return taken;
}
const say = (text: string): Step => take({ kind: 'said', text });
const press = (action: string): Step => take({ kind: 'pressed', action });
const kinds = ({ effects }: Step): string[] => effects.map(({ kind }) => kind);

/** Somebody uses the code that was opened last. */
const paired = (): Step =>
  take({ kind: 'paired', mark: state.sweep?.mark ?? 0, device: { id: TWIN.id, name: TWIN.name } });

it('begins the checks when the machine has come in, under the name that it is shown by', () => {
  press('run-checks');
  expect(kinds(press('pair-device'))).toEqual(['open-pairing']);
  expect(paired().effects).toMatchObject([
    { kind: 'start-sweep', on: { kind: 'device', id: TWIN.id, name: 'box #89ab' } },
  ]);
});

it('calls off what another device was asked for', () => {
  press('run-checks');
  press(`on:${FRONT.id}`);
  say('run the checks');
  const { effects } = press('pair-device');
  expect(effects).toMatchObject([
    { kind: 'withdraw-sweep', place: 'box #0123' },
    { kind: 'open-pairing' },
  ]);
});

it.each(['stop the checks', 'bye', 'it works now', 'start again'])(
  'begins nothing after "%s"',
  (text) => {
    press('run-checks');
    press('pair-device');
    const stopped = say(text);
    expect(kinds(stopped)).not.toContain('start-sweep');
    expect(JSON.stringify(stopped.replies)).not.toContain('No device has been asked');
    const came = paired();
    expect(kinds(came)).toEqual([]);
    expect(JSON.stringify(came.replies)).toContain('box');
  },
);
