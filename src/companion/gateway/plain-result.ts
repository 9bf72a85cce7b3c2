import { asLine } from '../../checks/line.ts';
import type { CheckResult } from '../../checks/result.ts';
import { redact } from '../../diagnosis/redact.ts';

/** Every text in `value` on one line, without what could steer a terminal or a page. */
function plain(value: unknown): unknown {
  if (typeof value === 'string') return asLine(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plain(each)]));
}

/** A result as it may be kept and shown, whoever made it. Its target is left as it is: the plan has the same. */
export function plainResult(result: CheckResult): CheckResult {
  // It has the same fields, of the same kinds, as before.
  const told = { ...(plain(result) as CheckResult), target: result.target };
  if (told.status !== 'failed' || told.error === null) return told;
  return { ...told, error: asLine(redact(told.error).text) };
}
