import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Authority } from '../certificates.ts';
import type { Intercepting, Interception } from './firewall/interceptor.ts';
import type { InternetRequest } from './internet.ts';
import { endProgram, type Machine } from './machine.ts';
import { firewallRules, LINE_RULES, type MachineName } from './network.ts';
import { startWorker, type Worker } from './worker.ts';
import type { World } from './world.ts';

/** Chains of the firewall, in the order in which packets pass them. */
export type Chain = 'everything' | 'outgoing' | 'one_host' | 'all_hosts';

/** What a fault can lay hands on. Whatever it changes here, a reset of the laboratory takes back. */
export interface Site {
  readonly world: World;
  readonly machines: Readonly<Record<MachineName, Machine>>;
  /** Issues the servers' certificates, in the place of the public authorities. */
  readonly authority: Authority;
  /** A folder for files. */
  readonly folder: string;
  /** Adds rules (`nft(8)`) to a chain of the firewall. */
  readonly rules: (chain: Chain, rules: readonly string[]) => Promise<void>;
  /** Adds rules for what passes the line. */
  readonly lineRules: (rules: readonly string[]) => Promise<void>;
  /** Starts something on the firewall that connections can be turned aside to. */
  readonly intercept: (interception: Interception, port?: number) => Promise<Intercepting>;
  /** Starts a program of the laboratory in a machine, and asks it one thing. */
  readonly start: (machine: MachineName, file: string, request: unknown) => Promise<unknown>;
  /** Starts any other program in a machine. */
  readonly startProgram: (machine: MachineName, argv: readonly string[]) => void;
  readonly internet: (request: InternetRequest) => Promise<undefined>;
  /** The user's machine trusts this root from now on; PEM. */
  readonly trust: (root: string) => void;
  /** Sets variables for everything that the user runs from now on. */
  readonly environment: (variables: Readonly<Record<string, string>>) => void;
  /** What takes back a change for which there is nothing else here. */
  readonly onReset: (undo: () => Promise<unknown>) => void;
}

interface Parts extends Pick<Site, 'world' | 'machines' | 'authority' | 'folder'> {
  readonly internet: Worker<InternetRequest, undefined>;
  /** What the machine trusts while there is no fault; PEM. */
  readonly roots: string;
}

const INTERCEPTOR = join(import.meta.dirname, 'firewall/interceptor.ts');

export interface OpenSite {
  readonly site: Site;
  /** Variables for what the user runs. */
  environment(): Record<string, string>;
  /** Takes all faults back; also makes the network what it is without any in the first place. */
  reset(): Promise<void>;
}

export function openSite({ internet, roots, ...parts }: Parts): OpenSite {
  const { machines, world, folder } = parts;
  const store = join(folder, 'machine-roots.pem');
  const noMoreRoots = join(folder, 'no-more-roots');
  mkdirSync(noMoreRoots, { recursive: true });
  let undos: (() => Promise<unknown>)[] = [];
  let trusted: string[] = [];
  let variables: Record<string, string> = {};

  const trust = (...more: string[]): void => {
    trusted.push(...more);
    writeFileSync(store, trusted.join('\n'));
  };
  const addRules = async (
    machine: Machine,
    chain: string,
    rules: readonly string[],
  ): Promise<void> => {
    const lines = rules.map((rule) => `add rule inet lab ${chain} ${rule}\n`);
    await machine.run(['nft', '-f', '-'], lines.join(''));
  };
  const start = (machine: MachineName, file: string, request: unknown): Promise<unknown> => {
    const worker = startWorker<unknown, unknown>(machines[machine], file);
    undos.push(() => worker.stop());
    return worker.ask(request);
  };

  const site: Site = {
    ...parts,
    rules: (chain, rules) => addRules(machines.firewall, chain, rules),
    lineRules: (rules) => addRules(machines.line, 'passing', rules),
    intercept: (interception, port) =>
      start('firewall', INTERCEPTOR, { ...interception, port }) as Promise<Intercepting>,
    start,
    startProgram(machine, argv) {
      const program = machines[machine].spawn(argv, { stdio: ['ignore', 'ignore', 'inherit'] });
      undos.push(() => endProgram(program));
    },
    internet: (request) => internet.ask(request),
    trust,
    environment(more) {
      variables = { ...variables, ...more };
    },
    onReset(undo) {
      undos.push(undo);
    },
  };

  return {
    site,
    // OpenSSL's own variables say what the machine trusts: what `tls.getCACertificates('system')` reads on Linux.
    environment: () => ({ SSL_CERT_FILE: store, SSL_CERT_DIR: noMoreRoots, ...variables }),
    async reset() {
      const taken = undos.reverse();
      undos = [];
      for (const undo of taken) await undo();
      trusted = [];
      trust(roots);
      variables = {};
      await Promise.all([
        machines.firewall.run(['nft', '-f', '-'], firewallRules(world)),
        machines.line.run(['nft', '-f', '-'], LINE_RULES),
        internet.ask({ kind: 'reset' }),
      ]);
    },
  };
}
