import type { Knowledge } from '../knowledge/knowledge.ts';
import type { Status } from '../knowledge/example-schema.ts';
import { diagnose, type Context, type Diagnosis } from './diagnose.ts';

/** How much a pack knew about the text; the more, the higher. */
const WORTH: Readonly<Record<Status, number>> = {
  diagnosed: 4,
  'needs-callback-text': 4,
  'unknown-code': 2,
  'out-of-scope': 1,
  'needs-error-code': 0,
};

function worth({ status, errors }: Diagnosis): number {
  return WORTH[status] + (errors[0]?.confidence ?? 0);
}

/** Diagnoses a text with each pack, and keeps the one that knows it best; the first of equals. */
export function chooseDiagnosis(
  text: string,
  packs: readonly [Knowledge, ...Knowledge[]],
  context: Context,
): { readonly diagnosis: Diagnosis; readonly knowledge: Knowledge } {
  const [first, ...others] = packs.map((knowledge) => ({
    knowledge,
    diagnosis: diagnose(text, knowledge, context),
  })) as [
    { knowledge: Knowledge; diagnosis: Diagnosis },
    ...{ knowledge: Knowledge; diagnosis: Diagnosis }[],
  ];
  return others.reduce(
    (best, each) => (worth(each.diagnosis) > worth(best.diagnosis) ? each : best),
    first,
  );
}
