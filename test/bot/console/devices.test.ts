import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as contract from '../../../src/bot/console/contract.ts';
import * as devices from '../../../src/bot/console/device-contract.ts';
import { readAuditLog } from '../../../src/companion/agent/audit-log.ts';
import type { AskPerson } from '../../../src/companion/agent/consent.ts';
import { played, silent, startCompanion, type TestCompanion } from '../../companion/companion.ts';
import {
  askForPairing,
  press,
  recordedCase,
  RECORDED_TENANT,
  type Call,
} from '../../companion/pairing.ts';
import { Player } from '../../conversations/recordings.ts';
import { DATABASES } from '../../store/places.ts';
import { errorOf, serveOn } from './client.ts';

describe.each(DATABASES)('devices on %s', (database) => {
  const serving = serveOn(database);
  const player = new Player('host-dropped');
  const started: TestCompanion[] = [];
  const call: Call = (method, path, body) => serving.server.call(method, path, body);
  beforeAll(async () => {
    await call('PUT', '/api/settings', { ssoDomain: RECORDED_TENANT, language: null });
  });
  afterEach(async () => {
    player.release();
    await Promise.all(started.splice(0).map((companion) => companion.remove()));
  });

  async function start(
    ticket: string,
    options: Partial<Parameters<typeof startCompanion>[0]> = {},
  ): Promise<TestCompanion> {
    const server = serving.server.url;
    const companion = await startCompanion({ server, ticket, run: played(player), ...options });
    started.push(companion);
    return companion;
  }

  const deviceOf = async (id: string): Promise<devices.DeviceView | undefined> =>
    devices.DeviceList.parse((await call('GET', '/api/devices')).body).devices.find(
      (each) => each.id === id,
    );
  const caseAt = async (id: string): Promise<contract.CaseView> =>
    contract.CaseView.parse((await call('GET', `/api/cases/${id}`)).body);
  /** The case once its sweep stands like that. */
  const caseWith = async (
    id: string,
    status: NonNullable<contract.CaseView['sweep']>['status'],
  ): Promise<contract.CaseView> => {
    await expect
      .poll(async () => (await caseAt(id)).sweep?.status, { interval: 20, timeout: 10_000 })
      .toBe(status);
    return caseAt(id);
  };
  /** The case once the end of its sweep is told in it. */
  const toldCase = async (
    id: string,
    kind: 'measured' | 'unmeasured',
  ): Promise<contract.CaseView> => {
    const isTold = async (): Promise<boolean> =>
      (await caseAt(id)).timeline.some(({ body }) => body.kind === kind);
    await expect.poll(isTold, { interval: 20, timeout: 3_000 }).toBe(true);
    return caseAt(id);
  };
  const jobAt = async (id: string | undefined): Promise<devices.JobView> =>
    devices.JobView.parse((await call('GET', `/api/jobs/${id}`)).body);

  it('come in by a case’s code, measure, and are told of with their job', async () => {
    const { id } = await recordedCase(call);
    const companion = await start(await askForPairing(call, id));
    const deviceId = await companion.connected;
    const told = await toldCase(id, 'measured');
    expect(told.sweep).toMatchObject({
      place: 'ANNA-PC',
      status: 'finished',
      isMeasured: true,
      consent: 'person',
      device: { id: deviceId, asks: true },
      causes: [{ cause: 'host-blocked' }],
      why: null,
    });
    const { requester } = told.sweep ?? {};
    // It had only just come in when it was asked.
    const said = JSON.stringify(told.timeline);
    expect(said).toContain('checks have been asked of ANNA-PC');
    expect(said).not.toContain('not connected');
    const view = await deviceOf(deviceId);
    expect(view).toMatchObject({
      name: 'ANNA-PC',
      platform: 'win32',
      owner: requester,
      sharedWith: 'owner',
      cases: [id],
      mayManage: true,
      revokedAt: null,
    });
    await expect.poll(async () => (await deviceOf(deviceId))?.isConnected).toBe(true);

    const job = await jobAt(told.sweep?.id);
    expect(job).toMatchObject({ case: { id, code: -1018 }, requester, consent: 'person' });
    expect(job.begunAt).not.toBeNull();
    expect(job.checks.filter(({ status }) => status === 'ok').length).toBeGreaterThan(0);
    expect(job.audit.map(({ what, by }) => [what, by])).toEqual([
      ['finished', 'ANNA-PC'],
      ['consented', 'ANNA-PC'],
      ['asked', requester],
    ]);
    const audit = await call('GET', `/api/devices/${deviceId}/audit?limit=3`);
    const { entries, next } = devices.AuditList.parse(audit.body);
    expect(entries.map(({ what }) => what)).toEqual(['finished', 'consented', 'asked']);
    const rest = await call('GET', `/api/devices/${deviceId}/audit?before=${next}`);
    expect(devices.AuditList.parse(rest.body)).toMatchObject({
      entries: [{ what: 'enrolled', by: requester, device: { id: deviceId, name: 'ANNA-PC' } }],
      next: null,
    });
  });

  it('that call themselves otherwise stand in the audit trail with both names', async () => {
    const { id } = await recordedCase(call);
    const code = await askForPairing(call, id);
    const before = await start(code, { device: { name: 'OLD-NAME' } });
    const deviceId = await before.connected;
    await before.stop();
    const after = await start('', {
      ticket: null,
      folder: before.folder,
      device: { name: 'NEW-NAME' },
    });
    await after.connected;
    const { body } = await call('GET', `/api/devices/${deviceId}/audit`);
    const renamed = devices.AuditList.parse(body).entries.filter(({ what }) => what === 'renamed');
    expect(renamed).toMatchObject([
      {
        by: 'OLD-NAME',
        detail: 'OLD-NAME → NEW-NAME',
        device: { id: deviceId, name: 'NEW-NAME' },
      },
    ]);
  });

  it('are revoked in the middle: the connection ends at once, and so does the job', async () => {
    const { id } = await recordedCase(call);
    const release = player.holdAfter(10);
    const companion = await start(await askForPairing(call, id));
    const deviceId = await companion.connected;
    await caseWith(id, 'running');
    const revoked = await call('POST', `/api/devices/${deviceId}/revoke`);
    expect(revoked.body).toMatchObject({ id: deviceId, isConnected: false });
    expect(devices.DeviceView.parse(revoked.body).revokedAt).not.toBeNull();
    expect(await companion.ended).toBe('revoked');
    release();
    const told = await toldCase(id, 'unmeasured');
    expect(told.sweep).toMatchObject({
      status: 'aborted',
      reason: 'revoked',
      hasEnded: true,
      isMeasured: false,
      why: 'It may not be asked any more: somebody has revoked it.',
    });
    // It does not come in again, is not offered, and cannot be shared.
    const again = await startCompanion({
      server: serving.server.url,
      ticket: null,
      folder: companion.folder,
      run: played(player),
    });
    expect(await again.ended).toBe('revoked');
    const asked = await press(call, id, 'run-checks');
    expect(asked.question.actions.map((each) => each.id)).not.toContain(`on:${deviceId}`);
    const shared = await call('PUT', `/api/devices/${deviceId}`, { sharedWith: 'agents' });
    expect([shared.status, errorOf(shared).code]).toEqual([409, 'device-revoked']);
    const audit = await call('GET', `/api/devices/${deviceId}/audit`);
    const { entries } = devices.AuditList.parse(audit.body);
    const by = told.sweep?.requester;
    expect(entries.find(({ what }) => what === 'revoked')).toMatchObject({ by });
    // A second time it changes nothing.
    const twice = await call('POST', `/api/devices/${deviceId}/revoke`);
    expect(twice.body).toEqual(revoked.body);
  });

  it('say no after another one has measured, and what was measured stays in sight', async () => {
    const { id } = await recordedCase(call);
    await start(await askForPairing(call, id));
    const { sweep: measured } = await toldCase(id, 'measured');
    const second = await askForPairing(call, id);
    await start(second, { consent: () => Promise.resolve(false), device: { name: 'BENS-PC' } });
    const told = await toldCase(id, 'unmeasured');
    expect(measured?.isMeasured).toBe(true);
    expect(told.sweep).toEqual(measured);
  });

  it('say no, and the job says who and why', async () => {
    const { id } = await recordedCase(call);
    await start(await askForPairing(call, id), { consent: () => Promise.resolve(false) });
    const told = await toldCase(id, 'unmeasured');
    expect(told.sweep).toMatchObject({
      status: 'refused',
      reason: 'user',
      why: 'Its user said no.',
      consent: null,
    });
    const job = await jobAt(told.sweep?.id);
    // One of several of that name.
    const by: unknown = expect.stringMatching(/^ANNA-PC #[\da-f]{4}$/);
    expect(job.audit[0]).toMatchObject({ what: 'refused', by, detail: 'user' });
  });

  it('tell pages that their user is asked, also those that open meanwhile', async () => {
    const { id } = await recordedCase(call);
    const answer = Promise.withResolvers<boolean>();
    const asked = Promise.withResolvers<undefined>();
    await start(await askForPairing(call, id), {
      consent: () => {
        asked.resolve(undefined);
        return answer.promise;
      },
    });
    await asked.promise;
    const { sweep } = await caseWith(id, 'open');
    const { url, token } = serving.server;
    const { body } = await fetch(`${url}/api/cases/${id}/live`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const steps: string[] = [];
    let told = '';
    for await (const chunk of body?.pipeThrough(new TextDecoderStream()) ?? []) {
      told += chunk;
      const events = [...told.matchAll(/event: job\ndata: (.*)\n\n/g)];
      const fresh = events.slice(steps.length).map(([, data = '']) => {
        const step = contract.JobStep.parse(JSON.parse(data));
        expect(step.sweep).toBe(sweep?.id);
        return step.step;
      });
      steps.push(...fresh);
      if (steps.length === 1) answer.resolve(true);
      if (steps.length === 2) break;
    }
    expect(steps).toEqual(['asking', 'begun']);
    await toldCase(id, 'measured');
  });

  it('are told at once that nobody wants the checks any more, and the trail says who said so', async () => {
    const { id } = await recordedCase(call);
    const asked = Promise.withResolvers<AbortSignal>();
    let answer: AskPerson = (allowed, signal) => {
      asked.resolve(signal);
      return silent(allowed, signal);
    };
    const companion = await start(await askForPairing(call, id), {
      consent: (allowed, signal) => answer(allowed, signal),
      device: { name: 'BERTS-PC' },
    });
    const device = await companion.connected;
    const signal = await asked.promise;
    const stopped = await press(call, id, 'stop-checks');
    expect(stopped.sweep).toMatchObject({
      status: 'aborted',
      reason: 'withdrawn',
      why: 'They were called off from here.',
    });
    expect(JSON.stringify(stopped.timeline)).toContain('The checks on BERTS-PC are called off.');
    await expect.poll(() => signal.aborted).toBe(true);
    const by = stopped.sweep?.requester;
    const { audit } = await jobAt(stopped.sweep?.id);
    expect(audit.map(({ what, by, detail }) => [what, by, detail])).toEqual([
      ['aborted', by, 'withdrawn'],
      ['asked', by, 'BERTS-PC'],
    ]);

    // In the middle too; the machine is free again for the next ones.
    answer = () => Promise.resolve(true);
    const release = player.holdAfter(10);
    await press(call, id, 'run-checks');
    await press(call, id, `on:${device}`);
    await caseWith(id, 'running');
    expect((await press(call, id, 'stop-checks')).sweep?.status).toBe('aborted');
    const log = (): string[] => readAuditLog(companion.folder).map(({ what }) => what);
    await expect.poll(log).toEqual(['asked', 'aborted', 'asked', 'consented', 'aborted']);
    release();
    await press(call, id, 'run-checks');
    await press(call, id, `on:${device}`);
    const told = await toldCase(id, 'measured');
    expect(JSON.stringify(told.timeline)).toContain('The results of BERTS-PC have arrived.');
    expect(told.timeline.some(({ body }) => body.kind === 'unmeasured')).toBe(false);

    // What was found last is no question while new checks are under way.
    expect(told.question.title).toMatch(/cannot be reached|blocked/i);
    const again = player.holdAfter(10);
    await press(call, id, 'run-checks');
    const { question } = await press(call, id, `on:${device}`);
    expect(question.title).toBe('Waiting for the new checks of BERTS-PC');
    expect(question.actions.map((action) => action.id)).toEqual([
      'solved',
      'stop-checks',
      'back',
      'person',
    ]);
    expect((await press(call, id, 'stop-checks')).question.title).toBe(told.question.title);
    again();
  });

  it('that are many are found by a part of their names, and those of one name are told apart', async () => {
    const asked = { name: 'a floor', days: 1, mostUses: 12 };
    const made = await call('POST', '/api/enrolment-tokens', asked);
    const { secret } = devices.TokenMade.parse(made.body);
    const names = [...Array.from({ length: 10 }, (_, n) => `FLOOR-${n}`), 'TWIN', 'TWIN'];
    const all = await Promise.all(names.map((name) => start(secret, { device: { name } })));
    await Promise.all(all.map(({ connected }) => connected));
    const { id } = await recordedCase(call);
    const offer = async (said?: string): Promise<readonly string[]> => {
      const view =
        said === undefined
          ? await press(call, id, 'run-checks')
          : contract.CaseView.parse(
              (
                await call('POST', `/api/cases/${id}/events`, {
                  id: randomUUID(),
                  kind: 'said',
                  text: said,
                })
              ).body,
            );
      expect(view.phase).toBe('where');
      return view.question.actions
        .filter(({ id: action }) => action.startsWith('on:'))
        .map(({ label }) => label);
    };
    const first = await offer();
    expect(first).toHaveLength(8);
    expect(JSON.stringify(await caseAt(id))).toContain('There are more devices');
    const twins = (await offer('twin')).filter((label) => label.startsWith('TWIN #'));
    expect(new Set(twins).size).toBe(2);
    for (const twin of twins) expect(twin).toMatch(/^TWIN #[\da-f]{4} \(Windows, connected\)$/);
    expect(JSON.stringify(await caseAt(id))).toContain('Several devices have “twin”');
    expect(await offer('floor-')).toHaveLength(8);

    await call('POST', `/api/cases/${id}/events`, {
      id: randomUUID(),
      kind: 'said',
      text: 'loor-9',
    });
    const told = await toldCase(id, 'measured');
    expect(told.sweep?.place).toBe('FLOOR-9');
  });

  it('of a fleet come in by a token, which is told once and kept as a hash', async () => {
    const asked = { name: 'the laptops of sales', days: 30, mostUses: 1 };
    const made = await call('POST', '/api/enrolment-tokens', asked);
    expect(made.status).toBe(201);
    const { token, secret } = devices.TokenMade.parse(made.body);
    expect(token).toMatchObject({ name: asked.name, mostUses: 1, uses: 0, state: 'usable' });
    const days = (Date.parse(token.expiresAt) - Date.parse(token.createdAt)) / 86_400_000;
    expect(days).toBe(30);

    const companion = await start(secret, {
      consent: 'unattended',
      device: { name: 'SALES-1' },
    });
    const deviceId = await companion.connected;
    expect(await deviceOf(deviceId)).toMatchObject({
      name: 'SALES-1',
      owner: null,
      enrolledBy: asked.name,
      sharedWith: 'agents',
      asks: false,
      cases: [],
    });
    const used = await call('GET', '/api/enrolment-tokens');
    expect(devices.TokenList.parse(used.body).tokens[0]).toMatchObject({
      id: token.id,
      uses: 1,
      state: 'used-up',
    });
    expect(JSON.stringify(used.body)).not.toContain(secret);
    expect(await (await start(secret)).ended).toBe('bad-ticket');

    const revoked = await call('POST', `/api/enrolment-tokens/${token.id}/revoke`);
    expect(revoked.body).toMatchObject({ id: token.id, state: 'revoked' });
    const { entries } = devices.AuditList.parse((await call('GET', '/api/audit')).body);
    const of = entries.filter(({ detail }) => detail === asked.name);
    expect(of.map(({ what }) => what)).toEqual(['token-revoked', 'token-created']);
    expect(entries.map(({ what }) => what)).toContain('code-refused');
    expect(JSON.stringify(entries)).not.toContain(secret);
    if (database === 'sqlite') {
      const folder = serving.environment.DATA_DIR ?? '';
      const files = readdirSync(folder).filter((name) => name.includes('sqlite'));
      expect(files.length).toBeGreaterThan(0);
      for (const file of files)
        expect(readFileSync(join(folder, file)).includes(secret), file).toBe(false);
    }
  });

  it('are listed page by page, newest first', async () => {
    const all: string[] = [];
    let before = '';
    do {
      const { body } = await call('GET', `/api/devices?limit=2${before}`);
      const page = devices.DeviceList.parse(body);
      all.push(...page.devices.map(({ id }) => id));
      expect(page.server).toBe(serving.server.url);
      before = page.next === null ? '' : `&before=${page.next}`;
    } while (before !== '');
    const { body } = await call('GET', '/api/devices?limit=500');
    const whole = devices.DeviceList.parse(body).devices;
    expect(all.toSorted()).toEqual(whole.map(({ id }) => id).toSorted());
    expect(all.length).toBeGreaterThan(3);
    const enrolled = whole.map(({ enrolledAt }) => enrolledAt);
    expect(enrolled).toEqual(enrolled.toSorted().toReversed());
  });

  it.each([
    ['GET', `/api/jobs/${randomUUID()}`, undefined, 404, 'unknown-job'],
    ['GET', '/api/jobs/%00', undefined, 404, 'unknown-job'],
    ['GET', '/api/devices/x/audit', undefined, 404, 'unknown-device'],
    ['POST', '/api/devices/%00/revoke', undefined, 404, 'unknown-device'],
    ['PUT', `/api/devices/${randomUUID()}`, { sharedWith: 'agents' }, 404, 'unknown-device'],
    ['PUT', '/api/devices/x', { sharedWith: 'everybody' }, 400, 'bad-request'],
    ['POST', `/api/enrolment-tokens/${randomUUID()}/revoke`, undefined, 404, 'unknown-token'],
    ['POST', '/api/enrolment-tokens', { name: 'x', days: 366, mostUses: 1 }, 400, 'bad-request'],
    ['POST', '/api/enrolment-tokens', { name: 'x', days: 1, mostUses: 0 }, 400, 'bad-request'],
    ['POST', '/api/enrolment-tokens', { name: ' ', days: 1, mostUses: 1 }, 400, 'bad-request'],
    ['POST', '/api/enrolment-tokens', { name: 'a\nb', days: 1, mostUses: 1 }, 400, 'bad-request'],
    ['GET', '/api/devices?before=x', undefined, 400, 'bad-request'],
    ['GET', '/api/audit?before=0', undefined, 400, 'bad-request'],
  ])('%s %s %j is refused by name', async (method, path, body, status, code) => {
    const answer = await call(method, path, body);
    expect([answer.status, errorOf(answer).code]).toEqual([status, code]);
  });
});
