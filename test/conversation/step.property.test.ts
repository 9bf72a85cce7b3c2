import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openConversation, PHASES, type Event } from '../../src/conversation/state.ts';
import { step } from '../../src/conversation/step.ts';
import { WORDS } from '../../src/conversation/words.ts';
import { openPack } from '../../src/knowledge/open.ts';

const knowledge = await openPack(join(import.meta.dirname, '../../knowledge-base/tmsdk-login'));
const commands = Object.values(WORDS).flatMap((words) =>
  Object.values(words.commands).map(([first]) => first ?? ''),
);
const SECRET = 'Zx9kQ2mW7pLtR4vBaa';

const said = fc.oneof(
  fc.constantFrom(
    '-1018',
    '-1002',
    '-1012',
    '-9999',
    'onLogin -1019 then -1021',
    'no, it is -1019',
    'no, it is -9999',
    'it is not -1018',
    'Token is expired',
    'https://acme.sso.meeting.qq.com/x 43.137.1.20',
    'acme',
    'ORA-01017',
    `sdk_token=${SECRET}`,
    'code=0',
    ...commands,
  ),
  fc.string({ maxLength: 30 }),
);
const events = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: said.map((text): { text: string } => ({ text })) },
    { weight: 3, arbitrary: fc.nat(9).map((button): { button: number } => ({ button })) },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom('outcome:x', 'code:NaN', '__proto__', 'toString', 'walk', '', 'pattern:')
        .map((action): { action: string } => ({ action })),
    },
  ),
  { maxLength: 25 },
);

it('takes whatever comes, and a person is never more than two turns away', () => {
  fc.assert(
    fc.property(events, (sequence) => {
      let state = openConversation('en');
      let actions: readonly { readonly id: string }[] = [];
      for (const each of sequence) {
        const event: Event =
          'text' in each
            ? { kind: 'said', text: each.text }
            : {
                kind: 'pressed',
                action: 'action' in each ? each.action : (actions[each.button]?.id ?? 'none'),
              };
        const taken = step(state, event, knowledge, 0);
        expect(PHASES).toContain(taken.state.phase);
        const kept = JSON.stringify(taken);
        expect(kept).not.toContain(SECRET);
        expect(kept).not.toMatch(/undefined|NaN|\[object/);
        state = JSON.parse(JSON.stringify(taken.state)) as typeof state;
        actions = taken.replies.at(-1)?.actions ?? actions;

        const asked = step(state, { kind: 'said', text: 'person' }, knowledge, 0).state;
        expect(asked.phase).toBe('escalated');
      }
    }),
    { numRuns: 300 },
  );
});
