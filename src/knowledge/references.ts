import ipaddr from 'ipaddr.js';
import type { Complaint } from './complaint.ts';
import type {
  Condition,
  EndpointsFile,
  ErrorsFile,
  EscalationFile,
  LookalikesFile,
  PackFile,
  RunbookFile,
  Text,
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
}

/** What an entry may refer to, each with the ids that exist. */
type Known = Readonly<
  Record<
    'owner' | 'source' | 'callback' | 'token' | 'platform' | 'cause' | 'runbook',
    ReadonlySet<string> | null
  >
>;

/** One file under review. */
class Review {
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

function knownOf({ pack, errors, runbook }: PackSources): Known {
  const allErrors = errors.every((file) => file !== null);
  return {
    owner: idsOf(pack?.content.owners),
    source: idsOf(pack?.content.sources),
    callback: pack ? new Set(pack.content.callbacks.map(({ name }) => name)) : null,
    token: idsOf(pack?.content.tokens),
    platform: idsOf(pack?.content.platforms),
    cause: allErrors ? idsOf(errors.flatMap(({ content }) => content.causes)) : null,
    runbook: idsOf(runbook?.content.runbooks),
  };
}

/** Everything that one file of a pack says and another contradicts, and what a shape alone cannot show. */
export function checkReferences(sources: PackSources): Complaint[] {
  const known = knownOf(sources);
  const reviewed = <T>(file: Checked<T> | null, check: (content: T, review: Review) => void) => {
    if (!file) return [];
    const review = new Review(file.source, known);
    checkTexts(file.content, review);
    check(file.content, review);
    return review.complaints;
  };
  const seen = { codes: new Map(), names: new Map(), causes: new Map() } satisfies SeenErrors;
  const used = sources.errors.every((file) => file !== null) ? usedCauses(sources.errors) : null;
  return [
    ...reviewed(sources.pack, checkPack),
    ...sources.errors.flatMap((file) =>
      reviewed(file, (content, review) => {
        checkErrors(content, review, seen, used);
      }),
    ),
    ...reviewed(sources.endpoints, checkEndpoints),
    ...reviewed(sources.runbook, checkRunbooks),
    ...reviewed(sources.escalation, checkEscalation),
    ...reviewed(sources.lookalikes, () => undefined),
  ];
}

function checkTexts(content: unknown, review: Review): void {
  for (const { path, text } of textsIn(content)) {
    if (/\p{Script=Han}/u.test(text.en))
      review.complain([...path, 'en'], 'the English text holds Chinese', 'translate it');
    if (!/\p{Script=Han}/u.test(text.zh) && /[a-z]{3} [a-z]{2}/.test(text.zh))
      review.complain([...path, 'zh'], 'the Chinese text is in English', 'translate it');
  }
}

function checkPack({ callbacks, versionPattern }: PackFile, review: Review): void {
  if (versionPattern !== undefined && !isRegExp(versionPattern))
    review.complain(['versionPattern'], 'not a regular expression', 'mend it or leave it out');
  const seen = new Map<string, string>();
  callbacks.forEach(({ name, aliases }, at) => {
    for (const writing of [name, ...aliases])
      review.mustDiffer('callback', seen, ['callbacks', at], writing.toLowerCase());
  });
}

interface SeenErrors {
  readonly codes: Map<string, string>;
  readonly names: Map<string, string>;
  readonly causes: Map<string, string>;
}

function usedCauses(files: readonly Checked<ErrorsFile>[]): ReadonlySet<string> {
  return new Set(
    files.flatMap(({ content }) =>
      content.errors.flatMap((error) => error.causes.map(({ cause }) => cause)),
    ),
  );
}

function checkErrors(
  { causes, errors }: ErrorsFile,
  review: Review,
  seen: SeenErrors,
  used: ReadonlySet<string> | null,
): void {
  causes.forEach(({ id, fixes, runbook }, at) => {
    const path = ['causes', at];
    review.mustDiffer('cause', seen.causes, [...path, 'id'], id);
    if (used && !used.has(id))
      review.complain(
        [...path, 'id'],
        `no error has the cause "${id}"`,
        'name it in an error, or delete it',
      );
    fixes.forEach(({ owner }, fix) => {
      review.mustExist('owner', [...path, 'fixes', fix, 'owner'], owner);
    });
    if (runbook !== undefined) review.mustExist('runbook', [...path, 'runbook'], runbook);
  });
  errors.forEach((error, at) => {
    const path = ['errors', at];
    review.mustDiffer('code', seen.codes, [...path, 'code'], String(error.code));
    for (const name of [...error.names.map(({ name }) => name), ...error.aliases])
      review.mustDiffer('name', seen.names, path, name.toLowerCase());
    error.callbacks.forEach((name, index) => {
      review.mustExist('callback', [...path, 'callbacks', index], name);
    });
    error.sources.forEach((id, index) => {
      review.mustExist('source', [...path, 'sources', index], id);
    });
    error.causes.forEach(({ cause, when }, index) => {
      const here = [...path, 'causes', index];
      review.mustExist('cause', [...here, 'cause'], cause);
      if (when) checkCondition(when, [...here, 'when'], review);
      else if (index < error.causes.length - 1)
        review.complain(
          [...here, 'cause'],
          `"${cause}" has no condition, so what follows it is never reached`,
          'put it last, or give it a "when"',
        );
    });
  });
}

function checkCondition(when: Condition, path: Path, review: Review): void {
  when.callbacks?.forEach((name, at) => {
    review.mustExist('callback', [...path, 'callbacks', at], name);
  });
  if (when.address !== undefined) review.mustBeRange([...path, 'address'], when.address);
  if (when.token?.use !== undefined)
    review.mustExist('token', [...path, 'token', 'use'], when.token.use);
  if (Object.keys(when).length === 0)
    review.complain(
      path,
      'the condition is empty',
      'say when the cause holds, or leave "when" out',
    );
}

function checkEndpoints({ addresses, endpoints, tenant }: EndpointsFile, review: Review): void {
  addresses.forEach(({ range }, at) => {
    review.mustBeRange(['addresses', at, 'range'], range);
  });
  const seen = new Map<string, string>();
  endpoints.forEach(({ host, tcp, udp }, at) => {
    const path = ['endpoints', at];
    review.mustDiffer('host', seen, [...path, 'host'], host);
    if (!tcp && !udp) review.complain(path, `"${host}" has no ports`, 'give "tcp", "udp" or both');
    if (/[{}]/.test(host.replace('{tenant}', '')))
      review.complain(
        [...path, 'host'],
        `"${host}" holds an unknown placeholder`,
        'only {tenant} is known',
      );
    if (host.includes('{tenant}') && !tenant)
      review.complain([...path, 'host'], '{tenant} is not described', 'add "tenant" to this file');
  });
}

function checkRunbooks({ runbooks }: RunbookFile, review: Review): void {
  runbooks.forEach(({ prerequisites, steps }, at) => {
    prerequisites.forEach(({ owner }, index) => {
      review.mustExist('owner', ['runbooks', at, 'prerequisites', index, 'owner'], owner);
    });
    const seenSteps = new Map<string, string>();
    steps.forEach((step, index) => {
      const path = ['runbooks', at, 'steps', index];
      review.mustDiffer('step', seenSteps, [...path, 'id'], step.id);
      const seenOutcomes = new Map<string, string>();
      step.outcomes.forEach((outcome, each) => {
        const here = [...path, 'outcomes', each];
        review.mustDiffer('outcome', seenOutcomes, [...here, 'id'], outcome.id);
        if (outcome.then === 'advise') review.mustExist('owner', [...here, 'owner'], outcome.owner);
      });
    });
  });
}

function checkEscalation({ owner, logs, patterns }: EscalationFile, review: Review): void {
  review.mustExist('owner', ['owner'], owner);
  logs.folders.forEach(({ platform }, at) => {
    review.mustExist('platform', ['logs', 'folders', at, 'platform'], platform);
  });
  patterns.forEach((pattern, at) => {
    review.mustExist('owner', ['patterns', at, 'owner'], pattern.owner);
  });
}

function isRegExp(pattern: string): boolean {
  try {
    new RegExp(pattern);
    return true;
  } catch {
    return false;
  }
}

function isText(value: object): value is Text {
  return (
    'en' in value && 'zh' in value && typeof value.en === 'string' && typeof value.zh === 'string'
  );
}

/** Every text of a file, with the way to it. */
function* textsIn(value: unknown, path: Path = []): Generator<{ path: Path; text: Text }> {
  if (typeof value !== 'object' || value === null) return;
  if (isText(value)) yield { path, text: value };
  else
    for (const [key, inner] of Object.entries(value))
      yield* textsIn(inner, [...path, Array.isArray(value) ? Number(key) : key]);
}
