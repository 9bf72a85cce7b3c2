import type { ToolsFile } from '../../knowledge/network-schema.ts';

type Tool = ToolsFile['tools'][number];

/** Linux keeps so many bytes of a process's name; a name of that length may have been longer. */
const LONGEST_ON_LINUX = 15;

/** The last part of a path, without ".exe", in lower case. */
function plainName(written: string): string {
  return written
    .trim()
    .replace(/^.*[\\/]/, '')
    .replace(/\.exe$/i, '')
    .toLowerCase();
}

/** The tools whose process is among `names`, each once, in the order of `tools`. */
export function knownTools(names: readonly string[], tools: readonly Tool[]): Tool[] {
  const running = new Set(names.map(plainName));
  const isRunning = (process: string): boolean => {
    const name = process.toLowerCase();
    return running.has(name) || running.has(name.slice(0, LONGEST_ON_LINUX));
  };
  return tools.filter(({ processes }) => processes.some(isRunning));
}
