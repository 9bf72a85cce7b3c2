import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCase } from '../../src/conversation/case.ts';
import { openConversation, type Event } from '../../src/conversation/state.ts';
import { step } from '../../src/conversation/step.ts';
import type { Evidence } from '../../src/diagnosis/evidence.ts';
import { openPack } from '../../src/knowledge/open.ts';

const knowledge = await openPack(join(import.meta.dirname, '../../knowledge-base/tmsdk-login'));
const NOW = Date.UTC(2026, 0, 1);

/** What the diagnosis rests on after these messages. */
function evidenceOf(...said: readonly string[]): readonly Evidence[] {
  let state = openConversation('en');
  for (const text of said) {
    const event: Event = { kind: 'said', text };
    state = step(state, event, knowledge, NOW).state;
  }
  return openCase(state, knowledge, NOW).diagnosis.evidence;
}

function jwt(payload: object): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256', typ: 'JWT' })}.${part(payload)}.${'c2ln'.repeat(12)}`;
}

const quotes = (evidence: readonly Evidence[]): string[] => evidence.map(({ quote }) => quote);

describe('the evidence', () => {
  it('holds the addresses that the failure names beside its code', () => {
    const [first, second, third] = [
      'onLogin code: -1018',
      'url: https://acme.sso.meeting.qq.com/x',
      'ip: 43.137.1.20',
    ];
    expect(evidenceOf([first, second, third].join('\n'))).toMatchObject([
      { kind: 'code', quote: first },
      { kind: 'url', quote: second },
      { kind: 'ip', quote: third },
    ]);
    expect(quotes(evidenceOf([first, '', second].join('\n')))).toEqual([first, second]);
  });

  it('holds no address of a later message that changed nothing', () => {
    const code = 'onLogin(-1018, "connect failed 43.137.1.20")';
    const later = ['the proxy is 10.0.0.1', 'we also use https://intranet.example.com/start'];
    expect(quotes(evidenceOf(code, ...later))).toEqual([code]);
  });

  it('holds no address of another record of the log', () => {
    const log = [
      '2026-01-01 10:00:00 update check https://updates.example.com 203.0.113.7',
      '2026-01-01 10:00:05 onLogin code: -1018 https://acme.sso.meeting.qq.com/x',
      '2026-01-01 10:00:09 heartbeat 203.0.113.9',
    ];
    expect(quotes(evidenceOf(log.join('\n')))).toEqual([log[1]]);
  });

  it('holds the address that the condition of the cause asked for, whenever it was said', () => {
    const answer = 'connect to https://acme.sso.meeting.qq.com/x (43.137.1.20) failed';
    expect(quotes(evidenceOf('onLogin -1002', answer))).toEqual(['onLogin -1002', answer]);
    const fake = 'it resolves to 198.18.0.5';
    expect(quotes(evidenceOf('onLogin -1018', fake))).toEqual(['onLogin -1018', fake]);
  });

  it('holds a token only where the cause is about one', () => {
    const token = jwt({ iss: 'sdk', sub: 'u', exp: 1_700_000_000, iat: 1_600_000_000 });
    const kinds = (text: string): string[] => evidenceOf(text).map(({ kind }) => kind);
    expect(kinds(`onLogin(-1018, "failed")\n\n${token}`)).toEqual(['code']);
    expect(kinds(`onLogin(-1002, "no code came back")\n\n${token}`)).toEqual(['code', 'token']);
  });
});
