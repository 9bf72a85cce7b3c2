import { expect, it } from 'vitest';
import { hostOf, portOf, readTarget, TARGET_OF } from '../../src/diagnosis/target.ts';
import { CHECK_KINDS, type CheckKind } from '../../src/knowledge/vocabulary.ts';

it.each<[CheckKind, string, string | null, number | null]>([
  ['dns', 'a.example.com', 'a.example.com', null],
  ['ping', '2001:db8::1', '2001:db8::1', null],
  ['tcp', 'a.example.com:8080', 'a.example.com', 8080],
  ['tls', '[2001:db8::1]:443', '2001:db8::1', 443],
  ['quic', '192.0.2.1:80', '192.0.2.1', 80],
  ['http', 'http://a.example.com/x', 'a.example.com', 80],
  ['http', 'https://[2001:db8::1]/', '2001:db8::1', 443],
  ['clock', 'https://a.example.com:8443/', 'a.example.com', 8443],
  ['proxy', '-', null, null],
  ['ip-families', '-', null, null],
  ['logs', '-', null, null],
])('%s %s is about the host %s and the port %s', (kind, target, host, port) => {
  expect([hostOf({ kind, target }), portOf({ kind, target })]).toEqual([host, port]);
});

it.each<[CheckKind, string]>([
  ['tcp', 'a.example.com'],
  ['tls', '2001:db8::1:443'],
  ['quic', 'a.example.com:0'],
  ['http', 'a.example.com'],
  ['clock', 'https://user@a.example.com/'],
])('%s has no target %s', (kind, target) => {
  expect(readTarget(kind, target)).toBeNull();
  expect([hostOf({ kind, target }), portOf({ kind, target })]).toEqual([null, null]);
});

it('every kind has a target, which for the machine is no more than a mark', () => {
  const ofMachine = CHECK_KINDS.filter((kind) => TARGET_OF[kind] === 'machine');
  for (const kind of ofMachine) expect(readTarget(kind, '-')).toEqual({ machine: true });
  expect(Object.keys(TARGET_OF).sort()).toEqual([...CHECK_KINDS].sort());
});
