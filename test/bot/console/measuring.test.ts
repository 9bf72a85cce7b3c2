import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import * as contract from '../../../src/bot/console/contract.ts';
import { Player } from '../../conversations/recordings.ts';
import { measuredCase } from '../../conversations/servers.ts';
import { openCase, serveOn, type TestServer } from './client.ts';

/** Without companions, the server's machine is the only place to measure from. */
const ALONE = { COMPANIONS: 'off' };
/** What the recordings were measured for. */
const TEXT =
  'onLogin(-1018, "connect https://login-cb.example-meeting.net/login failed, ip 203.0.113.113")';

/** A new start asks for the sign-in host again, unless the text names it. */
const NAMING = 'onLogin(-1018, "https://acme.sso.meeting.qq.com/x failed")';

async function runChecks(server: TestServer, id: string): Promise<contract.CaseView> {
  const event = { id: randomUUID(), kind: 'pressed', action: 'run-checks' };
  const { body } = await server.call('POST', `/api/cases/${id}/events`, event);
  return contract.CaseView.parse(body);
}

/** The first `count` checks that the stream of a case tells. */
async function checksOf(
  { url, token }: TestServer,
  id: string,
  count: number,
): Promise<contract.CheckEnded[]> {
  const { body } = await fetch(`${url}/api/cases/${id}/live`, {
    headers: { authorization: `Bearer ${token}` },
  });
  let told = '';
  for await (const chunk of body?.pipeThrough(new TextDecoderStream()) ?? []) {
    told += chunk;
    const events = [...told.matchAll(/event: check\ndata: (.*)\n\n/g)];
    if (events.length >= count)
      return events.map(([, data = '']) => contract.CheckEnded.parse(JSON.parse(data)));
  }
  throw new Error('the stream ended');
}

describe('a case whose checks run', () => {
  const player = new Player('host-dropped');
  const measuring = serveOn('sqlite', { measures: player }, ALONE);
  const plain = serveOn('sqlite', {}, ALONE);

  beforeAll(async () => {
    const settings = { ssoDomain: 'acme', language: null };
    for (const { server } of [plain, measuring])
      await server.call('PUT', '/api/settings', settings);
  });

  const labelOf = ({ question }: contract.CaseView): string | undefined =>
    question.actions.find(({ id }) => id === 'run-checks')?.label;

  it('tells whoever comes in the middle what has ended by then', async () => {
    const { server } = measuring;
    const { id } = await openCase(server, TEXT);
    const release = player.holdAfter(20);
    const asked = await runChecks(server, id);
    expect(asked.sweep).toMatchObject({ place: 'laboratory', hasEnded: false, causes: [] });
    for (const page of ['first', 'second']) {
      const checks = await checksOf(server, id, 20);
      expect(checks, page).toHaveLength(20);
      expect(new Set(checks.map(({ sweep }) => sweep))).toEqual(new Set([asked.sweep?.id]));
      expect(checks[0]).toMatchObject({ kind: 'ip-families', status: 'ok' });
    }
    release();
    const told = await measuredCase(server, asked);
    expect(told.sweep).toMatchObject({ hasEnded: true, causes: [{ cause: 'host-blocked' }] });
  });

  it('goes on showing what was found when the conversation goes back', async () => {
    const { server } = measuring;
    const { id } = await openCase(server, TEXT);
    await measuredCase(server, await runChecks(server, id));
    const event = { id: randomUUID(), kind: 'pressed', action: 'back' };
    const { body } = await server.call('POST', `/api/cases/${id}/events`, event);
    expect(body).toMatchObject({ phase: 'fix', sweep: { causes: [{ cause: 'host-blocked' }] } });
  });

  it('says on its button what is done: run from here, or shown', async () => {
    const here = await openCase(measuring.server, TEXT);
    expect([here.place, labelOf(here)]).toEqual(['laboratory', 'Run the checks from this machine']);
    const nowhere = await openCase(plain.server, TEXT);
    expect([nowhere.place, labelOf(nowhere)]).toEqual([null, 'Show the commands']);
    const { timeline } = await runChecks(plain.server, nowhere.id);
    expect(timeline.find(({ body }) => body.kind === 'pressed')?.body).toMatchObject({
      label: 'Show the commands',
    });
  });

  it('keeps its button through a new start and a new case', async () => {
    const { server } = measuring;
    const { id } = await openCase(server, TEXT);
    const say = async (text: string): Promise<contract.CaseView> => {
      const event = { id: randomUUID(), kind: 'said', text };
      const { body } = await server.call('POST', `/api/cases/${id}/events`, event);
      return contract.CaseView.parse(body);
    };
    await say('start again');
    const anew = await say(NAMING);
    await say('it works now');
    const next = await say(NAMING);
    for (const view of [anew, next]) {
      const [reply] = view.timeline
        .flatMap(({ body }) => (body.kind === 'replied' ? [body.reply] : []))
        .slice(-1);
      expect(reply?.actions.find(({ id: action }) => action === 'run-checks')?.label).toBe(
        'Run the checks from this machine',
      );
    }
  });
});
