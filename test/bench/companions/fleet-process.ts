import { WebSocket } from 'ws';
import { Agent, type Worker } from '../../../src/companion/agent/agent.ts';
import type { SessionEnd } from '../../../src/companion/agent/session.ts';
import {
  HEARTBEAT_MS,
  LARGEST_FRAME,
  type Job,
  type ToGateway,
} from '../../../src/companion/protocol.ts';
import { readKeys } from '../../../src/companion/signing.ts';
import { backOff } from '../../../src/back-off.ts';
import type { FleetAnswer, FleetCommand, Member } from './commands.ts';
import { RESULTS } from './job.ts';

/**
 * Many companions in one process. They are the real agent: its connection, its proof, its heartbeat and its back-off.
 * Only what a job does is left out: they believe each job, and answer it at once with a sweep that was recorded.
 */

/** So many may be on their way in at the same time; a fleet does not come up in one instant. */
const SIDE_BY_SIDE = 50;
/** As the agent waits. */
const RETRY = { firstMs: 1000, longestMs: 60_000, spread: 1 };

let connected = 0;
let misses: Record<string, number> = {};
let leaving = new AbortController();
let gone: Promise<unknown>[] = [];

function missed(what: string): void {
  misses[what] = (misses[what] ?? 0) + 1;
}

/** Starts each of `count`, no more than a few at once; resolves when all of them are in. */
async function comeIn(count: number, come: (at: number) => Promise<void>): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: SIDE_BY_SIDE }, async () => {
      while (next < count) await come(next++);
    }),
  );
}

class LeanWork implements Worker {
  #say: ((message: ToGateway) => void) | null = null;

  resume(_: unknown, say: (message: ToGateway) => void): void {
    this.#say = say;
  }

  pause(): void {
    this.#say = null;
  }

  take(payload: string): void {
    const { id: job } = JSON.parse(payload) as Job;
    this.#say?.({ kind: 'asking', job });
    this.#say?.({ kind: 'begun', job, consent: 'setting' });
    for (const result of RESULTS) this.#say?.({ kind: 'ended', job, result });
    this.#say?.({ kind: 'finished', job, lagMs: 0, results: [...RESULTS] });
  }

  withdraw(): void {
    missed('withdrawn');
  }

  delivered(): void {
    // It keeps nothing.
  }

  settle(): void {
    // Nothing is kept here.
  }

  giveUp(): void {
    missed('untaken');
  }

  sendLogs(): void {
    missed('asked for logs');
  }
}

function companion(
  { device, secret }: Member,
  { server, serverKey }: Extract<FleetCommand, { kind: 'companions' }>,
): Promise<void> {
  return new Promise((resolve) => {
    let isIn = false;
    const lost = (): void => {
      if (isIn) connected--;
      isIn = false;
    };
    const agent = new Agent({
      folder: '',
      identity: { server, serverKey, device, keys: readKeys(secret) },
      ticket: null,
      device: { name: 'bench', platform: 'linux', arch: 'x64', asks: false },
      version: '0.0.0',
      work: new LeanWork(),
      waysOut: () => Promise.resolve([{ proxy: null, agent: undefined }]),
      onConnected: () => {
        connected++;
        isIn = true;
        resolve();
      },
      onLost: (end: SessionEnd) => {
        // The end of a connection that stood is no miss: the server was killed.
        if (!isIn) missed(end.kind === 'lost' ? (end.error ?? 'lost') : end.kind);
        lost();
      },
    });
    gone.push(
      agent.run(leaving.signal).then((end) => {
        if (end !== 'stopped') missed(end);
        lost();
      }),
    );
  });
}

/** A bare client: says something of the size of a proof, answers requests, pings, and comes back as an agent does. */
function bareClient(server: string, tries = 0): Promise<void> {
  return new Promise((resolve) => {
    const socket = new WebSocket(server.replace('http:', 'ws:'), {
      perMessageDeflate: false,
      maxPayload: LARGEST_FRAME,
    });
    let heartbeat: NodeJS.Timeout | null = null;
    let isIn = false;
    const leave = (): void => {
      socket.close();
    };
    const { promise, resolve: end } = Promise.withResolvers<undefined>();
    gone.push(promise);
    leaving.signal.addEventListener('abort', leave);
    socket
      .on('open', () => {
        socket.send(JSON.stringify({ hello: 'x'.repeat(400) }));
        heartbeat = setInterval(() => {
          socket.ping();
        }, HEARTBEAT_MS);
      })
      .on('message', (data) => {
        const message = JSON.parse((data as Buffer).toString('utf8')) as {
          readonly hello?: string;
        };
        if (message.hello === undefined) socket.send(JSON.stringify({ results: RESULTS }));
        else {
          connected++;
          isIn = true;
          resolve();
        }
      })
      .on('error', ({ message }) => {
        missed(message);
      })
      .on('close', () => {
        end(undefined);
        leaving.signal.removeEventListener('abort', leave);
        if (heartbeat) clearInterval(heartbeat);
        if (isIn) connected--;
        if (leaving.signal.aborted) return;
        const times = isIn ? 1 : tries + 1;
        setTimeout(
          () => void bareClient(server, times).then(resolve),
          backOff(times, Math.random(), RETRY),
        );
      });
  });
}

async function obey(command: FleetCommand): Promise<void> {
  switch (command.kind) {
    case 'companions': {
      const { members } = command;
      await comeIn(members.length, (at) => {
        const member = members[at];
        return member ? companion(member, command) : Promise.resolve();
      });
      return;
    }
    case 'bare':
      await comeIn(command.count, () => bareClient(command.server));
      return;
    case 'count':
      return;
    case 'leave':
      leaving.abort();
      await Promise.all(gone);
      leaving = new AbortController();
      gone = [];
  }
}

process.on('message', (command: FleetCommand) => {
  void obey(command).then(() => {
    const answer: FleetAnswer = { connected, misses };
    misses = {};
    process.send?.(answer);
  });
});
process.on('disconnect', () => process.exit());
