import { z } from 'zod';
import { Id } from './vocabulary.ts';

const ASKS = ['error-code', 'callback-text', 'sso-domain'] as const;
/** How far a diagnosis got. */
export const STATUSES = [
  'diagnosed',
  'needs-callback-text',
  'needs-error-code',
  'unknown-code',
  'out-of-scope',
] as const;

/** `examples/*.yaml`: pasted texts and what must be made of them. */
export const ExamplesFile = z.strictObject({
  examples: z.array(
    z.strictObject({
      id: Id,
      about: z.string().optional(),
      text: z.string(),
      answered: z
        .boolean()
        .default(false)
        .describe('The text is the answer to the question for the callback text'),
      expect: z.strictObject({
        status: z.enum(STATUSES),
        codes: z.array(z.int()).optional().describe('The errors found, best first'),
        cause: Id.nullable().optional(),
        asks: z.array(z.enum(ASKS)).optional(),
        lookalike: Id.optional(),
        language: z.enum(['en', 'zh']).optional(),
        absent: z.array(z.string()).optional().describe('What must stand nowhere in the answer'),
      }),
      walk: z
        .array(Id)
        .optional()
        .describe('Outcomes chosen on the runbook, in order, from its first step'),
      ends: z.strictObject({ owner: Id }).optional().describe('Who has to act after the walk'),
    }),
  ),
});

export type Example = z.output<typeof ExamplesFile>['examples'][number];
export type Status = (typeof STATUSES)[number];
export type Ask = (typeof ASKS)[number];
