import type { Checked, Review } from './review.ts';
import type { Condition, ErrorsFile } from './schema.ts';
import type { Path } from './source-file.ts';

/** Where each code, name and cause of a pack stood first. */
export interface SeenErrors {
  readonly codes: Map<string, string>;
  readonly names: Map<string, string>;
  readonly causes: Map<string, string>;
}

/** The causes that some error names. */
export function usedCauses(files: readonly Checked<ErrorsFile>[]): ReadonlySet<string> {
  return new Set(
    files.flatMap(({ content }) =>
      content.errors.flatMap((error) => error.causes.map(({ cause }) => cause)),
    ),
  );
}

/** What a file of errors names must exist, and stand once in the whole pack. */
export function checkErrors(
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
