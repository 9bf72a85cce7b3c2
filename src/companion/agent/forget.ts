import { existsSync, readdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { IDENTITY_FILE } from './identity.ts';
import { forgetFile, unfinished } from './kept-file.ts';
import { LOCK_FILE } from './lock.ts';

/** Everything that a companion keeps, by name: whatever else lies in its folder is somebody else's. */
const KEPT = [IDENTITY_FILE, 'consents.json', 'companion.log', 'companion.log.old', LOCK_FILE];
const JOB_FILE = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\.(?:json|logs\.gz)(?:\.new)?$/;

function removeIfEmpty(folder: string): void {
  try {
    if (readdirSync(folder).length === 0) rmdirSync(folder);
  } catch {
    // There is no such folder, or it is not ours to remove.
  }
}

/**
 * Removes everything that a companion keeps in its folder, and the folder where that is then empty. A folder without an
 * identity is no companion's, and is left as it is.
 */
export function forgetEverything(folder: string): void {
  const identity = join(folder, IDENTITY_FILE);
  if (!existsSync(identity) && !existsSync(unfinished(identity))) return;
  const jobs = join(folder, 'jobs');
  if (existsSync(jobs))
    for (const name of readdirSync(jobs).filter((each) => JOB_FILE.test(each)))
      forgetFile(join(jobs, name));
  removeIfEmpty(jobs);
  for (const name of KEPT) {
    forgetFile(join(folder, name));
    forgetFile(unfinished(join(folder, name)));
  }
  removeIfEmpty(folder);
}
