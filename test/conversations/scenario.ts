import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { RECORDINGS } from './recordings.ts';
import { PHASES } from '../../src/conversation/state.ts';

const Turn = z
  .strictObject({
    say: z.string().optional(),
    press: z.string().optional().describe('The id of a button that must be on show'),
    asked: z.enum(PHASES).optional().describe('What is asked after it, or how it ended'),
    diagnosed: z.string().optional().describe('The cause that the answer is about'),
    offered: z.array(z.string()).optional().describe('Ids of buttons that are on show'),
    notOffered: z.array(z.string()).optional(),
    shows: z.array(z.string()).optional().describe('What a person can read'),
    not: z.array(z.string()).optional().describe('What a person must not read'),
    effects: z
      .array(z.enum(['start-sweep', 'withdraw-sweep', 'open-pairing', 'open-ticket', 'record-feedback']))
     .optional(),
    language: z.enum(['en', 'zh']).optional(),
  })
  .refine((turn) => (turn.say === undefined) !== (turn.press === undefined), 'say or press');

const Scenario = z.strictObject({
  id: z.string(),
  language: z.enum(['en', 'zh']).default('en'),
  measures: z.enum(RECORDINGS).optional().describe('What checks find; without it nothing measures'),
  device: z
    .enum([...RECORDINGS, 'silent'])
    .optional()
    .describe('What devices find, or that they take their time; without it there are none, and none can be paired'),
  turns: z.array(Turn).min(1),
});

export type Turn = z.output<typeof Turn>;
export type Scenario = z.output<typeof Scenario>;

/** Every scenario of the folder; they are data, so that each channel can run the same ones. */
export function readScenarios(): Scenario[] {
  return readdirSync(import.meta.dirname)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .flatMap((name) =>
      z.array(Scenario).parse(parse(readFileSync(join(import.meta.dirname, name), 'utf8'))),
    );
}
