/**
 * What a knowledge pack may say. One zod schema a file of the pack; the types of the whole program come from here,
 * and so does the JSON Schema that editors use (`kb schema`).
 */
import { z } from 'zod';
import type { NetworkFile, ToolsFile } from './network-schema.ts';
import { CATEGORIES, CHECK_KINDS, Id, Phrase, Text } from './vocabulary.ts';

const Owner = z.strictObject({
  id: Id,
  name: Text.describe('Who this is, as the person asking would call them'),
});

const Callback = z.strictObject({
  name: z.string().regex(/^[A-Za-z]\w*$/),
  login: z.boolean().default(false).describe('Does this callback report a login?'),
  aliases: z.array(Phrase).default([]).describe('Other writings: of other platforms, of log lines'),
});

const TokenUse = z.strictObject({
  id: Id,
  name: Text,
  algorithm: z.string().describe('The "alg" of the JWT header'),
  audience: z.string().optional().describe('The "aud" of the JWT payload, where it is fixed'),
});

const Platform = z.strictObject({
  id: Id,
  name: Text,
  markers: z.array(Phrase).min(1).describe('Words that show this platform in a pasted text'),
});

/** `pack.yaml`: who the pack is about, and by which words a text shows that it is. */
export const PackFile = z.strictObject({
  id: Id,
  product: Text,
  title: Text,
  languages: z.array(z.enum(['en', 'zh'])).min(1),
  sources: z
    .array(z.strictObject({ id: Id, title: Text }))
    .min(1)
    .describe('Where the facts come from; errors name these ids'),
  owners: z.array(Owner).min(1),
  markers: z.array(Phrase).min(1).describe('Words that show a text is about this product'),
  callbacks: z.array(Callback).min(1),
  platforms: z.array(Platform).default([]),
  tokens: z.array(TokenUse).default([]),
  versionPattern: z
    .string()
    .optional()
    .describe('Regular expression for versions of the product that look like an IPv4 address'),
});

const Name = z.strictObject({
  name: z.string().regex(/^[A-Za-z_]\w*$/),
  versions: z.string().min(1).optional().describe('Versions of the product that use this name'),
});

const TOKEN_STATES = ['expired', 'milliseconds', 'born-expired'] as const;

/** When a cause holds: every field that is given must hold; in a list, any value of it is enough unless said otherwise. */
const Condition = z.strictObject({
  says: z.array(Phrase).min(1).optional().describe('One of these phrases stands in the text'),
  found: z
    .array(z.enum(['url', 'ip']))
    .min(1)
    .optional()
    .describe('All of these stand in the text'),
  callbacks: z.array(z.string()).min(1).optional().describe('The code came through one of these'),
  address: z.string().optional().describe('An address of this range (CIDR) stands in the text'),
  token: z
    .strictObject({ use: Id.optional(), state: z.enum(TOKEN_STATES) })
    .optional()
    .describe('A token in the text is of this use and in this state'),
  answered: z
    .literal('callback-text')
    .optional()
    .describe('The person was asked for the callback text and has answered'),
});

const KnownError = z.strictObject({
  code: z.int(),
  kind: z.enum(['login', 'other', 'success']).describe('"success": not an error at all'),
  names: z.array(Name).default([]),
  aliases: z
    .array(z.string().regex(/^\w+$/))
    .default([])
    .describe('Names that wrappers of the SDK use'),
  callbacks: z.array(z.string()).default([]),
  title: Text.describe('A few words: what happened'),
  meaning: Text.describe('One to three sentences: what the code says'),
  notes: z
    .array(z.strictObject({ kind: z.enum(['disagreement', 'inferred', 'hint']), text: Text }))
    .default([])
    .describe('"disagreement": sources contradict each other; "inferred": nobody documents it'),
  causes: z
    .array(z.strictObject({ cause: Id, when: Condition.optional() }))
    .min(1)
    .describe(
      'In the order they are tried; the first whose condition holds. Without one the text is asked for',
    ),
  sources: z.array(Id).min(1),
});

const Cause = z.strictObject({
  id: Id,
  category: z.enum(CATEGORIES),
  title: Text,
  explanation: Text.optional(),
  fixes: z
    .array(z.strictObject({ text: Text, owner: Id }))
    .min(1)
    .describe('In the order to do them'),
  runbook: Id.optional().describe('The runbook to walk when the fix does not speak for itself'),
});

/** `errors.yaml`, and every further `errors-*.yaml`: what the codes mean and why they come. */
export const ErrorsFile = z.strictObject({
  causes: z.array(Cause).default([]),
  errors: z.array(KnownError).min(1),
});

const Ports = z.array(z.int().min(1).max(65535)).min(1);

/** `endpoints.yaml`: what the product must be able to reach. */
export const EndpointsFile = z.strictObject({
  tenant: z
    .strictObject({
      example: z.string().min(1),
      hosts: z
        .array(z.string().includes('{tenant}'))
        .min(1)
        .describe('Sign-in hosts in which a tenant’s name stands, most special first'),
      shared: z.array(z.string()).default([]).describe('Sign-in hosts that many tenants share'),
    })
    .optional(),
  addresses: z
    .array(z.strictObject({ range: z.string(), text: Text }))
    .default([])
    .describe('Address ranges (CIDR) that mean something, and what'),
  endpoints: z.array(
    z.strictObject({
      host: z.string().regex(/^[a-z0-9{}.-]+$/),
      tcp: Ports.optional(),
      udp: Ports.optional(),
      purpose: Text,
      stopsLogin: z.boolean().describe('Can a login fail because this endpoint cannot be reached?'),
      note: Text.optional(),
    }),
  ),
});

const PlannedCheck = z.strictObject({
  kind: z.enum(CHECK_KINDS),
  on: z
    .enum(['callback-urls', 'callback-hosts', 'callback-ips', 'endpoints', 'probes', 'machine'])
    .describe('Where the targets come from'),
});

const Outcome = z.discriminatedUnion('then', [
  z.strictObject({
    id: Id,
    label: Text,
    then: z.literal('next'),
    untried: z
      .literal(true)
      .optional()
      .describe('There was nothing to try, so it tells nothing of what works'),
  }),
  z.strictObject({ id: Id, label: Text, then: z.literal('advise'), advice: Text, owner: Id }),
  z.strictObject({ id: Id, label: Text, then: z.literal('escalate') }),
]);

/** `runbook.yaml`: what to try, in order, and what each outcome means. */
export const RunbookFile = z.strictObject({
  runbooks: z.array(
    z.strictObject({
      id: Id,
      title: Text,
      prerequisites: z
        .array(
          z.strictObject({
            id: Id,
            label: Text.describe('A few words, for a button that says it is missing'),
            text: Text,
            owner: Id,
          }),
        )
        .default([]),
      steps: z
        .array(
          z.strictObject({
            id: Id,
            title: Text,
            instruction: Text,
            hint: Text.optional(),
            checks: z.array(PlannedCheck).default([]),
            outcomes: z.array(Outcome).min(1),
          }),
        )
        .min(1),
    }),
  ),
});

/** `escalation.yaml`: what a ticket must hold, and what to do with the answer. */
export const EscalationFile = z.strictObject({
  owner: Id.describe('Who gets the ticket'),
  timeliness: Text.describe('What the ticket must say about how urgent it is, and why'),
  ticket: z
    .array(z.strictObject({ id: Id, text: Text }))
    .min(1)
    .describe('What the ticket must hold'),
  logs: z.strictObject({
    instruction: Text,
    folders: z
      .array(
        z.strictObject({
          platform: Id,
          text: Text,
          paths: z
            .array(
              z
                .string()
                .max(300)
                .regex(
                  /^~?(?:\/(?!\.{1,2}(?:\/|$))[^/\\]+)+$/,
                  'write it as ~/a/*/b or /a/b, where * stands for any name of one folder',
                ),
            )
            .default([])
            .describe('Where a program finds them; * stands for any name of one folder'),
        }),
      )
      .default([]),
    limits: z.array(Text).default([]),
  }),
  patterns: z
    .array(z.strictObject({ id: Id, title: Text, advice: Text, owner: Id }))
    .describe('What the owner may answer, and who does what then'),
});

/** `lookalikes.yaml`: other products whose errors carry the same numbers. */
export const LookalikesFile = z.strictObject({
  lookalikes: z.array(
    z.strictObject({
      id: Id,
      name: Text,
      markers: z.array(Phrase).min(1),
      advice: Text.describe('What this is, and where to go with it'),
    }),
  ),
});

export type PackFile = z.output<typeof PackFile>;
export type ErrorsFile = z.output<typeof ErrorsFile>;
export type EndpointsFile = z.output<typeof EndpointsFile>;
export type RunbookFile = z.output<typeof RunbookFile>;
export type EscalationFile = z.output<typeof EscalationFile>;
export type LookalikesFile = z.output<typeof LookalikesFile>;

export type KnownError = z.output<typeof KnownError>;
export type Cause = z.output<typeof Cause>;
export type Condition = z.output<typeof Condition>;
export type TokenUse = z.output<typeof TokenUse>;
export type Endpoint = EndpointsFile['endpoints'][number];
export type Runbook = RunbookFile['runbooks'][number];
export type RunbookStep = Runbook['steps'][number];
export type Outcome = z.output<typeof Outcome>;
export type Lookalike = LookalikesFile['lookalikes'][number];

/** A whole pack, every file of it validated and every reference in it resolved to something that exists. */
export interface Pack extends PackFile, ErrorsFile, EndpointsFile, RunbookFile, LookalikesFile {
  readonly escalation: EscalationFile;
  readonly network: NetworkFile;
  readonly tools: ToolsFile['tools'];
}
