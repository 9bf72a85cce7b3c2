import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { CheckResult } from '../../src/checks/result.ts';
import { LARGEST_FRAME, type ToCompanion, type ToGateway } from '../../src/companion/protocol.ts';
import { createKeys, newNonce } from '../../src/companion/signing.ts';
import { PATIENCE_MS } from '../patience.ts';
import { askOf, CHECKS, startGatewayServer, type GatewayServer } from './gateway-server.ts';
import {
  comeBack,
  DEVICE,
  enrol,
  frameOf,
  introduction,
  knock,
  messageFrame,
  open,
  OPCODES,
  proven,
  type Admitted,
  type RawClient,
} from './raw-client.ts';

/** What a companion does wrong is refused, each with its code, by a real server over real sockets. */

let server: GatewayServer;
let ticket: string;

beforeAll(async () => {
  server = await startGatewayServer();
  ticket = await server.fleetToken();
});
afterAll(async () => {
  expect(server.log).toEqual([]);
  await server.stop();
});

async function newcomer(): Promise<RawClient> {
  const client = await open(server.url);
  onTestFinished(() => {
    client.cut();
  });
  await client.message('challenge');
  return client;
}

/** A connection that introduces itself as `introduce` says. */
async function newcomerWith(
  introduce: (challenge: Extract<ToCompanion, { kind: 'challenge' }>) => ToGateway,
): Promise<RawClient> {
  const client = await open(server.url);
  onTestFinished(() => {
    client.cut();
  });
  client.send(introduce(await client.message('challenge')));
  return client;
}

async function member(): Promise<Admitted> {
  const admitted = await enrol(server.url, ticket);
  onTestFinished(() => {
    admitted.client.cut();
  });
  return admitted;
}

/** How often each code was refused meanwhile. */
async function counted(work: () => Promise<void>): Promise<Readonly<Record<string, number>>> {
  const before = await server.refusals();
  await work();
  const after = await server.refusals();
  const risen = Object.entries(after).map(([code, count]) => [code, count - (before[code] ?? 0)]);
  return Object.fromEntries(risen.filter(([, count]) => count !== 0)) as Record<string, number>;
}

const RESULTS: readonly CheckResult[] = CHECKS.map(({ kind, target }) => ({
  kind,
  target,
  status: 'failed',
  finding: 'broke',
  refusal: null,
  error: null,
  timings: {},
}));
const finished = (job: string, results = RESULTS): ToGateway => ({
  kind: 'finished',
  job,
  lagMs: 0,
  results: [...results],
});

describe('a newcomer that', () => {
  it.each([
    ['sends what is no JSON', frameOf(OPCODES.text, 'hello'), 'bad-message', 'bad-message'],
    [
      'sends an unknown kind',
      frameOf(OPCODES.text, '{"kind":"shell"}'),
      'unknown-kind',
      'unknown-kind',
    ],
    ['sends nothing in a frame', frameOf(OPCODES.text, ''), 'bad-message', 'bad-message'],
    ['sends bytes', frameOf(OPCODES.binary, '{"kind":"forget"}'), 'bad-message', 'bad-message'],
    [
      'asks before it has shown who it is',
      messageFrame({ kind: 'forget' }),
      'unexpected',
      'unexpected',
    ],
    [
      'announces a frame too large',
      frameOf(OPCODES.text, '', { length: LARGEST_FRAME + 1 }),
      1009,
      'too-large',
    ],
    [
      'announces a frame without end',
      frameOf(OPCODES.text, '', { length: 2 ** 40 }),
      1009,
      'too-large',
    ],
    [
      'sends text that is no UTF-8',
      frameOf(OPCODES.text, Buffer.from([0xc3, 0x28])),
      1007,
      'bad-message',
    ],
    ['masks nothing', frameOf(OPCODES.text, '{}', { isMasked: false }), 1002, 'bad-message'],
    ['uses an opcode that there is not', frameOf(3, 'x'), 1002, 'bad-message'],
    ['continues what it has not begun', frameOf(OPCODES.continuation, 'x'), 1002, 'bad-message'],
    ['sends a ping in pieces', frameOf(OPCODES.ping, 'x', { fin: false }), 1002, 'bad-message'],
    [
      'sends a message in a thousand pieces',
      Buffer.concat([
        frameOf(OPCODES.text, ' ', { fin: false }),
        ...Array.from({ length: 999 }, () => frameOf(OPCODES.continuation, ' ', { fin: false })),
      ]),
      1008,
      'too-large',
    ],
  ] as const)('%s is sent away', async (_, bytes, told, code) => {
    const client = await newcomer();
    const refused = await counted(async () => {
      client.write(bytes);
      expect(await client.refusal()).toBe(told);
    });
    expect(refused).toEqual({ [code]: 1 });
  });

  it('fills half a frame with more than an introduction is cut off', async () => {
    const client = await newcomer();
    const refused = await counted(async () => {
      client.write(frameOf(OPCODES.text, Buffer.alloc(64 * 1024), { length: LARGEST_FRAME }));
      await client.ended();
    });
    expect(refused).toEqual({ 'too-large': 1 });
  });

  it('floods with pings is sent away', async () => {
    const client = await newcomer();
    const refused = await counted(async () => {
      client.write(Buffer.concat(Array.from({ length: 1000 }, () => frameOf(OPCODES.ping, ''))));
      expect(await client.refusal()).toBe('too-fast');
    });
    expect(refused).toEqual({ 'too-fast': 1 });
  });

  it('speaks another protocol is told so', async () => {
    const client = await open(server.url);
    const challenge = await client.message('challenge');
    const keys = createKeys();
    const wanted = { ...introduction(), protocol: 2 };
    client.send(proven({ kind: 'prove', id: crypto.randomUUID(), ...wanted }, keys, challenge));
    expect(await client.refusal()).toBe('other-protocol');
  });

  it('says what it had said on another connection is not believed', async () => {
    const { device } = await member();
    const first = await open(server.url);
    const message = proven(
      { kind: 'prove', id: device.id, ...introduction() },
      device.keys,
      await first.message('challenge'),
    );
    const second = await newcomer();
    second.send(message);
    expect(await second.refusal()).toBe('bad-proof');
    first.send(message);
    expect(await first.message('welcome')).toMatchObject({ id: device.id });
    first.cut();
  });

  it('has signed for another server is not believed', async () => {
    const { device } = await member();
    const client = await open(server.url);
    const { nonce } = await client.message('challenge');
    const { publicKey: key } = createKeys();
    const wanted = { kind: 'prove', id: device.id, ...introduction() } as const;
    client.send(proven(wanted, device.keys, { nonce, key }));
    expect(await client.refusal()).toBe('bad-proof');
  });

  it('is somebody else, or nobody, is not let in', async () => {
    const { device } = await member();
    expect(await knock(server.url, { id: device.id })).toBe('bad-proof');
    expect(await knock(server.url, { id: crypto.randomUUID() })).toBe('unknown-device');
    // The order of small subgroups: not every 32 bytes are a key to be trusted with anything.
    const client = await newcomer();
    client.send({
      kind: 'enrol',
      key: Buffer.alloc(32).toString('base64url'),
      ticket,
      ...introduction(newNonce()),
      proof: Buffer.alloc(64).toString('base64url'),
    });
    expect(await client.refusal()).toBe('bad-proof');
  });

  it.each([
    ['comes from a page', ['Origin: https://evil.example'], 403],
    ['speaks an old WebSocket', ['Sec-WebSocket-Version: 7'], 400],
  ])('%s gets no WebSocket', async (_, headers, status) => {
    const client = await open(server.url, headers);
    expect(client.status).toBe(status);
    client.cut();
  });
});

describe('a companion that', () => {
  it('introduces itself twice is told so, and stays', async () => {
    const { client, device } = await member();
    const wanted = { kind: 'prove', id: device.id, ...introduction() } as const;
    client.send(proven(wanted, device.keys, { nonce: newNonce(), key: newNonce() }));
    expect(await client.message('untaken')).toMatchObject({ code: 'unexpected', job: null });
    client.write(frameOf(OPCODES.ping, ''));
    expect(await client.next()).toEqual({ kind: 'pong' });
  });

  it('goes on with what cannot be taken is told each time, and sent away in the end', async () => {
    const { client } = await member();
    const refused = await counted(async () => {
      for (let n = 0; n < 50; n++) client.write(frameOf(OPCODES.text, `{"kind":"x${n}"}`));
      for (let n = 0; n < 20; n++)
        expect(await client.message('untaken')).toMatchObject({ code: 'unknown-kind' });
      expect(await client.message('unwelcome')).toMatchObject({
        code: 'unknown-kind',
        retryMs: 300_000,
      });
    });
    // What came after the last word was not even looked at.
    expect(refused).toEqual({ 'unknown-kind': 21 });
  });

  it('sends faster than anybody measures is sent away', async () => {
    const { client } = await member();
    const job = crypto.randomUUID();
    client.write(
      Buffer.concat(
        Array.from({ length: 500 }, () => messageFrame({ kind: 'unclear', code: 'bad-message' })),
      ),
    );
    client.send({ kind: 'asking', job });
    expect(await client.refusal()).toBe('too-fast');
  });

  it('sends huge messages is sent away long before they weigh', async () => {
    const { client } = await member();
    const huge = frameOf(
      OPCODES.text,
      `{"kind":"unclear","code":"bad-message"${' '.repeat(LARGEST_FRAME - 100)}}`,
    );
    const sent = { bytes: 0 };
    void (async () => {
      for (let n = 0; n < 100 && client.socket.writable; n++) {
        client.write(huge);
        sent.bytes += huge.length;
        await setImmediate();
      }
    })();
    expect(await client.refusal()).toBe('too-fast');
  });

  it('reads nothing is sent no more than it may have at a time', async () => {
    const { client, device } = await member();
    client.socket.pause();
    const target = `${'x'.repeat(370)}:443`;
    const checks = Array.from({ length: 150 }, () => ({ kind: 'tcp' as const, target }));
    for (let n = 0; n < 20; n++) await askOf(server.store, device.id, checks);
    const underWay = async (): Promise<number> => {
      const { body } = await server.call('GET', '/metrics');
      return Number(/^login_doctor_jobs_under_way (\d+)$/m.exec(String(body))?.[1]);
    };
    await vi.waitFor(
      async () => {
        expect(await underWay()).toBe(4);
      },
      { timeout: 10_000, interval: 100 },
    );
    // Several looks at what is open later, it is not more.
    await sleep(5000);
    expect(await underWay()).toBe(4);
    client.socket.destroy();
    await vi.waitFor(async () => {
      expect(await underWay()).toBe(0);
    }, PATIENCE_MS);
  });

  it('tells of a job of somebody else changes nothing', async () => {
    const victim = await member();
    const thief = await member();
    const id = await askOf(server.store, victim.device.id);
    victim.client.cut();
    const { client } = await comeBack(server.url, victim.device);
    // It is under way at the very gateway that the thief talks to.
    expect(await client.message('job')).toMatchObject({ kind: 'job' });
    const refused = await counted(async () => {
      for (const message of [
        { kind: 'asking', job: id },
        { kind: 'begun', job: id, consent: 'person' },
        { kind: 'ended', job: id, result: RESULTS[0] },
        finished(id),
        { kind: 'refused', job: id, code: 'user', about: null },
        { kind: 'aborted', job: id, code: 'failed' },
      ] as ToGateway[]) {
        thief.client.send(message);
        expect(await thief.client.message('untaken')).toMatchObject({
          code: 'unknown-job',
          job: id,
        });
      }
    });
    expect(refused).toEqual({ 'unknown-job': 6 });
    expect(await server.store.jobs.find(id)).toMatchObject({ status: 'open', findings: null });
    client.send(finished(id));
    expect(await client.message('taken')).toMatchObject({ job: id });
    expect(await server.store.jobs.find(id)).toMatchObject({ status: 'finished' });
    client.cut();
  });

  it.each([
    ['too few', RESULTS.slice(1)],
    ['of another target', RESULTS.map((each) => ({ ...each, target: 'evil.example' }))],
    ['one of them twice', [RESULTS[0], RESULTS[0]]],
    ['more than were asked for', [...RESULTS, { ...RESULTS[0], target: 'evil.example' }]],
  ] as [string, CheckResult[]][])(
    'forges results, %s, has ended its own job',
    async (_, results) => {
      const { client, device } = await member();
      const job = await askOf(server.store, device.id);
      client.send(finished(job, results));
      expect(await client.message('untaken')).toMatchObject({ code: 'other-plan', job });
      client.send(finished(job));
      expect(await client.message('taken')).toMatchObject({ job });
      expect(await server.store.jobs.find(job)).toMatchObject({
        status: 'aborted',
        reason: 'failed',
        findings: null,
      });
    },
  );

  it('tells everything twice and the wrong way round has told it once', async () => {
    const { client, device } = await member();
    const job = await askOf(server.store, device.id);
    client.send(finished(job));
    client.send({ kind: 'begun', job, consent: 'person' });
    client.send({ kind: 'asking', job });
    client.send({ kind: 'refused', job, code: 'user', about: null });
    client.send(finished(job));
    for (let n = 0; n < 3; n++) expect(await client.message('taken')).toMatchObject({ job });
    expect(await server.store.jobs.find(job)).toMatchObject({ status: 'finished', consent: null });
    const acts = (await server.store.audit.list({ jobId: job, limit: 10 })).map(({ what }) => what);
    expect(acts).toEqual(['finished', 'asked']);
  });

  it('calls itself otherwise is written down, and does not fill the trail', async () => {
    const { client, device } = await member();
    client.cut();
    const comeAs = async (name: string): Promise<void> => {
      const again = await newcomerWith((challenge) => {
        const said = { ...introduction(), device: { ...DEVICE, name } };
        return proven({ kind: 'prove', id: device.id, ...said }, device.keys, challenge);
      });
      await again.message('welcome');
      again.cut();
    };
    for (const name of ['box', 'CEO-LAPTOP', 'third', 'fourth']) await comeAs(name);
    expect(await server.store.devices.find(device.id)).toMatchObject({ name: 'CEO-LAPTOP' });
    const trail = await server.store.audit.list({ deviceId: device.id, limit: 10 });
    expect(trail.map(({ what, by, detail }) => [what, by, detail])).toEqual([
      ['renamed', 'box', 'box → CEO-LAPTOP'],
      ['enrolled', expect.any(String), 'box'],
    ]);
  });

  it('comes in again by a token under another name is written down too, and as seldom', async () => {
    const keys = createKeys();
    const comeAs = async (name: string): Promise<string> => {
      const again = await newcomerWith((challenge) => {
        const said = { ...introduction(), device: { ...DEVICE, name } };
        return proven({ kind: 'enrol', key: keys.publicKey, ticket, ...said }, keys, challenge);
      });
      const { id } = await again.message('welcome');
      again.cut();
      return id;
    };
    const id = await comeAs('box');
    for (const name of ['box', 'CEO-LAPTOP', 'third', 'fourth'])
      expect(await comeAs(name)).toBe(id);
    expect(await server.store.devices.find(id)).toMatchObject({ name: 'CEO-LAPTOP' });
    const trail = await server.store.audit.list({ deviceId: id, limit: 10 });
    expect(trail.map(({ what, by, detail }) => [what, by, detail])).toEqual([
      ['renamed', 'box', 'box → CEO-LAPTOP'],
      ['enrolled', expect.any(String), 'box'],
    ]);
  });

  it('comes twice is cut off at the place where it was first', async () => {
    const first = await member();
    const second = await comeBack(server.url, first.device);
    expect(await first.client.message('unwelcome')).toEqual({
      kind: 'unwelcome',
      code: 'elsewhere',
      retryMs: 300_000,
    });
    second.client.write(frameOf(OPCODES.ping, ''));
    expect(await second.client.next()).toEqual({ kind: 'pong' });
    second.client.cut();
  });
});
