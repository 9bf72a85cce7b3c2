import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What takes longer than a quarter of a minute: what begins last must not go on alone. */
const LONG = [
  'conversations/console-scenarios',
  'lab/companions',
  'lab/verdicts',
  'crash/job-crashes',
  'companion/hostile-frames',
  'lab/lab',
  'store/outage',
  'lab/served',
  'crash/crash',
  'check-command',
  'console/devices',
  'console/page',
  'console/measuring',
  'console/problems',
  'console/live',
  'conversations/scenarios',
].map((name) => `/test/${name}.test.ts`);

/** The same order on a machine that has never run the tests as on one that remembers how long each took. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const at = LONG.findIndex((name) => moduleId.endsWith(name));
      return at < 0 ? LONG.length : at;
    };
    return (await super.sort(files)).toSorted((one, other) => place(one) - place(other));
  }
}
