import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { COMPILED } from './test/compiled.ts';
import { LongestFirst } from './test/longest-first.ts';
import { PATIENCE_MS } from './test/patience.ts';

/** Much of the tests is waiting for somebody who is not to answer, so more run side by side than there are cores. */
const AT_LEAST = 4;

// For the processes in which tests run, too.
process.env.NODE_COMPILE_CACHE = COMPILED;

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/store/postgres-server.ts', 'test/console/build.ts'],
    sequence: { sequencer: LongestFirst },
    maxWorkers: Math.max(AT_LEAST, availableParallelism()),
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: PATIENCE_MS } },
  },
});
