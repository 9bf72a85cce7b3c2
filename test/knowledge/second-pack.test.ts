import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openConversation } from '../../src/conversation/state.ts';
import { step } from '../../src/conversation/step.ts';
import { chooseDiagnosis } from '../../src/diagnosis/choose.ts';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import { runExamples } from '../../src/diagnosis/examples.ts';
import { loadExamples } from '../../src/knowledge/load.ts';
import { openPack } from '../../src/knowledge/open.ts';

const BOX = join(import.meta.dirname, 'box-pack');
const box = await openPack(BOX);
const meeting = await openPack(join(import.meta.dirname, '../../knowledge-base/tmsdk-login'));
const SOURCES = join(import.meta.dirname, '../../src');

describe('a pack of another product', () => {
  it('is diagnosed by its own codes, names, phrases and callbacks', () => {
    const causeOf = (text: string): string | undefined => diagnose(text, box, { now: 0 }).cause?.id;
    expect(causeOf('onEnter(7701)')).toBe('lid-closed');
    expect(causeOf('boxLidClosed')).toBe('lid-closed');
    expect(causeOf('error -88, lid jammed')).toBe('lid-closed');
    expect(causeOf('error -88 at 9.9.9.9')).toBe('cable-cut');
    expect(diagnose('error -88', box, { now: 0 }).status).toBe('needs-callback-text');
    expect(diagnose('-1018', box, { now: 0 }).errors).toEqual([]);
  });

  it('keeps its own examples, which reach all of it', () => {
    const examples = loadExamples(BOX);
    expect(runExamples(examples, box, 0)).toEqual({
      passed: examples.length,
      failed: [],
      unreached: [],
    });
  });

  it('leads a conversation to its own end', () => {
    const told = step(
      openConversation('en'),
      { kind: 'said', text: 'error -88 at 9.9.9.9' },
      box,
      0,
    );
    expect(told.state.phase).toBe('fix');
    const walked = step(told.state, { kind: 'pressed', action: 'walk' }, box, 0);
    expect(walked.state.phase).toBe('step');
    const ended = step(walked.state, { kind: 'pressed', action: 'outcome:whole' }, box, 0);
    expect(ended.effects).toEqual([{ kind: 'open-ticket', reason: 'runbook', owner: 'box-team' }]);
  });

  it('is chosen beside the other one by what the text says', () => {
    const packOf = (text: string): string =>
      chooseDiagnosis(text, [meeting, box], { now: 0 }).knowledge.pack.id;
    expect(packOf('onEnter 7701')).toBe('box');
    expect(packOf('onLogin -1018')).toBe('tmsdk-login');
  });
});

it('no fact of a product stands in the code', () => {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  const code = files.map((name) =>
    readFileSync(join(SOURCES, name), 'utf8').replace(/\/\*[^]*?\*\/|\/\/.*/g, ''),
  );
  expect(files.length).toBeGreaterThan(40);
  const facts = [
    ...meeting.pack.errors.flatMap(({ names }) => names.map(({ name }) => name)),
    ...meeting.pack.callbacks.map(({ name }) => name),
    ...meeting.pack.endpoints.map(({ host }) => host),
    ...meeting.pack.markers,
  ];
  const found = facts.filter((fact) => code.some((text) => text.includes(fact)));
  expect(found).toEqual([]);
});
