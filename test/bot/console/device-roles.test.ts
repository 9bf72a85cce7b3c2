import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as devices from '../../../src/bot/console/device-contract.ts';
import { played, silent, startCompanion, type TestCompanion } from '../../companion/companion.ts';
import {
  askForPairing,
  recordedCase,
  RECORDED_TENANT,
  type Call,
} from '../../companion/pairing.ts';
import { Player } from '../../conversations/recordings.ts';
import { freePort } from '../../free-port.ts';
import { errorOf, startTestServer, type TestServer } from './client.ts';
import { startProvider } from './provider.ts';
import { Visitor } from './visitor.ts';

const PEOPLE = {
  olga: ['agent'],
  otto: ['agent'],
  vera: ['viewer'],
  root: ['admin'],
} as const;
type Person = keyof typeof PEOPLE;

describe('who may do what with a device', () => {
  let server: TestServer;
  let provider: Awaited<ReturnType<typeof startProvider>>;
  let companion: TestCompanion;
  let device: string;
  const calls = new Map<Person, Call>();

  const as = (person: Person): Call => {
    const call = calls.get(person);
    if (!call) throw new Error(`${person} has not signed in`);
    return call;
  };

  async function signIn(name: Person): Promise<Call> {
    const visitor = new Visitor();
    await visitor.signIn(server.url, name);
    return async (method, path, body) => {
      const response = await visitor.fetch(`${server.url}${path}`, {
        method,
        ...(body === undefined
          ? {}
          : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      });
      const { status, headers } = response;
      return { status, headers, body: await response.json() };
    };
  }

  beforeAll(async () => {
    const port = await freePort();
    provider = await startProvider(`http://127.0.0.1:${port}/auth/callback`, PEOPLE);
    server = await startTestServer({
      PORT: String(port),
      CONSOLE_OIDC_ISSUER: provider.issuer,
      CONSOLE_OIDC_CLIENT_ID: 'login-doctor',
      CONSOLE_OIDC_CLIENT_SECRET: 'a-secret-of-the-test',
    });
    for (const name of Object.keys(PEOPLE) as Person[]) calls.set(name, await signIn(name));
    await as('root')('PUT', '/api/settings', { ssoDomain: RECORDED_TENANT, language: null });
    const { id } = await recordedCase(as('olga'));
    companion = await startCompanion({
      server: server.url,
      ticket: await askForPairing(as('olga'), id),
      consent: silent,
      run: played(new Player()),
    });
    device = await companion.connected;
  });
  afterAll(async () => {
    await server.stop();
    await companion.remove();
    await provider.stop();
  });

  it.each([
    ['vera', 'GET', '/api/devices', undefined, 200],
    ['vera', 'GET', '/api/devices/DEVICE/audit', undefined, 200],
    ['vera', 'GET', '/api/audit', undefined, 'not-allowed'],
    ['vera', 'PUT', '/api/devices/DEVICE', { sharedWith: 'agents' }, 'not-allowed'],
    ['vera', 'POST', '/api/devices/DEVICE/revoke', undefined, 'not-allowed'],
    ['otto', 'PUT', '/api/devices/DEVICE', { sharedWith: 'agents' }, 'not-yours'],
    ['otto', 'POST', '/api/devices/DEVICE/revoke', undefined, 'not-yours'],
    ['otto', 'GET', '/api/enrolment-tokens', undefined, 'not-allowed'],
    ['otto', 'GET', '/api/audit', undefined, 'not-allowed'],
    ['otto', 'POST', '/api/enrolment-tokens', { name: 'x', days: 1, mostUses: 1 }, 'not-allowed'],
    ['root', 'GET', '/api/audit', undefined, 200],
    ['root', 'GET', '/api/enrolment-tokens', undefined, 200],
  ] as const)('%s: %s %s %j', async (person, method, path, body, expected) => {
    const answer = await as(person)(method, path.replace('DEVICE', device), body);
    if (expected === 200) expect(answer.status).toBe(200);
    else expect([answer.status, errorOf(answer).code]).toEqual([403, expected]);
  });

  it('is said of each device to whoever asks', async () => {
    const may = async (person: Person): Promise<boolean | undefined> => {
      const { body } = await as(person)('GET', '/api/devices');
      return devices.DeviceList.parse(body).devices[0]?.mayManage;
    };
    const people = Object.keys(PEOPLE) as Person[];
    const said = await Promise.all(people.map(async (each) => [each, await may(each)] as const));
    expect(Object.fromEntries(said)).toEqual({ olga: true, otto: false, vera: false, root: true });
  });

  it('lets other agents ask a device once its owner shares it, and only then', async () => {
    const { id } = await recordedCase(as('otto'));
    const offered = async (): Promise<boolean> => {
      const { body } = await as('otto')('GET', `/api/cases/${id}`);
      const { actions } = (body as { question: { actions: { id: string }[] } }).question;
      return actions.some((each) => each.id === `on:${device}`);
    };
    await as('otto')('POST', `/api/cases/${id}/events`, {
      id: 'otto-asks-for-checks',
      kind: 'pressed',
      action: 'run-checks',
    });
    expect(await offered()).toBe(false);
    const share = (sharedWith: 'agents' | 'owner'): Promise<{ body: unknown }> =>
      as('olga')('PUT', `/api/devices/${device}`, { sharedWith });
    expect((await share('agents')).body).toMatchObject({ sharedWith: 'agents' });
    expect(await offered()).toBe(true);
    expect((await share('owner')).body).toMatchObject({ sharedWith: 'owner' });
    expect(await offered()).toBe(false);
    const { body } = await as('vera')('GET', `/api/devices/${device}/audit`);
    const shared = devices.AuditList.parse(body).entries.filter(({ what }) => what === 'shared');
    expect(shared.map(({ by, detail }) => [by, detail])).toEqual([
      ['olga@example.com', 'owner'],
      ['olga@example.com', 'agents'],
    ]);
  });

  it('lets an administrator revoke anybody’s device', async () => {
    const revoked = await as('root')('POST', `/api/devices/${device}/revoke`);
    expect(devices.DeviceView.parse(revoked.body).revokedAt).not.toBeNull();
    expect(await companion.ended).toBe('revoked');
    const { body } = await as('olga')('GET', `/api/devices/${device}/audit`);
    const { entries } = devices.AuditList.parse(body);
    expect(entries.find(({ what }) => what === 'revoked')?.by).toBe('root@example.com');
    expect(entries[0]).toMatchObject({ what: 'aborted', detail: 'revoked' });
  });
});
