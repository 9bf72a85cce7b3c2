import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MOST_OF_ALL, MOST_OF_ONE } from '../../src/companion/gateway/guesses.ts';
import { createKeys } from '../../src/companion/signing.ts';
import { MOST_TRIES } from '../../src/store/pairings.ts';
import { openCode, startGatewayServer, type GatewayServer } from './gateway-server.ts';
import { comeBack, enrol, knock } from './raw-client.ts';

let server: GatewayServer;
beforeAll(async () => {
  server = await startGatewayServer();
});
afterAll(async () => {
  expect(server.log).toEqual([]);
  await server.stop();
});

/** The code with another secret. */
function wrong(code: string, n = 0): string {
  const secret = ['222222', '333333', '444444', '555555', '666666', '777777'][n % 6] ?? '';
  return `${code.slice(0, 3)}-${secret}`;
}

async function countOf(what: string, by: string): Promise<number> {
  const acts = await server.store.audit.list({ limit: 5000 });
  return acts.filter((act) => act.what === what && act.by === by).length;
}

describe('a code', () => {
  it('lets one machine in, and that one again where the answer was lost', async () => {
    const { code, caseId } = await openCode(server.store);
    const from = '198.51.100.1';
    const keys = createKeys();
    expect(await knock(server.url, { ticket: code }, { keys, from })).toBe('in');
    expect(await knock(server.url, { ticket: code }, { keys, from })).toBe('in');
    expect(await knock(server.url, { ticket: code }, { from })).toBe('bad-ticket');
    const usable = await server.store.devices.usableFor(caseId, 'bob', 10);
    expect(usable.map(({ publicKey }) => publicKey)).toEqual([keys.publicKey]);
    const other = await openCode(server.store);
    expect(await server.store.devices.usableFor(other.caseId, 'bob', 10)).toEqual([]);
  });

  it('is locked by guessing, for whoever has the right one too', async () => {
    const { code } = await openCode(server.store);
    const told: (string | number)[] = [];
    for (let n = 0; n < MOST_TRIES; n++)
      told.push(await knock(server.url, { ticket: wrong(code, n) }, { from: '198.51.100.2' }));
    expect(told).toEqual([...Array<string>(MOST_TRIES - 1).fill('bad-ticket'), 'ticket-locked']);
    expect(await knock(server.url, { ticket: code }, { from: '198.51.100.3' })).toBe(
      'ticket-locked',
    );
    expect(await countOf('code-refused', '198.51.100.2')).toBe(MOST_TRIES);
  });

  it('brute force locks the code, then the address; at once or one by one, nobody has more tries', async () => {
    const from = '198.51.100.4';
    const codes = await Promise.all(Array.from({ length: 12 }, () => openCode(server.store)));
    const guesses = codes.flatMap(({ code }) =>
      Array.from({ length: MOST_TRIES }, (_, n) => wrong(code, n)),
    );
    const told = await Promise.all(
      guesses.map((ticket) => knock(server.url, { ticket }, { from })),
    );
    expect(told).not.toContain('in');
    // As many as were compared; the others were not looked at.
    expect(await countOf('code-refused', from)).toBe(MOST_OF_ONE);
    const untouched = await openCode(server.store);
    expect(await knock(server.url, { ticket: untouched.code }, { from })).toBe('ticket-locked');
    expect(await knock(server.url, { ticket: untouched.code }, { from: '198.51.100.5' })).toBe(
      'in',
    );
    // A token of a fleet is not let in from there either, and a machine that is known is.
    const token = await server.fleetToken();
    expect(await knock(server.url, { ticket: token }, { from })).toBe('ticket-locked');
    const { device, client } = await enrol(server.url, token);
    client.cut();
    expect(await knock(server.url, { id: device.id }, { keys: device.keys, from })).toBe('in');
  });

  it('from a network of IPv6 counts as one address', async () => {
    const told = new Map<string | number, number>();
    for (let n = 0; n < MOST_OF_ONE + 5; n++) {
      const code = await knock(
        server.url,
        { ticket: 'CDF-GHJ-KMN' },
        { from: `2001:db8:1:${n}::1` },
      );
      told.set(code, (told.get(code) ?? 0) + 1);
    }
    expect(told).toEqual(
      new Map([
        ['bad-ticket', MOST_OF_ONE],
        ['ticket-locked', 5],
      ]),
    );
  });
});

describe('a token of a fleet', () => {
  it('lets in as many as it says, all at once, and is in no file of the database', async () => {
    const token = await server.fleetToken(30);
    const told = await Promise.all(
      Array.from({ length: 40 }, () => knock(server.url, { ticket: token }, { from: '192.0.2.1' })),
    );
    expect(told.filter((each) => each === 'in')).toHaveLength(30);
    expect(new Set(told)).toEqual(new Set(['in', 'bad-ticket']));
    const known = await server.store.enrolmentTokens.list(100);
    expect(known.find(({ mostUses }) => mostUses === 30)).toMatchObject({ uses: 30 });
  });

  it('that was revoked lets nobody in, and those who came by it stay', async () => {
    const secret = await server.fleetToken(77);
    const { client, device } = await enrol(server.url, secret);
    client.cut();
    const known = await server.store.enrolmentTokens.list(100);
    const id = known.find(({ mostUses }) => mostUses === 77)?.id ?? '';
    expect(
      await server.store.enrolmentTokens.revoke(id, { by: 'ada', at: Date.now() }),
    ).toBeTruthy();
    expect(await knock(server.url, { ticket: secret })).toBe('bad-ticket');
    (await comeBack(server.url, device)).client.cut();
  });
});

describe('a key that was revoked', () => {
  it('does not come back by a code or a token; the machine does with a new key', async () => {
    const token = await server.fleetToken();
    const { client, device } = await enrol(server.url, token);
    client.cut();
    await server.store.devices.revoke(device.id, { by: 'ada', at: Date.now() });
    const { keys } = device;
    const { code } = await openCode(server.store);
    const from = '192.0.2.7';
    expect(await knock(server.url, { ticket: code }, { keys, from })).toBe('revoked');
    expect(await knock(server.url, { ticket: token }, { keys, from })).toBe('bad-ticket');
    expect(await knock(server.url, { id: device.id }, { keys, from })).toBe('revoked');
    expect(await server.store.devices.find(device.id)).toMatchObject({ gateway: null });
    // The code was not used up by that.
    expect(await knock(server.url, { ticket: code }, { from })).toBe('in');
  });
});

describe('guesses from everywhere', () => {
  it('end pairing for a while, and nothing else', async () => {
    const own = await startGatewayServer();
    const token = await own.fleetToken();
    const { client, device } = await enrol(own.url, token);
    client.cut();
    const addresses = MOST_OF_ALL / MOST_OF_ONE;
    const from = (n: number): string => `203.0.113.${n % addresses}`;
    for (let n = 0; n < MOST_OF_ALL; n += 50)
      await Promise.all(
        Array.from({ length: 50 }, (_, each) =>
          knock(own.url, { ticket: 'CDF-GHJ-KMN' }, { from: from(n + each) }),
        ),
      );
    const noted = await own.store.audit.list({ limit: 5000 });
    expect(noted.filter(({ what }) => what === 'code-refused')).toHaveLength(MOST_OF_ALL);
    const { code } = await openCode(own.store);
    expect(await knock(own.url, { ticket: code }, { from: '192.0.2.99' })).toBe('ticket-locked');
    (await comeBack(own.url, device)).client.cut();
    expect(own.log).toEqual([]);
    await own.stop();
  });
});
