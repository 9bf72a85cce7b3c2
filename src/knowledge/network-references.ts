import type { NetworkFile, ToolsFile } from './network-schema.ts';
import type { Review } from './review.ts';
import { FAULTS } from './vocabulary.ts';

/** The one placeholder that an advice may hold. */
const TARGETS = '{targets}';

/** Ranges, owners and steps must exist; a pack that speaks of faults speaks of all of them. */
export function checkNetwork(network: NetworkFile, review: Review): void {
  const { probes, faults } = network;
  for (const key of ['fakeAddresses', 'tunnelAddresses'] as const)
    network[key].forEach((range, at) => {
      review.mustBeRange([key, at], range);
    });
  const hosts = new Map<string, string>();
  probes.forEach(({ url }, at) => {
    review.mustDiffer('host', hosts, ['probes', at, 'url'], new URL(url).hostname);
  });
  const seen = new Map<string, string>();
  faults.forEach(({ fault, advice, owner, nextStep }, at) => {
    const path = ['faults', at];
    review.mustDiffer('fault', seen, [...path, 'fault'], fault);
    review.mustExist('owner', [...path, 'owner'], owner);
    if (nextStep !== undefined) review.mustExist('step', [...path, 'nextStep'], nextStep);
    for (const language of ['en', 'zh'] as const)
      if (/[{}]/.test(advice[language].replaceAll(TARGETS, '')))
        review.complain(
          [...path, 'advice', language],
          'the advice holds an unknown placeholder',
          `only ${TARGETS} is known`,
        );
  });
  const missing = FAULTS.filter((fault) => !seen.has(fault));
  if (faults.length > 0 && missing.length > 0)
    review.complain(
      ['faults'],
      `nothing is said of ${missing.join(', ')}`,
      'add an entry for each, in the order in which they must be mended',
    );
}

/** A process may give away one tool only. */
export function checkTools({ tools }: ToolsFile, review: Review): void {
  const names = new Map<string, string>();
  const processes = new Map<string, string>();
  tools.forEach((tool, at) => {
    review.mustDiffer('tool', names, ['tools', at, 'name'], tool.name.toLowerCase());
    tool.processes.forEach((name, index) => {
      const path = ['tools', at, 'processes', index];
      review.mustDiffer('process', processes, path, name.toLowerCase());
      if (/\.exe$/i.test(name))
        review.complain(path, `"${name}" ends in .exe`, 'leave the ending out');
    });
  });
}
