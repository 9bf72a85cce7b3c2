import { Problem } from './problem.ts';

/** The place of one row in a list that is in the order of a time. */
export interface Cursor {
  readonly at: number;
  readonly id: string;
}

const CURSOR = /^(\d{1,15})_([\w-]{1,64})$/;

export function writeCursor({ at, id }: Cursor): string {
  return `${at}_${id}`;
}

/** Reads what `writeCursor` wrote; null for nothing. */
export function readCursor(written: string | undefined): Cursor | null {
  if (written === undefined) return null;
  const [, at, id] = CURSOR.exec(written) ?? [];
  if (at !== undefined && id !== undefined) return { at: Number(at), id };
  throw new Problem(400, 'bad-request', `before: "${written}" is no page`, 'use `next` as it came');
}
