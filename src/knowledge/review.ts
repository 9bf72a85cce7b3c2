import ipaddr from 'ipaddr.js';
import type { Complaint } from './complaint.ts';
import type { NetworkFile, ToolsFile } from './network-schema.ts';
import type {
  EndpointsFile,
  ErrorsFile,
  EscalationFile,
  LookalikesFile,
  PackFile,
  RunbookFile,
} from './schema.ts';
import type { Path, SourceFile } from './source-file.ts';

/** A file of the pack that has the right shape, with its positions. */
export interface Checked<T> {
  readonly source: SourceFile;
  readonly content: T;
}

/** The files of a pack; null stands for one that is missing or not of the right shape. */
export interface PackSources {
  readonly pack: Checked<PackFile> | null;
  readonly errors: readonly (Checked<ErrorsFile> | null)[];
  readonly endpoints: Checked<EndpointsFile> | null;
  readonly runbook: Checked<RunbookFile> | null;
  readonly escalation: Checked<EscalationFile> | null;
  readonly lookalikes: Checked<LookalikesFile> | null;
  readonly network: Checked<NetworkFile> | null;
  readonly tools: Checked<ToolsFile> | null;
}

/** What an entry may refer to, each with the ids that exist. */
export type Known = Readonly<
  Record<
    'owner' | 'source' | 'callback' | 'token' | 'platform' | 'cause' | 'runbook' | 'step',
    ReadonlySet<string> | null
  >
>;

/** One file under review. */
export class Review {
  readonly complaints: Complaint[] = [];
  readonly #source: SourceFile;
  readonly #known: Known;

  constructor(source: SourceFile, known: Known) {
    this.#source = source;
    this.#known = known;
  }

  complain(path: Path, problem: string, remedy: string): void {
    this.complaints.push(this.#source.complain(path, problem, remedy));
  }

  /** Says nothing where the file that would define the id is itself broken. */
  mustExist(what: keyof Known, path: Path, id: string): void {
    const known = this.#known[what];
    if (known && !known.has(id))
      this.complain(path, `unknown ${what} "${id}"`, `known: ${[...known].join(', ')}`);
  }

  mustDiffer(what: string, seen: Map<string, string>, path: Path, id: string): void {
    const first = seen.get(id);
    if (first === undefined)
      seen.set(id, `${this.#source.name}:${this.#source.complain(path, '', '').line}`);
    else this.complain(path, `${what} "${id}" stands twice`, `the first one is at ${first}`);
  }

  mustBeRange(path: Path, range: string): void {
    if (!ipaddr.isValidCIDR(range))
      this.complain(
        path,
        `"${range}" is no address range`,
        'write it as 198.51.100.0/24 or 2001:db8::/32',
      );
  }
}

function idsOf(items: readonly { readonly id: string }[] | undefined): ReadonlySet<string> | null {
  return items ? new Set(items.map(({ id }) => id)) : null;
}

/** The ids that the files of a pack define. */
export function knownOf({ pack, errors, runbook }: PackSources): Known {
  const allErrors = errors.every((file) => file !== null);
  return {
    owner: idsOf(pack?.content.owners),
    source: idsOf(pack?.content.sources),
    callback: pack ? new Set(pack.content.callbacks.map(({ name }) => name)) : null,
    token: idsOf(pack?.content.tokens),
    platform: idsOf(pack?.content.platforms),
    cause: allErrors ? idsOf(errors.flatMap(({ content }) => content.causes)) : null,
    runbook: idsOf(runbook?.content.runbooks),
    step: idsOf(runbook?.content.runbooks.flatMap(({ steps }) => steps)),
  };
}
