import { UsageError } from '../errors.ts';
import { packFolders } from './folder.ts';
import type { Knowledge } from './knowledge.ts';
import { openPack } from './open.ts';

/** At least one pack; the first one begins. */
export type Packs = readonly [Knowledge, ...Knowledge[]];

/**
 * Every pack below `knowledgeDir`.
 * @throws {UsageError} where there is none; {BrokenPackError} where one of them is broken.
 */
export async function openPacks(knowledgeDir: string): Promise<[Knowledge, ...Knowledge[]]> {
  const [first, ...others] = await Promise.all(packFolders(knowledgeDir).map(openPack));
  if (!first)
    throw new UsageError(
      'no-packs',
      `there is no knowledge pack in ${knowledgeDir}`,
      'set KNOWLEDGE_DIR to a folder with packs, each in a folder of its own with a pack.yaml',
    );
  return [first, ...others];
}
