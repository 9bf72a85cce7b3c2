import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { measure } from '../../src/checks/measure.ts';
import { Agent, type AgentEnd } from '../../src/companion/agent/agent.ts';
import { AuditLog } from '../../src/companion/agent/audit-log.ts';
import { Consents, type AskPerson } from '../../src/companion/agent/consent.ts';
import { newIdentity, readIdentity } from '../../src/companion/agent/identity.ts';
import { JobBook } from '../../src/companion/agent/job-book.ts';
import { LogParcels } from '../../src/companion/agent/log-parcels.ts';
import { LogOffer, type AskForLogs } from '../../src/companion/agent/log-offer.ts';
import { Work } from '../../src/companion/agent/work.ts';
import type { Device } from '../../src/companion/protocol.ts';
import { openPacks } from '../../src/knowledge/packs.ts';
import { KNOWLEDGE } from '../bot/console/client.ts';
import type { Player } from '../conversations/recordings.ts';

export interface CompanionOptions {
  /** Where the server is reached, without a slash at the end. */
  readonly server: string;
  /** A one-time code or an enrolment token, as a person types it; null for one that was paired before. */
  readonly ticket: string | null;
  /** What it keeps on disk; a new folder, where nothing else is said. */
  readonly folder?: string;
  readonly device?: Partial<Device>;
  /** What it measures; nothing real. */
  readonly run: typeof measure;
  /** The person in front of it, or "unattended". Says yes, where nothing else is said. */
  readonly consent?: AskPerson | 'unattended';
  /** The person who is shown the logs; there is none, where nothing is said. */
  readonly askForLogs?: AskForLogs;
  /** Where the SDK's logs are. */
  readonly logFolders?: readonly string[];
}

/** A real companion, in this process, that measures nothing itself. */
export interface TestCompanion {
  readonly folder: string;
  /** Resolves with the device's id when the server has let it in. */
  readonly connected: Promise<string>;
  /** Why it ended by itself, or "stopped". */
  readonly ended: Promise<AgentEnd>;
  /** As if its user had ended it. */
  readonly stop: () => Promise<void>;
  /** Stops it, and removes what it kept. */
  readonly remove: () => Promise<void>;
}

/** A person who gives no answer. */
export const silent: AskPerson = (_, signal) =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => {
      reject(new Error('nobody waits for an answer'));
    });
  });

/** Plays a recording in place of a sweep, which must be of what was recorded. */
export function played(player: Player): typeof measure {
  return async ({ plan, context, control, endpoints }, onEvent) => {
    const tell = onEvent ?? ((): void => undefined);
    const { results, lagMs } = await player.answer(plan, tell, context.signal);
    return { results, lagMs, control, endpoints };
  };
}

function logOfferOf(folder: string, ask: AskForLogs, folders: readonly string[]): LogOffer {
  return new LogOffer({
    parcels: new LogParcels(folder),
    ask,
    sources: () => ({ folders, patterns: [] }),
    onNone: () => undefined,
    onPacked: () => undefined,
    onSent: () => undefined,
    now: Date.now,
  });
}

/** Starts a companion, which goes on until it is stopped or sent away. */
export async function startCompanion({
  server,
  ticket,
  folder = mkdtempSync(join(tmpdir(), 'companion-')),
  device,
  run,
  consent = () => Promise.resolve(true),
  askForLogs,
  logFolders = [],
}: CompanionOptions): Promise<TestCompanion> {
  const isUnattended = consent === 'unattended';
  const ask: AskPerson = isUnattended ? () => Promise.resolve(true) : consent;
  const work = new Work({
    packs: await openPacks(KNOWLEDGE),
    book: new JobBook(folder, Date.now()),
    consents: new Consents(folder, isUnattended, ask, Date.now),
    log: new AuditLog(folder),
    logs: askForLogs ? logOfferOf(folder, askForLogs, logFolders) : null,
    onlooker: {
      begun: () => undefined,
      checked: () => undefined,
      finished: () => undefined,
      delivered: () => undefined,
      refused: () => undefined,
      aborted: () => undefined,
    },
    run,
    now: Date.now,
  });
  const connected = Promise.withResolvers<string>();
  // Whoever does not wait for it need not know that it never came in.
  connected.promise.catch(() => undefined);
  const ending = new AbortController();
  const agent = new Agent({
    folder,
    identity: readIdentity(folder) ?? newIdentity(server),
    ticket,
    device: {
      name: 'ANNA-PC',
      platform: 'win32',
      arch: 'x64',
      asks: !isUnattended,
      ...device,
    },
    version: '0.0.0-test',
    work,
    waysOut: () => Promise.resolve([{ proxy: null, agent: undefined }]),
    onConnected: ({ device: id }) => {
      connected.resolve(id ?? '');
    },
    onLost: () => undefined,
  });
  const ended = agent.run(ending.signal).then((end) => {
    connected.reject(new Error(`the companion was not let in: ${end}`));
    return end;
  });
  const stop = async (): Promise<void> => {
    await work.stop();
    ending.abort();
    await ended;
  };
  return {
    folder,
    connected: connected.promise,
    ended,
    stop,
    remove: async () => {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
