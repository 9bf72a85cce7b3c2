import { readdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { LOCK_FILE } from './lock.ts';
import { forgetFile, unfinished } from './kept-file.ts';

/** Everything that a companion keeps, by name: whatever else lies in its folder is somebody else's. */
const KEPT = [
  'identity.json',
  'consents.json',
  'companion.log',
  'companion.log.old',
  'jobs',
  LOCK_FILE,
];

/** Removes everything that a companion keeps in its folder, and the folder where that is then empty. */
export function forgetEverything(folder: string): void {
  for (const name of KEPT) {
    forgetFile(join(folder, name));
    forgetFile(unfinished(join(folder, name)));
  }
  try {
    if (readdirSync(folder).length === 0) rmdirSync(folder);
  } catch {
    // There is no such folder, or it is not ours to remove.
  }
}
