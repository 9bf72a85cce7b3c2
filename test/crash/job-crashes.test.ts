import { describe, expect, it } from 'vitest';
import { DATABASES, emptyPlace } from '../store/places.ts';
import { crashJobs } from './job-crashes.ts';

/** `npm run crash -- jobs` kills 200 times; here the way is proved that it goes. */
const KILLS = 10;
const JOBS = 80;
/** Mostly 15 s; a companion that found no server a few times waits longer and longer. */
const LIMIT_MS = 180_000;

describe('either side is killed in the middle of jobs', () => {
  it.concurrent.each(DATABASES)(
    '%s: each job ends, none runs twice, no result is lost',
    async (database) => {
      const { place, remove } = await emptyPlace(database);
      const findings = await crashJobs(place, { kills: KILLS, jobs: JOBS, companions: 3 });
      await remove();
      expect(findings.wrong.join('\n')).toBe('');
      expect(findings.jobs).toBe(JOBS);
      expect(findings.serverKills + findings.companionKills).toBe(KILLS);
    },
    LIMIT_MS,
  );
});
