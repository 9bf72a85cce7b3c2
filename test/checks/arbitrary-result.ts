import fc, { type Arbitrary } from 'fast-check';
import { z } from 'zod';
import { CheckResult } from '../../src/checks/result.ts';

/** Any result that the schema lets in, though it may contradict itself: what somebody else's machine could send. */

interface Schema {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly propertyNames?: Schema;
  readonly additionalProperties?: Schema | false;
  readonly items?: Schema;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly format?: string;
}

/** One UTF-16 unit each, as the schema counts. */
const CHARACTER = fc.constantFrom(...Array.from('aZ09.:-_[]{}$ "\n\0\u202e界'));
/** Long lists say nothing that short ones do not. */
const MOST_ITEMS = 4;

function all(schemas: Readonly<Record<string, Schema>>): Record<string, Arbitrary<unknown>> {
  return Object.fromEntries(Object.entries(schemas).map(([key, each]) => [key, valueOf(each)]));
}

function objectOf({ properties, propertyNames, additionalProperties }: Schema): Arbitrary<unknown> {
  if (properties) return fc.record(all(properties));
  const names = propertyNames?.enum ?? [];
  if (!additionalProperties) throw new Error('an object without anything in it');
  const value = valueOf(additionalProperties);
  return fc.record(Object.fromEntries(names.map((name) => [name, value])), { requiredKeys: [] });
}

function numberOf({ type, minimum, maximum }: Schema): Arbitrary<unknown> {
  const bounds = {
    ...(minimum !== undefined && { min: minimum }),
    ...(maximum !== undefined && { max: maximum }),
  };
  if (type === 'integer')
    return fc.integer({ min: minimum ?? 0, max: Math.min(maximum ?? 99, 999) });
  // Most times are short; the interesting ones are around a second.
  const short = fc.integer({
    min: Math.max(minimum ?? 0, 0),
    max: Math.min(maximum ?? 4000, 4000),
  });
  return fc.oneof(short, fc.double({ ...bounds, noNaN: true, noDefaultInfinity: true }));
}

function valueOf(schema: Schema): Arbitrary<unknown> {
  const options = schema.anyOf ?? schema.oneOf;
  if (options) return fc.oneof(...options.map(valueOf));
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (Array.isArray(schema.type))
    return fc.oneof(...schema.type.map((type: string) => valueOf({ ...schema, type })));
  switch (schema.type) {
    case 'object':
      return objectOf(schema);
    case 'array':
      return fc.array(valueOf(schema.items ?? {}), {
        maxLength: Math.min(schema.maxItems ?? MOST_ITEMS, MOST_ITEMS),
      });
    case 'number':
    case 'integer':
      return numberOf(schema);
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'string':
      if (schema.format === 'date-time') return fc.constant('2026-01-01T00:00:00Z');
      return fc.string({
        minLength: schema.minLength ?? 0,
        maxLength: Math.min(schema.maxLength ?? 12, 12),
        unit: CHARACTER,
      });
    default:
      throw new Error(`nothing is known of ${JSON.stringify(schema)}`);
  }
}

const anything = valueOf(z.toJSONSchema(CheckResult) as Schema) as Arbitrary<CheckResult>;

/** Any result, about one of these targets where its kind has some. */
export function arbitraryResult(
  targets: Readonly<Partial<Record<CheckResult['kind'], readonly string[]>>>,
): Arbitrary<CheckResult> {
  return fc.tuple(anything, fc.nat()).map(([result, at]): CheckResult => {
    const own = targets[result.kind] ?? [];
    const target = own[at % (own.length + 1)];
    return target === undefined ? result : { ...result, target };
  });
}
