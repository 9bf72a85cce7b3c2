import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCase, type Case } from '../../src/conversation/case.ts';
import { progressOf, toldIn } from '../../src/conversation/progress.ts';
import { openConversation } from '../../src/conversation/state.ts';
import { step } from '../../src/conversation/step.ts';
import { openPack } from '../../src/knowledge/open.ts';

const knowledge = await openPack(join(import.meta.dirname, '../../knowledge-base/tmsdk-login'));
const NOW = Date.UTC(2026, 0, 1);
const TEXT = 'onLogin -1018 https://acme.sso.meeting.qq.com/login 43.137.1.20';
const WALK = ['walk', 'done'];

/** The case after these presses. */
function after(...presses: readonly string[]): Case {
  let { state } = step(openConversation('en'), { kind: 'said', text: TEXT }, knowledge, NOW);
  for (const action of [...WALK, ...presses])
    ({ state } = step(state, { kind: 'pressed', action }, knowledge, NOW));
  return openCase(state, knowledge, NOW);
}

const states = (current: Case): string[] =>
  progressOf(current)?.steps.map(({ state }) => state) ?? [];
const told = (current: Case): string[] =>
  toldIn(current).map(({ step: title, outcome }) => `${title}: ${outcome}`);

const [ADDRESSES, ENDPOINTS, TOOLS] = ['outcome:reachable', 'outcome:reachable', 'outcome:none'];

describe('the progress of a case', () => {
  it('counts a step as done when its result was told', () => {
    expect(states(after(ADDRESSES))).toEqual(['done', 'current', 'open', 'open']);
    expect(states(after('outcome:unreachable', 'solved'))).toEqual([
      'done',
      'open',
      'open',
      'open',
    ]);
    expect(states(after(ADDRESSES, 'solved'))).toEqual(['done', 'open', 'open', 'open']);
  });

  it('hands the last step over, for nothing was collected or sent', () => {
    const ended = after(ADDRESSES, ENDPOINTS, TOOLS, 'outcome:ticket');
    expect(states(ended)).toEqual(['done', 'done', 'done', 'handed-over']);
  });
});

describe('what a person told', () => {
  it('names the step and its result, in the language of the case', () => {
    expect(told(after(ADDRESSES, 'outcome:unreachable'))).toEqual([
      'Try the addresses that the callback names: Both can be reached',
      'Try every address that the SDK needs: Some cannot be reached',
    ]);
    expect(told(after(ADDRESSES, 'language:zh'))).toEqual(['验证回调信息里的地址: 都能通']);
  });

  it('holds only what says something about the network, and nothing that was taken back', () => {
    expect(told(after('outcome:no-address'))).toEqual([]);
    expect(told(after(ADDRESSES, ENDPOINTS, TOOLS, 'outcome:ticket'))).toHaveLength(3);
    expect(told(after(ADDRESSES, 'back'))).toEqual([]);
    expect(told(after(ADDRESSES, ENDPOINTS, 'restart'))).toEqual([]);
  });
});
