import { join, resolve } from 'node:path';
import { UsageError } from './errors.ts';
import type { Language } from './knowledge/vocabulary.ts';

/** What the environment sets; read once, at the start. */
export interface Config {
  /** The folder of the packs, absolute. */
  readonly knowledgeDir: string;
  /** The language of the machine, as far as it is one that the product speaks. */
  readonly language: Language;
}

const PROJECT = join(import.meta.dirname, '..');

/**
 * The configuration from `environment`.
 * @throws {UsageError} naming the variable, its value and what is allowed.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const { KNOWLEDGE_DIR: folder, LC_ALL, LC_MESSAGES, LANG } = environment;
  if (folder?.trim() === '')
    throw new UsageError(
      'bad-config',
      'KNOWLEDGE_DIR is empty',
      'name the folder that holds the packs, or leave it out',
    );
  const locale = [LC_ALL, LC_MESSAGES, LANG].find((value) => value !== undefined && value !== '');
  return {
    knowledgeDir: folder === undefined ? join(PROJECT, 'knowledge-base') : resolve(folder),
    language: locale?.startsWith('zh') ? 'zh' : 'en',
  };
}
