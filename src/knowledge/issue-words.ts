import { z } from 'zod';
import type { Path } from './source-file.ts';

interface Wording {
  readonly path: Path;
  readonly problem: string;
  readonly remedy: string;
}

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
}

/** The keys that a map at `path` may have, by the schema of the whole file. */
function allowedKeys(schema: z.ZodType, path: Path): string[] {
  let here: JsonSchema[] = [z.toJSONSchema(schema, { io: 'input' }) as JsonSchema];
  for (const step of path)
    here = here.flatMap((at) => {
      const next = typeof step === 'number' ? at.items : at.properties?.[step];
      return next ? [next, ...(next.anyOf ?? []), ...(next.oneOf ?? [])] : [];
    });
  return [...new Set(here.flatMap((at) => Object.keys(at.properties ?? {})))];
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? `"${value}"` : String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** What zod found wrong, in words that name the bad value and what is allowed. */
export function wordIssue(issue: z.core.$ZodIssue, schema: z.ZodType): Wording[] {
  const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
  const key = path.at(-1);
  const place = typeof key === 'string' ? `"${key}"` : 'this entry';
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((unknown) => ({
        path: [...path, unknown],
        problem: `unknown key "${unknown}"`,
        remedy: `allowed here: ${allowedKeys(schema, path).join(', ')}`,
      }));
    case 'invalid_value':
      return [
        {
          path,
          problem: `${shown(issue.input)} is not allowed for ${place}`,
          remedy: `allowed: ${issue.values.map(shown).join(', ')}`,
        },
      ];
    case 'invalid_type': {
      const missing = issue.message.endsWith('received undefined');
      return [
        {
          path,
          problem: missing ? `${place} is missing` : `${place} is of the wrong type`,
          remedy: `it must be ${article(issue.expected)}`,
        },
      ];
    }
    case 'too_small':
    case 'too_big':
      return [{ path, problem: `${place} does not fit`, remedy: lowerFirst(issue.message) }];
    case 'invalid_format':
      return [
        {
          path,
          problem: `${place} is not written as it must be`,
          remedy: lowerFirst(issue.message),
        },
      ];
    default:
      return [{ path, problem: `${place} is not valid`, remedy: lowerFirst(issue.message) }];
  }
}

function article(type: string): string {
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
