import { ASSISTANT } from '../../assistant/turn.ts';

const LONGEST_NAME = 200;

function isOurs(name: string): boolean {
  return name.normalize('NFKC').toLowerCase() === ASSISTANT;
}

/** The first of `candidates` that a person can be called; our own name in a timeline is nobody's. */
export function personName(candidates: readonly unknown[]): string {
  const names = candidates
    .filter((each): each is string => typeof each === 'string')
    .map((each) => each.replace(/\p{C}/gu, '').trim().slice(0, LONGEST_NAME))
    .filter((each) => each !== '');
  return names.find((each) => !isOurs(each)) ?? `${names[0] ?? 'somebody'} (person)`;
}
