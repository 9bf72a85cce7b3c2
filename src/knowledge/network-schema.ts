import { z } from 'zod';
import { FAULTS, Id, Text } from './vocabulary.ts';

/** `network.yaml`: what is known of networks, and what each fault of one means to the people who must mend it. */
export const NetworkFile = z.strictObject({
  probes: z
    .array(
      z.strictObject({
        url: z.url({ protocol: /^http$/ }),
        status: z.int().min(100).max(599),
        body: z.string().max(200).optional().describe('The whole body, where one is promised'),
      }),
    )
    .default([])
    .describe('Addresses that answer one known thing; another answer is a captive portal’s'),
  anchors: z
    .array(z.union([z.ipv4(), z.ipv6()]))
    .default([])
    .describe(
      'Public addresses that accept connections on port 443 for everybody, to be tried without a name',
    ),
  fakeAddresses: z
    .array(z.string())
    .default([])
    .describe('Ranges (CIDR) that proxy tools hand out instead of real addresses'),
  tunnelAddresses: z
    .array(z.string())
    .default([])
    .describe('Ranges (CIDR) that proxy tools give to the tunnel they make, by default'),
  faults: z
    .array(
      z.strictObject({
        fault: z.enum(FAULTS),
        title: Text.describe('A few words: what is wrong'),
        advice: Text.describe('What its owner is to do; {targets} stands for what is affected'),
        owner: Id,
        stopsLogin: z
          .boolean()
          .default(true)
          .describe('Whether a login can fail for it; those for which none can are told last'),
        nextStep: Id.optional().describe(
          'The step of the runbook to go on with, once this is mended or ruled out',
        ),
      }),
    )
    .default([])
    .describe('In the order in which they must be mended: each may hide those after it'),
});

/** `tools.yaml`: programs that stand between an app and the network, by the names of their processes. */
export const ToolsFile = z.strictObject({
  tools: z
    .array(
      z.strictObject({
        name: z.string().min(1).max(60),
        kind: z.enum(['proxy', 'vpn', 'security']),
        processes: z
          .array(z.string().min(1).max(60))
          .min(1)
          .describe('Names of its processes, without ".exe"; in any case'),
        source: z.string().min(1).max(200).describe('Where the names come from'),
      }),
    )
    .default([]),
});

export type NetworkFile = z.output<typeof NetworkFile>;
export type ToolsFile = z.output<typeof ToolsFile>;
export type FaultRule = NetworkFile['faults'][number];
