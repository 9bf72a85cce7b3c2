import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { CaseView } from '../../src/bot/console/contract.ts';
import type { FrontRequest } from './helpdesk/front.ts';
import type { ServerRequest } from './helpdesk/server.ts';
import type { Lab } from './lab.ts';
import { startWorker, type Worker } from './worker.ts';

/** The Login Doctor server on a machine of its own, and the person of the helpdesk who works with it. */
export interface Helpdesk {
  /** Where companions reach it. */
  readonly url: string;
  /** Opens a case with what a user has pasted, and asks for its checks on a machine that is to be paired. */
  openCase(): Promise<Asked>;
  view(caseId: string): Promise<CaseView>;
  /** The case, once its stream has told `text`. */
  untilTold(caseId: string, text: string): Promise<CaseView>;
  press(caseId: string, action: string): Promise<CaseView>;
  /** What the server's audit trail holds of that case's checks, oldest first. */
  trail(caseId: string): string[];
  /** Breaks every connection to it. */
  cut(): Promise<void>;
  /** Ends the server's process at once. */
  kill(): Promise<void>;
  /** Starts it again, with the same data, where it does not run. */
  start(): Promise<void>;
  close(): Promise<void>;
}

export interface Asked {
  readonly caseId: string;
  /** What the user is told to run, without the program's name. */
  readonly words: readonly string[];
}

const PORT = 3978;
const FRONT = join(import.meta.dirname, 'helpdesk/front.ts');
const SERVER = join(import.meta.dirname, 'helpdesk/server.ts');
/** What the conversation tells people to run. */
const COMMAND = /^npm start -- (companion pair .*)$/;

function commandIn({ timeline }: CaseView): string[] {
  const lines = timeline.flatMap(({ body }) =>
    body.kind === 'replied'
      ? body.reply.sections.flatMap((section) => ('lines' in section ? section.lines : []))
      : [],
  );
  const [command] = lines.flatMap((line) => COMMAND.exec(line)?.[1] ?? []);
  if (command === undefined) throw new Error('the helpdesk was not told what the user must run');
  return command.split(' ');
}

/** Starts the server in its place in the laboratory. */
export async function openHelpdesk({ world, folder, helpdesk }: Lab): Promise<Helpdesk> {
  const { machine, certificate } = helpdesk;
  const { host, v4, v6 } = world.helpdesk;
  const url = `https://${host}`;
  const dataDir = mkdtempSync(join(folder, 'helpdesk-'));
  let server: Worker<ServerRequest, unknown> | null = null;
  const ask = (request: ServerRequest): Promise<unknown> => {
    if (!server) throw new Error('the server does not run');
    return server.ask(request);
  };
  const start = async (): Promise<void> => {
    if (server) return;
    server = startWorker(machine, SERVER);
    const control = world.gateway.host;
    await ask({ kind: 'open', dataDir, port: PORT, publicUrl: url, control });
  };
  const kill = async (): Promise<void> => {
    await server?.stop();
    server = null;
  };
  const front = startWorker<FrontRequest, undefined>(machine, FRONT);
  const opened = front.ask({ kind: 'open', certificate, addresses: [v4, v6], port: PORT });
  await Promise.all([opened, start()]);

  const call = (method: string, path: string, body?: object): Promise<unknown> =>
    ask({ kind: 'call', method, path, ...(body ? { body } : {}) });
  const view = async (id: string): Promise<CaseView> =>
    CaseView.parse(await call('GET', `/api/cases/${id}`));
  const press = async (id: string, action: string): Promise<CaseView> => {
    const event = { id: randomUUID(), kind: 'pressed', action };
    return CaseView.parse(await call('POST', `/api/cases/${id}/events`, event));
  };
  await call('PUT', '/api/settings', { ssoDomain: world.tenant, language: null });

  return {
    url,
    view,
    press,
    async openCase() {
      const { callback } = world;
      const text = `onLogin(-1018, "connect https://${callback.host}/login failed, ip ${callback.v4}")`;
      const opened = await call('POST', '/api/cases', { id: randomUUID(), text });
      const { id } = CaseView.parse(opened);
      await press(id, 'run-checks');
      return { caseId: id, words: commandIn(await press(id, 'pair-device')) };
    },
    async untilTold(caseId, text) {
      await ask({ kind: 'follow', caseId, text });
      return view(caseId);
    },
    trail(caseId) {
      const database = new DatabaseSync(join(dataDir, 'login-doctor.sqlite'), { readOnly: true });
      try {
        return database
          .prepare('select what from audit where case_id = ? and job_id is not null order by seq')
          .all(caseId)
          .map(({ what }) => String(what));
      } finally {
        database.close();
      }
    },
    cut: async () => {
      await front.ask({ kind: 'cut' });
    },
    kill,
    start,
    async close() {
      await Promise.all([kill(), front.stop()]);
    },
  };
}
