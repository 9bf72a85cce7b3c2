import type { Complaint } from './complaint.ts';
import { checkErrors, usedCauses, type SeenErrors } from './error-references.ts';
import { checkNetwork, checkTools } from './network-references.ts';
import { knownOf, Review, type Checked, type PackSources } from './review.ts';
import type { EndpointsFile, EscalationFile, PackFile, RunbookFile } from './schema.ts';
import type { Path } from './source-file.ts';
import type { Text } from './vocabulary.ts';

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
    ...reviewed(sources.network, checkNetwork),
    ...reviewed(sources.tools, checkTools),
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
