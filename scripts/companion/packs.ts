import { packFolders } from '../../src/knowledge/folder.ts';
import { loadPack } from '../../src/knowledge/load.ts';

/**
 * Every pack below `knowledgeDir`, as JSON.
 * @throws {BrokenPackError} where one of them is broken.
 */
export function packsAsJson(knowledgeDir: string): string {
  const packs = packFolders(knowledgeDir).map(loadPack);
  if (packs.length === 0) throw new Error(`there is no knowledge pack in ${knowledgeDir}`);
  return JSON.stringify(packs);
}
