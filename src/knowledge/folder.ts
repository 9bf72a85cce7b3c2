import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The names in a folder, sorted; none where it cannot be read. */
export function filesIn(path: string): string[] {
  try {
    return readdirSync(path).sort();
  } catch {
    return [];
  }
}

/** The folders below `knowledgeDir` that hold a pack. */
export function packFolders(knowledgeDir: string): string[] {
  return filesIn(knowledgeDir)
    .map((name) => join(knowledgeDir, name))
    .filter((path) => filesIn(path).includes('pack.yaml'));
}
