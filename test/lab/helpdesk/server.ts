import { join } from 'node:path';
import { readServerConfig } from '../../../src/server-config.ts';
import { startServer, type Server } from '../../../src/server.ts';
import { beWorker } from '../worker.ts';

/** What the server can be asked: to begin, and what its API takes. */
export type ServerRequest =
  | {
      readonly kind: 'open';
      readonly dataDir: string;
      readonly port: number;
      /** Where people and companions reach it. */
      readonly publicUrl: string;
      /** The host of our own UDP responder. */
      readonly control: string;
    }
  | {
      readonly kind: 'call';
      readonly method: string;
      readonly path: string;
      readonly body?: object;
    }
  /** What the case's stream tells, until it holds `text`. */
  | { readonly kind: 'follow'; readonly caseId: string; readonly text: string };

const KNOWLEDGE = join(import.meta.dirname, '../../../knowledge-base');

/** The real server on loopback, as it stands behind a reverse proxy, and somebody of the helpdesk who talks to it there. */
let server: Server | null = null;
let address = '';

function fetchFrom(path: string, more: RequestInit = {}): Promise<Response> {
  const token = server?.entry.split('/').at(-1) ?? '';
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return fetch(`${address}${path}`, { headers, ...more });
}

async function call({ method, path, body }: Extract<ServerRequest, { kind: 'call' }>) {
  const sent = body ? { body: JSON.stringify(body) } : {};
  const response = await fetchFrom(path, { method, ...sent });
  if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
  return response.json();
}

async function follow({ caseId, text }: Extract<ServerRequest, { kind: 'follow' }>) {
  const aborting = new AbortController();
  const { signal } = aborting;
  const { body } = await fetchFrom(`/api/cases/${caseId}/live?after=0`, { signal });
  let told = '';
  for await (const chunk of body?.pipeThrough(new TextDecoderStream()) ?? []) {
    told += chunk;
    if (told.includes(text)) break;
  }
  aborting.abort();
  return told;
}

beWorker(async (request: ServerRequest): Promise<unknown> => {
  switch (request.kind) {
    case 'open': {
      const { dataDir, port, publicUrl, control } = request;
      const environment = { DATA_DIR: dataDir, PORT: String(port), PUBLIC_URL: publicUrl };
      address = `http://127.0.0.1:${port}`;
      server = await startServer({
        config: readServerConfig({ ...environment, LOG_LEVEL: 'error' }),
        knowledgeDir: KNOWLEDGE,
        measures: null,
        control,
      });
      return null;
    }
    case 'call':
      return call(request);
    case 'follow':
      return follow(request);
  }
});
