import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPack } from '../../src/knowledge/open.ts';
import { createAuthority, type Authority, type Issued } from '../certificates.ts';
import { COMPILED } from '../compiled.ts';
import { FAULTS, type FaultName } from './faults.ts';
import type { Fault } from './faults/fault.ts';
import type { Certificates, InternetRequest } from './internet.ts';
import { laboratoryName, removeLeftovers } from './leftovers.ts';
import { openMachine, type Machine } from './machine.ts';
import { internetRules, MACHINES, SETTINGS, wiring, type MachineName } from './network.ts';
import { openSite } from './site.ts';
import { ROOTS_VARIABLE } from './surroundings.ts';
import { startWorker } from './worker.ts';
import { worldOf, type World } from './world.ts';

/** A network of its own on this machine, with every server of the pack, in which things can be made to go wrong. */
export interface Lab {
  readonly world: World;
  /** The roots that stand in the place of the public ones; PEM. */
  readonly roots: string;
  /** For files of its machines; it goes with the laboratory. */
  readonly folder: string;
  /** Where the Login Doctor server can be started, and what it shows. */
  readonly helpdesk: { readonly machine: Machine; readonly certificate: Issued };
  /** Makes these faults, by name or made for the occasion, in this order, beside those that are there. */
  inject(faults: readonly (FaultName | Fault)[]): Promise<void>;
  /** Takes every fault back. */
  reset(): Promise<void>;
  /** Starts a program on the user's machine, with pipes for its input and output. Killing it ends it at once. */
  runAsUser(argv: readonly string[], environment?: Readonly<Record<string, string>>): ChildProcess;
  /** Ends everything that runs in it and removes it. */
  close(): Promise<void>;
}

type Machines = Record<MachineName, Machine>;

const PACK = join(import.meta.dirname, '../../knowledge-base/tmsdk-login');
const INTERNET = join(import.meta.dirname, 'internet.ts');

async function openMachines(name: string, { resolver }: World): Promise<Machines> {
  const files = {
    'resolv.conf': `nameserver ${resolver.v4}\n`,
    hosts: '127.0.0.1 localhost\n::1 localhost\n',
  };
  const opening = await Promise.allSettled(
    MACHINES.map(async (role) => {
      const machine = await openMachine(`${name}-${role}`, {
        settings: SETTINGS,
        ...(role === 'user' && { files }),
      });
      return [role, machine] as const;
    }),
  );
  const opened = opening.filter((each) => each.status === 'fulfilled').map(({ value }) => value);
  const failed = opening.find((each) => each.status === 'rejected');
  if (failed) {
    await Promise.all(opened.map(([, machine]) => machine.close()));
    throw new Error(`the laboratory has not all its machines: ${String(failed.reason)}`);
  }
  return Object.fromEntries(opened) as Machines;
}

async function wire(name: string, machines: Machines, world: World): Promise<void> {
  const names = Object.fromEntries(MACHINES.map((role) => [role, `${name}-${role}`]));
  for (const [role, batch] of wiring(names as Record<MachineName, string>, world))
    await machines[role].run(['ip', '-batch', '-'], batch);
  await machines.internet.run(['nft', '-f', '-'], internetRules(world));
}

interface Authorities {
  readonly roots: string;
  readonly authority: Authority;
  readonly certificates: Certificates;
  readonly ofHelpdesk: Issued;
}

/** A root, the authority below it that issues, and a certificate for each server, as on the real internet. */
async function createAuthorities({ servers, helpdesk }: World): Promise<Authorities> {
  const root = await createAuthority('Laboratory Root', { organisation: 'Login Doctor' });
  const authority = await createAuthority('Laboratory Issuing CA', { parent: root });
  const issued = servers.map(
    async ({ host }) => [host, await authority.issue({ names: [host] })] as const,
  );
  const certificates = Object.fromEntries(await Promise.all(issued));
  const ofHelpdesk = await authority.issue({ names: [helpdesk.host] });
  return { roots: root.cert, authority, certificates, ofHelpdesk };
}

/** Opens a laboratory; any number of them can be open side by side. `canRunLab` says whether this machine is fit. */
export async function openLab(): Promise<Lab> {
  await removeLeftovers();
  const name = laboratoryName();
  const world = worldOf((await openPack(PACK)).pack);
  const folder = mkdtempSync(join(tmpdir(), `${name}-`));
  const creating = createAuthorities(world);
  creating.catch(() => undefined);
  const machines = await openMachines(name, world);
  const close = async (): Promise<void> => {
    await Promise.all(Object.values(machines).map((machine) => machine.close()));
    rmSync(folder, { recursive: true, force: true });
  };

  try {
    const internet = startWorker<InternetRequest, undefined>(machines.internet, INTERNET);
    await wire(name, machines, world);
    const { roots, authority, certificates, ofHelpdesk } = await creating;
    const servers = join(folder, 'internet');
    await internet.ask({ kind: 'open', world, certificates, folder: servers });
    const opened = openSite({ world, machines, authority, folder, internet, roots });
    await opened.reset();
    const publicRoots = join(folder, 'public-roots.pem');
    writeFileSync(publicRoots, roots);
    const home = join(folder, 'home');
    mkdirSync(home);
    return {
      world,
      roots,
      folder,
      helpdesk: { machine: machines.helpdesk, certificate: ofHelpdesk },
      async inject(faults) {
        for (const fault of faults)
          await (typeof fault === 'string' ? FAULTS[fault] : fault).inject(opened.site);
      },
      reset: () => opened.reset(),
      runAsUser(argv, more = {}) {
        const environment = {
          PATH: process.env.PATH ?? '',
          HOME: home,
          LANG: 'C.UTF-8',
          NODE_COMPILE_CACHE: COMPILED,
          [ROOTS_VARIABLE]: publicRoots,
          ...opened.environment(),
          ...more,
        };
        // Given by `env`, so that no library is preloaded into what enters the machine.
        const variables = Object.entries(environment).map(([key, value]) => `${key}=${value}`);
        return machines.user.spawn(['env', '--ignore-environment', ...variables, ...argv], {
          stdio: ['pipe', 'pipe', 'pipe'],
        });
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
