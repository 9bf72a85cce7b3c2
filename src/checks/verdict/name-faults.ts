import { hostOf } from '../../diagnosis/target.ts';
import type { Measured } from '../result.ts';
import { distinct, type Seen, type Shown } from './seen.ts';

/** Everything else that was found about the same hosts follows from it. */
function aboutHostsOf(seen: Seen, evidence: readonly Measured[]): Measured[] {
  const hosts = new Set(evidence.map(hostOf));
  return seen.troubles.filter((result) => hosts.has(hostOf(result)));
}

export function nameNotFound(seen: Seen): Shown | null {
  const missing = seen
    .open('dns')
    .filter(({ finding }) => finding === 'no-such-name' || finding === 'no-address')
    .filter(({ status }) => status !== 'inconclusive');
  const evidence = missing.filter((result) => !seen.isReportsOnly(result));
  if (evidence.length === 0) return null;
  // Where no name at all is found, the reporting hosts are missing for the same reason as the others.
  const isEveryName = missing.length === seen.of('dns').length;
  const said = isEveryName ? missing : evidence;
  const nameless = seen.troubles.filter(({ finding }) => finding === 'no-such-name');
  return {
    fault: 'name-not-found',
    targets: distinct(said.map(hostOf)),
    evidence: said,
    explains: [...aboutHostsOf(seen, said), ...(isEveryName ? nameless : [])],
  };
}

/** A name leads to an address that it cannot have, or to a server that shows it is another one. */
export function wrongAddress(seen: Seen): Shown | null {
  const names = seen.open('dns').filter(({ finding }) => finding === 'not-public');
  const servers = seen
    .open('tls')
    .filter(({ finding }) => finding === 'wrong-host' || finding === 'not-tls')
    .filter(({ status }) => status !== 'inconclusive');
  const evidence = [...names, ...servers].filter((result) => !seen.isReportsOnly(result));
  if (evidence.length === 0) return null;
  return {
    fault: 'wrong-address',
    targets: distinct(evidence.map(hostOf)),
    evidence,
    explains: aboutHostsOf(seen, evidence),
  };
}
