/** As much of a case's id as people tell each other; the search finds it. */
export function shortId(id: string): string {
  return id.slice(0, 8);
}

/** As the question where to measure has it, and the companion on the machine itself. */
export { shortDevice } from '../../../src/companion/name.ts';
