import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { JobBook, type Outcome } from '../../src/companion/agent/job-book.ts';
import { temporaryFolder } from './real-agent.ts';

const NOW = 1_800_000_000_000;
const DAY = 24 * 60 * 60_000;
const A = '6f1f3b0e-0c0f-4a51-9f0b-3f6f1d2b7a10';
const B = '6f1f3b0e-0c0f-4a51-9f0b-3f6f1d2b7a11';
const refused: Outcome = { kind: 'refused', job: A, code: 'user', about: null };
const restarted = (job: string): Outcome => ({ kind: 'aborted', job, code: 'restarted' });

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
});

function leave(name: string, text: string): void {
  mkdirSync(join(folder, 'jobs'), { recursive: true });
  writeFileSync(join(folder, 'jobs', name), text);
}

describe('a start on what was left', () => {
  it('by one that had begun a job says that it was broken off, as often as it is started', () => {
    new JobBook(folder, NOW).begin(A, 'person', NOW);
    for (let starts = 0; starts < 3; starts++)
      expect(new JobBook(folder, NOW).news().map(({ outcome }) => outcome)).toEqual([restarted(A)]);
    const book = new JobBook(folder, NOW);
    book.settle(A, NOW);
    expect(book.news().map(({ outcome }) => outcome)).toEqual([]);
    expect(new JobBook(folder, NOW).stateOf(A)).toBe('settled');
  });

  it('by one that had ended a job tells how, until it is known', () => {
    const book = new JobBook(folder, NOW);
    book.begin(A, 'person', NOW);
    book.end(refused, NOW);
    // However long it takes.
    expect(new JobBook(folder, NOW + 30 * DAY).news().map(({ outcome }) => outcome)).toEqual([
      refused,
    ]);
  });

  it('by one that died between writing and renaming goes by what was there before', () => {
    const book = new JobBook(folder, NOW);
    book.begin(A, 'person', NOW);
    leave(`${A}.json.new`, '{"state":"ended","at":1,"outco');
    leave(`${B}.json.new`, '{"state":"begun"');
    const next = new JobBook(folder, NOW);
    expect(next.news().map(({ outcome }) => outcome)).toEqual([restarted(A)]);
    // Of this one not even the beginning was noted: so it had not begun.
    expect(next.stateOf(B)).toBeNull();
    next.begin(B, 'person', NOW);
    expect(new JobBook(folder, NOW).news().map(({ outcome }) => outcome)).toEqual([
      restarted(A),
      restarted(B),
    ]);
  });

  it.each([
    '',
    '{',
    '{"state":"begun"}',
    '{"state":"done","at":1}',
    '\0\0\0\0',
    '[]',
    '{"state":"ended","at":1,"outcome":{"kind":"forget"}}x',
  ])('in which a file holds %j does not run that job again', (text) => {
    leave(`${A}.json`, text);
    const book = new JobBook(folder, NOW);
    expect(book.news().map(({ outcome }) => outcome)).toEqual([restarted(A)]);
  });

  it('leaves alone what is not its own', () => {
    leave('notes.txt', 'mine');
    leave('..json', '{}');
    expect(new JobBook(folder, NOW).news().map(({ outcome }) => outcome)).toEqual([]);
    expect(readdirSync(join(folder, 'jobs'))).toHaveLength(2);
  });
});

it('forgets what is settled after a day, also while it runs', () => {
  const book = new JobBook(folder, NOW);
  for (let n = 0; n < 100; n++) {
    const job = crypto.randomUUID();
    book.begin(job, 'person', NOW);
    book.end({ ...refused, job }, NOW);
    book.settle(job, NOW);
  }
  book.begin(A, 'person', NOW + DAY - 1);
  expect(readdirSync(join(folder, 'jobs'))).toHaveLength(101);
  book.begin(B, 'person', NOW + DAY + 1);
  expect(readdirSync(join(folder, 'jobs'))).toHaveLength(2);
});

it('does not take a job as begun that could not be noted', () => {
  const book = new JobBook(folder, NOW);
  writeFileSync(join(folder, 'jobs'), '');
  expect(() => {
    book.begin(A, 'person', NOW);
  }).toThrow(/EEXIST|ENOTDIR/);
  expect(book.stateOf(A)).toBeNull();
});
