import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runExamples } from '../../src/diagnosis/examples.ts';
import { indexPack } from '../../src/knowledge/knowledge.ts';
import { loadExamples, loadPack } from '../../src/knowledge/load.ts';

const PACK = join(import.meta.dirname, '../../knowledge-base/tmsdk-login');
const examples = loadExamples(PACK);
const results = runExamples(examples, indexPack(loadPack(PACK)), Date.now());

describe('the examples of the pack', () => {
  it('are at least 150, in both languages', () => {
    expect(examples.length).toBeGreaterThanOrEqual(150);
    const chinese = examples.filter(({ text }) => /\p{Script=Han}/u.test(text)).length;
    expect(chinese).toBeGreaterThan(examples.length / 4);
  });

  it('all hold', () => {
    expect(results.failed).toEqual([]);
    expect(results.passed).toBe(examples.length);
  });

  it('reach every error, cause, outcome, pattern and look-alike', () => {
    expect(results.unreached).toEqual([]);
  });
});
