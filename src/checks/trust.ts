import { getCACertificates } from 'node:tls';

/** Whose word certificates are believed on; PEM. */
export interface Trust {
  /** The public roots that Node brings, whatever the machine trusts. */
  readonly publicRoots: readonly string[];
  /** The machine's own store: what a company's security system adds stands here. */
  machineRoots(): readonly string[];
}

export const MACHINE_TRUST: Trust = {
  publicRoots: getCACertificates('bundled'),
  machineRoots: () => getCACertificates('system'),
};
