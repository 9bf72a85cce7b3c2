import { join, resolve } from 'node:path';
import { readHost } from './diagnosis/public-host.ts';
import { UsageError } from './errors.ts';
import type { Language } from './knowledge/vocabulary.ts';

/** What the environment sets; read once, at the start. */
export interface Config {
  /** The folder of the packs, absolute. */
  readonly knowledgeDir: string;
  /** The language of the machine, as far as it is one that the product speaks. */
  readonly language: Language;
  /** The host of a UDP responder of our own, against which silence over UDP is told from a block; null for none. */
  readonly udpControl: string | null;
}

/** Every variable that all commands read; those of `serve` alone stand in server-config.ts. */
export const VARIABLES = ['KNOWLEDGE_DIR', 'UDP_CONTROL'] as const;
type Variable = (typeof VARIABLES)[number];
/** In the order in which POSIX asks them. */
type Locale = 'LC_ALL' | 'LC_MESSAGES' | 'LANG';

const PROJECT = join(import.meta.dirname, '..');

/** The language of the machine, as far as it is one that the product speaks. */
export function languageOf({
  LC_ALL,
  LC_MESSAGES,
  LANG,
}: Readonly<Partial<Record<Locale, string | undefined>>>): Language {
  const locale = [LC_ALL, LC_MESSAGES, LANG].find((value) => value !== undefined && value !== '');
  return locale?.startsWith('zh') ? 'zh' : 'en';
}

/**
 * The configuration from `environment`.
 * @throws {UsageError} naming the variable, its value and what is allowed.
 */
export function readConfig(
  environment: Readonly<Partial<Record<Variable | Locale, string | undefined>>>,
): Config {
  const { KNOWLEDGE_DIR: folder, UDP_CONTROL: control = '' } = environment;
  if (folder?.trim() === '')
    throw new UsageError(
      'bad-config',
      'KNOWLEDGE_DIR is empty',
      'name the folder that holds the packs, or leave it out',
    );
  if (control !== '' && readHost(control)?.kind !== 'name')
    throw new UsageError(
      'bad-config',
      `UDP_CONTROL="${control.slice(0, 80)}": must be a host name`,
      'mend UDP_CONTROL in the environment or in .env, or leave it out',
    );
  return {
    knowledgeDir: folder === undefined ? join(PROJECT, 'knowledge-base') : resolve(folder),
    udpControl: control === '' ? null : control,
    language: languageOf(environment),
  };
}
