import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { BrokenPackError, type Complaint } from './complaint.ts';
import { filesIn } from './folder.ts';
import { NetworkFile, ToolsFile } from './network-schema.ts';
import { checkReferences } from './references.ts';
import type { Checked, PackSources } from './review.ts';
import {
  EndpointsFile,
  ErrorsFile,
  EscalationFile,
  LookalikesFile,
  PackFile,
  RunbookFile,
  type Pack,
} from './schema.ts';
import { ExamplesFile, type Example } from './example-schema.ts';
import { SourceFile } from './source-file.ts';

/** The largest file of a pack that is read, in bytes. */
const LARGEST_FILE = 8 * 1024 * 1024;

/** Collects the files of one pack folder and everything that is wrong with them. */
class PackFolder {
  readonly complaints: Complaint[] = [];
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** A file that a pack may do without; where there is none, it reads as an empty one. */
  readOptional<T>(name: string, schema: z.ZodType<T>): Checked<T> | null {
    return filesIn(this.#folder).includes(name)
      ? this.read(name, schema)
      : this.#check(new SourceFile(join(this.#folder, name), '{}'), schema);
  }

  read<T>(name: string, schema: z.ZodType<T>): Checked<T> | null {
    const path = join(this.#folder, name);
    let text: string;
    try {
      const { size } = statSync(path);
      if (size > LARGEST_FILE)
        return this.refuse(
          path,
          `${size} bytes are too many`,
          `split it, ${LARGEST_FILE} are read`,
        );
      text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
    } catch (error) {
      const reason =
        error instanceof TypeError ? 'the file is not UTF-8' : 'the file cannot be read';
      return this.refuse(path, reason, 'a pack needs it, in UTF-8');
    }
    return this.#check(new SourceFile(path, text), schema);
  }

  #check<T>(source: SourceFile, schema: z.ZodType<T>): Checked<T> | null {
    const result = source.read(schema);
    if ('content' in result) return { source, content: result.content };
    this.complaints.push(...result.complaints);
    return null;
  }

  refuse(file: string, problem: string, remedy: string): null {
    this.complaints.push({ file, line: 1, column: 1, problem, remedy });
    return null;
  }
}

function sourcesOf(folder: PackFolder, path: string): PackSources {
  const further = filesIn(path).filter((name) => /^errors-[\w-]+\.yaml$/.test(name));
  return {
    pack: folder.read('pack.yaml', PackFile),
    errors: ['errors.yaml', ...further].map((name) => folder.read(name, ErrorsFile)),
    endpoints: folder.read('endpoints.yaml', EndpointsFile),
    runbook: folder.read('runbook.yaml', RunbookFile),
    escalation: folder.read('escalation.yaml', EscalationFile),
    lookalikes: folder.read('lookalikes.yaml', LookalikesFile),
    network: folder.readOptional('network.yaml', NetworkFile),
    tools: folder.readOptional('tools.yaml', ToolsFile),
  };
}

/**
 * Reads the pack in the folder `path`.
 * @throws {BrokenPackError} with every complaint at once; a pack is never loaded by halves.
 */
export function loadPack(path: string): Pack {
  const folder = new PackFolder(path);
  const sources = sourcesOf(folder, path);
  const complaints = [...folder.complaints, ...checkReferences(sources)];
  const { pack, endpoints, runbook, escalation, lookalikes, network, tools } = sources;
  const errors = sources.errors.filter((file) => file !== null);
  if (
    complaints.length > 0 ||
    !pack ||
    !endpoints ||
    !runbook ||
    !escalation ||
    !lookalikes ||
    !network ||
    !tools
  )
    throw new BrokenPackError(complaints);
  return {
    ...pack.content,
    causes: errors.flatMap(({ content }) => content.causes),
    errors: errors.flatMap(({ content }) => content.errors),
    ...endpoints.content,
    ...runbook.content,
    ...lookalikes.content,
    escalation: escalation.content,
    network: network.content,
    ...tools.content,
  };
}

/**
 * Reads the examples of the pack in the folder `path`, in the order of their files.
 * @throws {BrokenPackError} with every complaint at once.
 */
export function loadExamples(path: string): Example[] {
  const folder = new PackFolder(path);
  const names = filesIn(join(path, 'examples')).filter((name) => name.endsWith('.yaml'));
  if (names.length === 0)
    folder.refuse(join(path, 'examples'), 'there are no examples', 'a pack needs examples/*.yaml');
  const files = names
    .map((name) => folder.read(join('examples', name), ExamplesFile))
    .filter((file) => file !== null);
  const seen = new Map<string, string>();
  for (const { source, content } of files)
    content.examples.forEach(({ id }, at) => {
      const first = seen.get(id);
      if (first !== undefined)
        folder.complaints.push(
          source.complain(
            ['examples', at, 'id'],
            `example "${id}" stands twice`,
            `the first one is in ${first}`,
          ),
        );
      seen.set(id, source.name);
    });
  if (folder.complaints.length > 0) throw new BrokenPackError(folder.complaints);
  return files.flatMap(({ content }) => content.examples);
}
