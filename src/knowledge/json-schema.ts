import { z } from 'zod';
import { NetworkFile, ToolsFile } from './network-schema.ts';
import {
  EndpointsFile,
  ErrorsFile,
  EscalationFile,
  LookalikesFile,
  PackFile,
  RunbookFile,
} from './schema.ts';
import { ExamplesFile } from './example-schema.ts';

/** The files of a pack, by the name that `kb schema` takes. */
export const PACK_FILES: Readonly<Record<string, z.ZodType>> = {
  pack: PackFile,
  errors: ErrorsFile,
  endpoints: EndpointsFile,
  runbook: RunbookFile,
  escalation: EscalationFile,
  lookalikes: LookalikesFile,
  network: NetworkFile,
  tools: ToolsFile,
  examples: ExamplesFile,
};

/** The JSON Schema (draft 2020-12) of one file of a pack; without a name, one document with the schemas of all. */
export function jsonSchemaOf(name?: string): object {
  const one = name === undefined ? undefined : PACK_FILES[name];
  if (one) return z.toJSONSchema(one, { io: 'input' });
  const $defs = Object.fromEntries(
    Object.entries(PACK_FILES).map(([file, schema]) => [
      file,
      z.toJSONSchema(schema, { io: 'input' }),
    ]),
  );
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', $defs };
}
