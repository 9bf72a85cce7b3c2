import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { startServer, type Server, type ServerParts } from '../../../src/server.ts';
import { readServerConfig } from '../../../src/server-config.ts';

export const KNOWLEDGE = join(import.meta.dirname, '../../../knowledge-base');

/** What a request got back. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** A server of the test's own, on a free port, with its data in a folder of its own. */
export interface TestServer extends Server {
  readonly token: string;
  /** A request of the person who started the server. */
  call(method: string, path: string, body?: unknown): Promise<Answer>;
}

export async function startTestServer(
  environment: Readonly<Record<string, string>> = {},
  parts: Partial<ServerParts> = {},
): Promise<TestServer> {
  const dataDir = mkdtempSync(join(tmpdir(), 'serve-'));
  const config = readServerConfig({ PORT: '0', DATA_DIR: dataDir, ...environment });
  const server = await startServer(
    { config, knowledgeDir: KNOWLEDGE, ...parts },
    pino({ level: 'silent' }),
  );
  const token = server.entry.split('/').at(-1) ?? '';
  return {
    ...server,
    token,
    call: (method, path, body) => request(`${server.url}${path}`, method, token, body),
    stop: async () => {
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export async function request(
  url: string,
  method: string,
  token: string,
  body?: unknown,
): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
  return {
    status: response.status,
    headers: response.headers,
    body: isJson ? (JSON.parse(text) as unknown) : text,
  };
}
