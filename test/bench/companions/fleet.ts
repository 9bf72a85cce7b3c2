import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createKeys, readKeys } from '../../../src/companion/signing.ts';
import { openStore } from '../../../src/store/store.ts';
import type { FleetAnswer, FleetCommand, Member } from './commands.ts';

const PROCESSES = 4;

/** Devices that a server in `dataDir` knows, and the key by which they know it. */
export interface Fleet {
  readonly serverKey: string;
  readonly members: readonly Member[];
}

/** Enrols so many devices in an empty `dataDir`, each as a token of a fleet lets it in. */
export async function enrolFleet(dataDir: string, count: number): Promise<Fleet> {
  const store = await openStore({ dataDir, onConnectionLost: () => undefined });
  const now = Date.now();
  const serverKeys = readKeys(await store.serverSecret(createKeys().secret, now));
  const token = { name: 'bench', createdAt: now, createdBy: 'bench', expiresAt: now + 3_600_000 };
  const { secret: ticket } = await store.enrolmentTokens.create({ ...token, mostUses: count });
  const device = { name: 'bench', platform: 'linux' as const, arch: 'x64', asks: false };
  const members: Member[] = [];
  for (let at = 0; at < count; at++) {
    const { publicKey, secret } = createKeys();
    const newcomer = { device, program: '0.0.0', publicKey, gateway: 'bench' };
    const enrolled = await store.enrolmentTokens.use(ticket, newcomer, now);
    if (!enrolled) throw new Error('a device was not enrolled');
    members.push({ device: enrolled.id, secret });
  }
  await store.close();
  return { serverKey: serverKeys.publicKey, members };
}

/** The part of `all` that one process gets. */
function shareOf<T>(all: readonly T[], at: number): T[] {
  return all.filter((_, index) => index % PROCESSES === at);
}

/** Client processes. */
export class Clients {
  readonly #children: readonly ChildProcess[];

  constructor() {
    const script = join(import.meta.dirname, 'fleet-process.ts');
    this.#children = Array.from({ length: PROCESSES }, () => fork(script));
  }

  /** Resolves when all are in. */
  companions(server: string, { serverKey, members }: Fleet): Promise<FleetAnswer> {
    return this.#tell((at) => ({
      kind: 'companions',
      server,
      serverKey,
      members: shareOf(members, at),
    }));
  }

  /** Resolves when all are in. */
  bare(server: string, count: number): Promise<FleetAnswer> {
    return this.#tell(() => ({ kind: 'bare', server, count: count / PROCESSES }));
  }

  count(): Promise<FleetAnswer> {
    return this.#tell(() => ({ kind: 'count' }));
  }

  /** Ends every connection. */
  leave(): Promise<FleetAnswer> {
    return this.#tell(() => ({ kind: 'leave' }));
  }

  end(): void {
    for (const child of this.#children) child.disconnect();
  }

  async #tell(command: (at: number) => FleetCommand): Promise<FleetAnswer> {
    const answers = await Promise.all(
      this.#children.map(async (child, at) => {
        const answered = once(child, 'message') as Promise<[FleetAnswer]>;
        child.send(command(at));
        const [answer] = await answered;
        return answer;
      }),
    );
    const misses: Record<string, number> = {};
    for (const answer of answers)
      for (const [what, times] of Object.entries(answer.misses))
        misses[what] = (misses[what] ?? 0) + times;
    return { connected: answers.reduce((sum, { connected }) => sum + connected, 0), misses };
  }
}
