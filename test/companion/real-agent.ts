import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { measure } from '../../src/checks/measure.ts';
import type { Surroundings } from '../../src/checks/prepare.ts';
import { Agent, type AgentEnd } from '../../src/companion/agent/agent.ts';
import { AuditLog } from '../../src/companion/agent/audit-log.ts';
import { Consents, type AskPerson } from '../../src/companion/agent/consent.ts';
import { newIdentity, type Identity } from '../../src/companion/agent/identity.ts';
import { JobBook } from '../../src/companion/agent/job-book.ts';
import type { SessionEnd } from '../../src/companion/agent/session.ts';
import { Work } from '../../src/companion/agent/work.ts';
import { openPacks } from '../../src/knowledge/packs.ts';
import { KNOWLEDGE } from '../bot/console/client.ts';
import { DEVICE } from './raw-client.ts';

/** The companion as it is, except that it measures nothing unless the test brings what does. */

export const packs = await openPacks(KNOWLEDGE);

/** What a person in front of it would have seen. */
export interface Seen {
  readonly connected: string[];
  readonly lost: { readonly end: SessionEnd; readonly waitMs: number }[];
  readonly refused: { readonly code: string; readonly about: string | null }[];
  readonly aborted: { readonly code: string; readonly why: string | null }[];
  /** Jobs that were run. */
  readonly run: string[];
  /** How often it was told that the server has results. */
  delivered: number;
}

export interface RealAgent {
  readonly seen: Seen;
  readonly folder: string;
  readonly identity: Identity;
  readonly ended: Promise<AgentEnd>;
  stop(): Promise<void>;
}

export interface AgentChanges {
  readonly folder?: string;
  readonly identity?: Identity;
  readonly ticket?: string | null;
  readonly ask?: AskPerson;
  readonly run?: typeof measure;
  readonly surroundings?: Surroundings;
}

/** Every check of the plan broke. */
export const measureNothing: typeof measure = ({ plan, control, endpoints }) =>
  Promise.resolve({
    results: plan.map(({ kind, target }) => ({
      kind,
      target,
      status: 'failed' as const,
      finding: 'broke' as const,
      refusal: null,
      error: null,
      timings: {},
    })),
    lagMs: 0,
    control,
    endpoints,
  });

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'companion-'));
}

export function startAgent(server: string, changes: AgentChanges = {}): RealAgent {
  const { folder = temporaryFolder(), identity = newIdentity(server), ask, surroundings } = changes;
  const { ticket = identity.device === null ? 'CDF-GHJ-KMN' : null, run = measureNothing } =
    changes;
  const seen: Seen = { connected: [], lost: [], refused: [], aborted: [], run: [], delivered: 0 };
  const work = new Work({
    packs,
    book: new JobBook(folder, Date.now()),
    consents: new Consents(
      folder,
      ask === undefined,
      ask ?? (() => Promise.resolve(false)),
      Date.now,
    ),
    log: new AuditLog(folder),
    logs: null,
    onlooker: {
      begun: ({ job }) => void seen.run.push(job.id),
      checked: () => undefined,
      finished: () => undefined,
      delivered: () => {
        seen.delivered++;
      },
      refused: (code, about) => void seen.refused.push({ code, about }),
      aborted: (code, why) => void seen.aborted.push({ code, why }),
    },
    run,
    ...(surroundings ? { surroundings } : {}),
    now: Date.now,
  });
  const agent = new Agent({
    folder,
    identity,
    ticket,
    device: DEVICE,
    version: '1.0.0',
    work,
    waysOut: () => Promise.resolve([{ proxy: null, agent: undefined }]),
    onConnected: ({ server: to }) => void seen.connected.push(to),
    onLost: (end, waitMs) => void seen.lost.push({ end, waitMs }),
  });
  const ending = new AbortController();
  const ended = agent.run(ending.signal);
  ended.catch(() => undefined);
  return {
    seen,
    folder,
    identity,
    ended,
    stop: async () => {
      await work.stop();
      ending.abort();
      await ended.catch(() => undefined);
      if (changes.folder === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}
