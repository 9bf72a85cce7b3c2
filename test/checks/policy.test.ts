import { expect, it } from 'vitest';
import { openPolicy } from '../../src/checks/policy.ts';
import { hostPortOf, targetOf, urlOf } from '../../src/diagnosis/target.ts';
import type { Refusal } from '../../src/checks/result.ts';
import type { CheckKind } from '../../src/knowledge/vocabulary.ts';

const policy = openPolicy({
  hosts: new Set(['conn.example.com', 'xn--fiqs8s.example.com', '8.8.4.4']),
  addresses: new Set(['8.8.8.8', '2001:4860:4860::8888', '10.0.0.1']),
  ports: new Set([80, 443, 8080]),
  probes: new Set(['probe.example.net']),
});

const allowed = (kind: CheckKind, target: string): [CheckKind, string, null] => [
  kind,
  target,
  null,
];

it.each<[CheckKind, string, Refusal | null]>([
  allowed('dns', 'conn.example.com'),
  allowed('dns', 'CONN.example.COM'),
  allowed('dns', 'conn.example.com.'),
  allowed('tcp', 'conn.example.com.:443'),
  allowed('dns', '中国.example.com'),
  allowed('dns', 'XN--fiqs8s.example.com'),
  allowed('ping', '8.8.8.8'),
  allowed('ping', '8.8.4.4'),
  allowed('ping', '2001:4860:4860::8888'),
  allowed('tcp', '[2001:4860:4860::8888]:443'),
  allowed('quic', 'conn.example.com:8080'),
  allowed('http', 'http://probe.example.net/generate_204'),
  allowed('http', 'https://conn.example.com/a?b=c'),
  allowed('clock', 'https://conn.example.com/'),
  allowed('ip-families', '-'),
  allowed('proxy', '-'),
  allowed('logs', '-'),

  // A disguise of 127.0.0.1.
  ['dns', '0x7f.1', 'malformed'],
  ['dns', '0x7f000001', 'malformed'],
  ['dns', '2130706433', 'malformed'],
  ['dns', '127.1', 'malformed'],
  ['dns', '0177.0.0.1', 'malformed'],
  ['dns', '127.0.0.1.', 'malformed'],
  ['dns', '①②⑦.0.0.1', 'malformed'],
  ['tcp', '2130706433:443', 'malformed'],
  ['ping', '[127.0.0.1%25eth0]', 'malformed'],

  // Addresses that nobody outside may be sent to, however they are written; named in the text or not.
  ['ping', '127.0.0.1', 'not-public'],
  ['ping', '10.0.0.1', 'not-public'],
  ['tcp', '10.0.0.1:443', 'not-public'],
  ['ping', '0.0.0.0', 'not-public'],
  ['ping', '169.254.169.254', 'not-public'],
  ['ping', '100.64.0.1', 'not-public'],
  ['ping', '192.168.1.1', 'not-public'],
  ['ping', '224.0.0.1', 'not-public'],
  ['ping', '255.255.255.255', 'not-public'],
  ['ping', '::', 'not-public'],
  ['ping', '::1', 'not-public'],
  ['ping', 'fe80::1', 'not-public'],
  ['ping', 'fd00::1', 'not-public'],
  ['ping', '::ffff:10.0.0.1', 'not-public'],
  ['ping', '::ffff:a00:1', 'not-public'],
  ['tcp', '[::ffff:10.0.0.1]:443', 'not-public'],
  ['ping', '64:ff9b::a00:1', 'not-public'],
  ['ping', '64:ff9b::10.0.0.1', 'not-public'],
  ['ping', '2002:a00:1::1', 'not-public'],

  // Public, but named by nobody.
  ['dns', 'example.com', 'not-named'],
  ['dns', '10.0.0.1.nip.io', 'not-named'],
  ['dns', 'conn.example.com.evil.example', 'not-named'],
  ['dns', 'xconn.example.com', 'not-named'],
  // Cyrillic letters that look like Latin ones.
  ['dns', 'соnn.example.com', 'not-named'],
  ['ping', '9.9.9.9', 'not-named'],

  ['dns', 'localhost', 'local-name'],
  ['dns', 'localhost.', 'local-name'],
  ['dns', 'LOCALHOST', 'local-name'],
  ['tcp', 'localhost:443', 'local-name'],
  ['dns', 'router.local', 'local-name'],
  ['dns', 'wiki.corp', 'local-name'],

  ['tcp', 'conn.example.com:22', 'port'],
  ['tls', 'conn.example.com:8443', 'port'],
  ['http', 'http://conn.example.com:25/', 'port'],
  ['quic', '[2001:4860:4860::8888]:53', 'port'],

  ['dns', '', 'malformed'],
  ['dns', '.', 'malformed'],
  ['dns', 'conn.example.com..', 'malformed'],
  ['dns', 'conn..example.com', 'malformed'],
  ['dns', 'conn.example.com/..', 'malformed'],
  ['dns', 'conn.example.com:443', 'malformed'],
  ['dns', 'conn.example.com\n', 'malformed'],
  ['dns', 'conn.example.com\0.evil.example', 'malformed'],
  ['dns', ' conn.example.com', 'malformed'],
  ['dns', 'conn.exam\tple.com', 'malformed'],
  ['dns', 'conn%2eexample.com', 'malformed'],
  ['dns', 'conn.example.com?', 'malformed'],
  ['dns', 'conn.example.com#', 'malformed'],
  ['dns', 'conn.example.com\\x', 'malformed'],
  ['dns', 'user@conn.example.com', 'malformed'],
  ['dns', '*.example.com', 'malformed'],
  ['dns', 'a'.repeat(64) + '.example.com', 'malformed'],
  ['dns', 'a.'.repeat(200) + 'com', 'malformed'],
  ['ping', '-f', 'malformed'],
  ['ping', 'fe80::1%eth0', 'malformed'],
  ['tcp', 'conn.example.com', 'malformed'],
  ['tcp', 'conn.example.com:', 'malformed'],
  ['tcp', 'conn.example.com:0', 'malformed'],
  ['tcp', 'conn.example.com:65536', 'malformed'],
  ['tcp', 'conn.example.com:-443', 'malformed'],
  ['tcp', 'conn.example.com:443:443', 'malformed'],
  ['tcp', '2001:4860:4860::8888:443', 'malformed'],
  ['tcp', 'user@conn.example.com:443', 'malformed'],
  ['http', 'http://user:pass@conn.example.com/', 'malformed'],
  ['http', 'http://user@conn.example.com/', 'malformed'],
  ['http', 'http://conn.example.com@127.0.0.1/', 'malformed'],
  ['http', 'file:///etc/passwd', 'malformed'],
  ['http', 'ftp://conn.example.com/', 'malformed'],
  ['http', 'javascript:alert(1)', 'malformed'],
  ['http', 'conn.example.com', 'malformed'],
  ['http', '//conn.example.com/', 'malformed'],
  // What a browser reads out of them is judged, and not how they are written.
  ['http', 'http://127.1/', 'not-public'],
  ['http', 'http://0x7f.1/', 'not-public'],
  ['http', 'http://2130706433/', 'not-public'],
  ['http', 'http://[::ffff:10.0.0.1]/', 'not-public'],
  ['http', 'http://[::]/', 'not-public'],
  ['http', 'http://localhost./', 'local-name'],
  ['http', 'http://conn.example.com.evil.example/', 'not-named'],
  ['http', 'http://evil.example\\@conn.example.com/', 'not-named'],
  ['clock', 'https://10.0.0.1/', 'not-public'],
])('%s %j: %s', (kind, target, refusal) => {
  expect(policy.refuses({ kind, target })).toBe(refusal);
});

it.each([
  ['8.8.8.8', true],
  ['2001:4860:4860::8888', true],
  ['::ffff:8.8.8.8', true],
  ['64:ff9b::808:808', true],
  ['10.0.0.1', false],
  ['0.0.0.0', false],
  ['198.18.0.1', false],
  ['::ffff:10.0.0.1', false],
  ['64:ff9b::a00:1', false],
  ['fc00::1', false],
])('a name may lead to %s: %s', (ip, allows) => {
  expect(policy.allowsAddress(ip)).toBe(allows);
});

it('a place is written as it is read', () => {
  for (const target of ['conn.example.com:443', '[2001:db8::1]:443', '192.0.2.1:80']) {
    const place = hostPortOf(target);
    expect(place && targetOf(place)).toBe(target);
  }
});

it('a web address loses what could hold a secret', () => {
  expect(urlOf('https://conn.example.com/a?id_token=secret#secret')?.href).toBe(
    'https://conn.example.com/a',
  );
});
