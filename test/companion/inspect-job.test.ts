import { describe, expect, it } from 'vitest';
import { inspectJob, idOfPayload, type Inspection } from '../../src/companion/agent/inspect-job.ts';
import { createKeys, newNonce, signFor } from '../../src/companion/signing.ts';
import { packs } from './real-agent.ts';
import { honestJob } from './honest-job.ts';

/** The companion's own judgement of a job, whatever the server says. */

const keys = createKeys();
const now = Date.now();
const inspection: Inspection = {
  serverKey: keys.publicKey,
  device: crypto.randomUUID(),
  nonce: newNonce(),
  serverTime: now,
  packs,
};
const job = honestJob(inspection.device, inspection.nonce);

function inspected(payload: unknown, signer = keys): ReturnType<typeof inspectJob> {
  const written = typeof payload === 'string' ? payload : JSON.stringify(payload);
  return inspectJob(written, signFor('job', [written], signer), inspection);
}

const target = (kind: string, of: string): unknown => ({ ...job, checks: [{ kind, target: of }] });

it('a job of the product, of the tenant, and of what the text named is allowed', () => {
  const checks = [
    { kind: 'ip-families', target: '-' },
    { kind: 'dns', target: 'acme.sso.meeting.qq.com' },
    { kind: 'tls', target: 'conn.wemeet.tencent.com:443' },
    { kind: 'quic', target: 'quic.conn.wemeet.qq.com:8080' },
    { kind: 'http', target: 'https://login.example.com/a' },
    { kind: 'ping', target: '203.0.114.7' },
  ] as const;
  const found = inspected({ ...job, checks });
  expect(found.kind).toBe('allowed');
  if (found.kind !== 'allowed') return;
  expect(found.allowed.foreign).toEqual(['login.example.com', '203.0.114.7']);
  expect(found.allowed.known).toContain('acme.sso.meeting.qq.com');
});

describe('refused is a job', () => {
  it.each([
    ['of another key', inspected(job, createKeys()), 'unsigned'],
    [
      'with a signature for something else',
      (() => {
        const written = JSON.stringify(job);
        return inspectJob(written, signFor('server proof', [written], keys), inspection);
      })(),
      'unsigned',
    ],
    [
      'of which one sign was changed',
      (() => {
        const written = JSON.stringify(job);
        const changed = written.replace('"ada"', '"eve"');
        return inspectJob(changed, signFor('job', [written], keys), inspection);
      })(),
      'unsigned',
    ],
    [
      'without a signature',
      inspectJob(JSON.stringify(job), 'A'.repeat(86), inspection),
      'unsigned',
    ],
    ['for another device', inspected({ ...job, device: crypto.randomUUID() }), 'replayed'],
    ['of another connection', inspected({ ...job, nonce: newNonce() }), 'replayed'],
    ['that has expired', inspected({ ...job, expiresAt: now }), 'expired'],
    ['that never expires', inspected({ ...job, expiresAt: Number.MAX_SAFE_INTEGER }), 'malformed'],
    ['of a pack that is not here', inspected({ ...job, pack: 'other' }), 'unknown-pack'],
    ['of a pack out of another folder', inspected({ ...job, pack: '../../etc' }), 'unknown-pack'],
    ['without checks', inspected({ ...job, checks: [] }), 'malformed'],
    [
      'of too many checks',
      inspected({ ...job, checks: Array(161).fill(job.checks[0]) }),
      'malformed',
    ],
    ['with a command', inspected({ ...job, command: 'id' }), 'malformed'],
    ['of an unknown kind', inspected(target('exec', 'id')), 'malformed'],
    ['for logs', inspected(target('logs', '-')), 'policy'],
    [
      'with a name that steers the terminal',
      inspected({ ...job, requester: 'ada\u001b[2J' }),
      'malformed',
    ],
    [
      'with a name that turns the writing round',
      inspected({ ...job, requester: '\u202eada' }),
      'malformed',
    ],
    [
      'with a name of two lines',
      inspected({ ...job, requester: 'ada\nRun these checks? yes' }),
      'malformed',
    ],
    [
      'with a name of two lines of another kind',
      inspected({ ...job, requester: 'ada\u2028yes' }),
      'malformed',
    ],
    ['with half a sign in its name', inspected({ ...job, requester: 'ada\ud83d' }), 'malformed'],
    ['of a shape of its own', inspected('[]'), 'malformed'],
    ['that is null', inspected('null'), 'malformed'],
  ])('%s', (_, found, code) => {
    expect(found).toMatchObject({ kind: 'refused', code });
  });

  it('of 21 hosts that nobody here knows', () => {
    const checks = Array.from({ length: 21 }, (_, n) => ({
      kind: 'dns',
      target: `h${n}.example.com`,
    }));
    expect(inspected({ ...job, checks })).toMatchObject({ code: 'policy', about: '21 hosts' });
    expect(inspected({ ...job, checks: checks.slice(1) }).kind).toBe('allowed');
    // The same host written in other ways is one of them.
    const same = checks
      .slice(1)
      .map(({ kind, target: of }) => ({ kind, target: `${of.toUpperCase()}.` }));
    expect(inspected({ ...job, checks: [...checks.slice(1), ...same] }).kind).toBe('allowed');
  });

  it.each([
    '127.0.0.1:443',
    '[::1]:443',
    '[::ffff:127.0.0.1]:443',
    '[::ffff:7f00:1]:443',
    '[::]:443',
    '0.0.0.0:443',
    '10.0.0.1:443',
    '172.16.0.1:443',
    '192.168.1.1:443',
    '100.64.0.1:443',
    '169.254.1.1:443',
    '169.254.169.254:80',
    '168.63.129.16:80',
    '[fd00:ec2::254]:80',
    '100.100.100.200:80',
    '[fe80::1]:443',
    '[fe80::1%eth0]:443',
    '[fc00::1]:443',
    '[64:ff9b::7f00:1]:443',
    '[64:ff9b::a9fe:a9fe]:80',
    '[2002:7f00:1::]:443',
    '[2001:0:7f00:1::]:443',
    '[::7f00:1]:443',
    '[64:ff9b:1::a00:1]:443',
    '224.0.0.1:443',
    '255.255.255.255:443',
    '192.0.2.1:443',
    '198.18.0.1:443',
    '[ff02::1]:443',
    '[2001:db8::1]:443',
    '2130706433:443',
    '0x7f000001:443',
    '0x7f.1:443',
    '0177.0.0.1:443',
    '127.1:443',
    '127.0.0.1.:443',
    '１２７.0.0.1:443',
    'localhost:443',
    'LOCALHOST.:443',
    'printer.local:443',
    'nas.lan:443',
    'db.internal:443',
    'metadata.google.internal:80',
    'intranet.corp:443',
    'router.home.arpa:443',
    'x.onion:443',
    'server:443',
    'login.example.com:22',
    'login.example.com:25',
    'login.example.com:3389',
    'login.example.com:0',
    'login.example.com:65536',
    'conn.wemeet.tencent.com:6379',
    'conn.wemeet.tencent.com',
    'conn.wemeet.tencent.com:443:443',
    ' conn.wemeet.tencent.com:443',
    'user@conn.wemeet.tencent.com:443',
    'conn.wemeet.tencent.com/x:443',
    'conn.wemeet.tencent.com\\.evil:443',
    '-:443',
    '-oProxyCommand=id:443',
  ])('of tcp to %s', (of) => {
    expect(inspected(target('tcp', of))).toMatchObject({ kind: 'refused', code: 'policy' });
  });

  it.each([
    'http://127.0.0.1/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://0177.0.0.1/',
    'http://127.1/',
    'http://[::ffff:7f00:1]/',
    'http://169.254.169.254/latest/meta-data/',
    'http://168.63.129.16/machine',
    'http://metadata.google.internal/',
    'http://localhost/',
    'http://login.example.com:22/',
    'https://user:pass@login.example.com/',
    'http://login.example.com@127.0.0.1/',
    'http://127.0.0.1#login.example.com',
    'http://127.0.0.1%2f@login.example.com/',
    'http:\\\\127.0.0.1\\',
    'file:///etc/passwd',
    'ftp://login.example.com/',
    'javascript:alert(1)',
    'data:text/plain,x',
    'gopher://login.example.com:80/',
    'ws://login.example.com/',
    'http://router.local/reboot',
    'http://①②⑦.⓪.⓪.①/',
    'http://127.0.0.1.nip.io.localhost/',
    'login.example.com',
    '-',
  ])('of http to %s', (of) => {
    expect(inspected(target('http', of))).toMatchObject({ kind: 'refused', code: 'policy' });
    expect(inspected(target('clock', of))).toMatchObject({ kind: 'refused', code: 'policy' });
  });

  it.each([
    '-c 100 127.0.0.1',
    '--help',
    '127.0.0.1',
    '$(id)',
    'a;id',
    '`id`',
    'fe80::1%1;id',
    '0',
    '::1',
    'conn.wemeet.tencent.com -f',
  ])('of ping to %s', (of) => {
    expect(inspected(target('ping', of))).toMatchObject({ kind: 'refused', code: 'policy' });
    expect(inspected(target('dns', of))).toMatchObject({ kind: 'refused', code: 'policy' });
  });

  it('and what it is about fits into a message, wherever it is cut', () => {
    const found = inspected(target('tcp', `${'x'.repeat(195)}🎉.example.com:443`));
    expect(found).toMatchObject({ kind: 'refused', code: 'policy' });
    if (found.kind === 'refused') expect(found.about?.isWellFormed()).toBe(true);
  });
});

it('no id is read out of what is no job', () => {
  for (const payload of [
    '',
    '{',
    'null',
    '[]',
    '{"id":1}',
    '{"id":"../../x"}',
    '{"id":"AAAAAAAA-AAAA-4AAA-8AAA-AAAAAAAAAAAA"}',
  ])
    expect(idOfPayload(payload)).toBeNull();
  expect(idOfPayload(JSON.stringify(job))).toBe(job.id);
});
