import { basename, resolve } from 'node:path';
import type { Config } from '../../config.ts';
import { UsageError } from '../../errors.ts';
import { BrokenPackError, formatComplaint, type Complaint } from '../../knowledge/complaint.ts';
import { packFolders } from '../../knowledge/folder.ts';
import { plain } from './render.ts';
import type { Terminal } from './terminal.ts';

/** What the subcommands of `kb` are given. */
export interface KbOptions {
  readonly words: readonly string[];
  readonly json: boolean;
  readonly language: 'en' | 'zh' | undefined;
}

type Subcommand = (options: KbOptions, config: Config, terminal: Terminal) => Promise<number>;

/** The packs that were named, or else all of the configuration. */
function foldersOf(words: readonly string[], { knowledgeDir }: Config): string[] {
  const folders = words.length > 0 ? words.map((word) => resolve(word)) : packFolders(knowledgeDir);
  if (folders.length > 0) return folders;
  throw new UsageError(
    'no-packs',
    `there is no knowledge pack in ${knowledgeDir}`,
    'set KNOWLEDGE_DIR',
  );
}

function complaintsOf(load: () => unknown): readonly Complaint[] {
  try {
    load();
    return [];
  } catch (error) {
    if (error instanceof BrokenPackError) return error.complaints;
    throw error;
  }
}

const lint: Subcommand = async ({ words }, config, terminal) => {
  const { loadExamples, loadPack } = await import('../../knowledge/load.ts');
  const folders = foldersOf(words, config);
  const complaints = folders.flatMap((folder) => [
    ...complaintsOf(() => loadPack(folder)),
    ...complaintsOf(() => loadExamples(folder)),
  ]);
  for (const complaint of complaints) await terminal.write(`${formatComplaint(complaint)}\n`);
  const packs = folders.map((folder) => basename(folder)).join(', ');
  await terminal.write(
    complaints.length === 0
      ? `${packs}: nothing to complain about\n`
      : `${complaints.length} complaints\n`,
  );
  return complaints.length === 0 ? 0 : 1;
};

const test: Subcommand = async ({ words }, config, terminal) => {
  const { loadExamples, loadPack } = await import('../../knowledge/load.ts');
  const { indexPack } = await import('../../knowledge/knowledge.ts');
  const { runExamples } = await import('../../diagnosis/examples.ts');
  let exit = 0;
  for (const folder of foldersOf(words, config)) {
    const results = runExamples(loadExamples(folder), indexPack(loadPack(folder)), Date.now());
    const lines = [
      ...results.failed.flatMap(({ id, differences }) =>
        differences.map((each) => `failed ${id}: ${each}`),
      ),
      ...results.unreached.map((each) => `no example reaches ${each}`),
      `${basename(folder)}: ${results.passed} passed, ${results.failed.length} failed, ${results.unreached.length} not reached`,
    ];
    await terminal.write(`${lines.join('\n')}\n`);
    if (results.failed.length + results.unreached.length > 0) exit = 1;
  }
  return exit;
};

const MOST_HITS = 5;

const search: Subcommand = async ({ words, json, language: chosen }, config, terminal) => {
  const query = words.join(' ').trim();
  if (query === '')
    throw new UsageError(
      'empty-query',
      'there is nothing to search for',
      'write: kb search WORDS…',
    );
  const { openPacks } = await import('../../knowledge/packs.ts');
  const { searchErrors } = await import('../../diagnosis/suspects.ts');
  const { languageOf } = await import('../../diagnosis/language.ts');
  const language = chosen ?? (languageOf(query) === 'zh' ? 'zh' : config.language);
  const packs = await openPacks(config.knowledgeDir);
  const hits = packs
    .flatMap((knowledge) => searchErrors(query, knowledge, MOST_HITS))
    .sort((a, b) => b.score - a.score)
    .slice(0, MOST_HITS)
    .map(({ error, score }) => ({
      code: error.code,
      name: error.names[0]?.name ?? null,
      title: error.title[language],
      score: Number(score.toFixed(2)),
    }));
  const lines = hits.map(
    ({ code, name, title, score }) => `${score.toFixed(2)}  ${code}  ${name ?? '-'}  ${title}`,
  );
  await terminal.write(
    json
      ? `${JSON.stringify(hits)}\n`
      : `${lines.length > 0 ? lines.join('\n') : `nothing found for "${plain(query)}"`}\n`,
  );
  return hits.length > 0 ? 0 : 1;
};

const schema: Subcommand = async ({ words }, _, terminal) => {
  const { PACK_FILES, jsonSchemaOf } = await import('../../knowledge/json-schema.ts');
  const [name] = words;
  const known = Object.keys(PACK_FILES).join(', ');
  if (name !== undefined && !Object.hasOwn(PACK_FILES, name))
    throw new UsageError('unknown-file', `no pack has a file "${name}"`, `known: ${known}`);
  await terminal.write(`${JSON.stringify(jsonSchemaOf(name), null, 2)}\n`);
  return 0;
};

const SUBCOMMANDS: Readonly<Record<string, Subcommand>> = { lint, test, search, schema };

/** `login-doctor kb …`; returns the exit status. */
export async function runKb(
  options: KbOptions,
  config: Config,
  terminal: Terminal,
): Promise<number> {
  const [name = '', ...words] = options.words;
  const subcommand = Object.hasOwn(SUBCOMMANDS, name) ? SUBCOMMANDS[name] : undefined;
  if (!subcommand)
    throw new UsageError(
      'unknown-command',
      name === '' ? 'kb needs a subcommand' : `kb knows no "${name}"`,
      `known: ${Object.keys(SUBCOMMANDS).join(', ')}`,
    );
  return subcommand({ ...options, words }, config, terminal);
}
