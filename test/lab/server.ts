import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Measures } from '../../src/checks/here.ts';
import { measure } from '../../src/checks/measure.ts';
import { prepareSweep } from '../../src/checks/prepare.ts';
import { namedIn } from '../../src/diagnosis/plan.ts';
import { openPack } from '../../src/knowledge/open.ts';
import { readServerConfig } from '../../src/server-config.ts';
import { startServer } from '../../src/server.ts';
import { labPack, labSurroundings } from './surroundings.ts';
import { worldOf } from './world.ts';

/**
 * Runs on the user's machine: the real server, with its data in DATA_DIR, and somebody who talks to it over HTTP. Without
 * an argument a case is opened and its checks are run; the argument is the id of a case to wait for. A line is printed when
 * the first check has ended (the id of the case), and one when the case has been told (its view as JSON).
 */
const LIMIT_MS = 3000;
/** Longer than a sweep under that limit. */
const LEASE_MS = 7000;
const KNOWLEDGE = join(import.meta.dirname, '../../knowledge-base');

const { pack } = await openPack(join(KNOWLEDGE, 'tmsdk-login'));
const { callback, gateway, tenant } = worldOf(pack);

const measures: Measures = {
  place: 'the user of the laboratory',
  run: (checks, targets, onEvent, signal) => {
    const request = {
      checks,
      targets: { ...targets, pack: labPack(targets.pack) },
      named: namedIn(targets.signals),
      control: gateway.host,
      signal,
      limitMs: LIMIT_MS,
    };
    return measure(prepareSweep(request, labSurroundings()), onEvent);
  },
};
const server = await startServer({
  config: readServerConfig({ PORT: '0', LOG_LEVEL: 'error', DATA_DIR: process.env.DATA_DIR }),
  knowledgeDir: KNOWLEDGE,
  measures,
  sweepLeaseMs: LEASE_MS,
});
const headers = {
  authorization: `Bearer ${server.entry.split('/').at(-1) ?? ''}`,
  'content-type': 'application/json',
};

async function call(method: string, path: string, body?: object): Promise<unknown> {
  const response = await fetch(`${server.url}${path}`, {
    method,
    headers,
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
  return response.json();
}

async function openCase(): Promise<string> {
  await call('PUT', '/api/settings', { ssoDomain: tenant, language: null });
  const text = `onLogin(-1018, "connect https://${callback.host}/login failed, ip ${callback.v4}")`;
  const { id } = (await call('POST', '/api/cases', { id: randomUUID(), text })) as { id: string };
  return id;
}

/** Reads the stream of the case until it has been told what was measured. */
async function untilTold(stream: Response, id: string): Promise<void> {
  let told = '';
  let isChecking = false;
  for await (const chunk of stream.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    told += chunk;
    if (!isChecking && told.includes('event: check\n')) {
      isChecking = true;
      process.stdout.write(`${id}\n`);
    }
    if (told.includes('"kind":"measured"')) return;
  }
}

const known = process.argv[2];
const id = known ?? (await openCase());
const stream = await fetch(`${server.url}/api/cases/${id}/live?after=0`, { headers });
const telling = untilTold(stream, id);
if (known === undefined)
  for (const action of ['run-checks', 'on:here'])
    await call('POST', `/api/cases/${id}/events`, { id: randomUUID(), kind: 'pressed', action });
await telling;
process.stdout.write(`${JSON.stringify(await call('GET', `/api/cases/${id}`))}\n`);
await server.stop();
process.exit();
