import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, expect } from 'vitest';
import type { z } from 'zod';
import * as contract from '../../../src/bot/console/contract.ts';
import { startServer, type Server, type ServerParts } from '../../../src/server.ts';
import { readServerConfig } from '../../../src/server-config.ts';
import { emptyPlace, type DATABASES } from '../../store/places.ts';

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
  /** What was logged as an error, a line each. */
  readonly log: readonly string[];
  /** A request of the person who started the server. */
  call(method: string, path: string, body?: unknown): Promise<Answer>;
}

export async function startTestServer(
  environment: Readonly<Record<string, string>> = {},
  parts: Partial<ServerParts> = {},
): Promise<TestServer> {
  const dataDir = mkdtempSync(join(tmpdir(), 'serve-'));
  const config = readServerConfig({ PORT: '0', DATA_DIR: dataDir, ...environment });
  const log: string[] = [];
  const server = await startServer(
    { config, knowledgeDir: KNOWLEDGE, measures: null, ...parts },
    pino({ level: 'error' }, { write: (line) => void log.push(line) }),
  );
  const token = server.entry.split('/').at(-1) ?? '';
  return {
    ...server,
    token,
    log,
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

/** A new case, in which `text` was said. */
export async function openCase(server: TestServer, text?: string): Promise<contract.CaseView> {
  const { body } = await server.call('POST', '/api/cases', { id: randomUUID(), text });
  return contract.CaseView.parse(body);
}

/** What an answer complains about; fails where it tells anything of the inside. */
export function errorOf({
  body,
}: Pick<Answer, 'body'>): z.output<typeof contract.ApiError>['error'] {
  const { error } = contract.ApiError.parse(body);
  expect(error.message).not.toMatch(/\n|at \w+.*\(|node_modules|\.ts:/);
  return error;
}

/** Serves while a suite runs, with an empty database of that kind, which `environment` names; `more` is set beside. */
export function serveOn(
  database: (typeof DATABASES)[number],
  parts: Partial<ServerParts> = {},
  more: Readonly<Record<string, string>> = {},
): {
  readonly server: TestServer;
  readonly environment: Readonly<Record<string, string>>;
} {
  const held = { server: null as unknown as TestServer, environment: {} };
  let remove: () => Promise<void>;
  beforeAll(async () => {
    const empty = await emptyPlace(database);
    ({ remove } = empty);
    const { dataDir, databaseUrl } = empty.place;
    held.environment = {
      ...more,
      DATA_DIR: dataDir,
      ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
    };
    held.server = await startTestServer(held.environment, parts);
  });
  afterAll(async () => {
    await held.server.stop();
    await remove();
  });
  return held;
}
