import fc from 'fast-check';
import { expect, it } from 'vitest';
import { byHand, commandsByHand, SHELLS } from '../../src/checks/by-hand.ts';
import { CHECK_KINDS } from '../../src/knowledge/vocabulary.ts';

it.each([
  ['dns', 'a.example.com', 'nslookup a.example.com', 'nslookup a.example.com'],
  ['ping', '192.0.2.1', 'ping -n 4 192.0.2.1', 'ping -c 4 192.0.2.1'],
  ['ping', '2001:db8::1', 'ping -n 4 2001:db8::1', 'ping -c 4 2001:db8::1'],
  [
    'tcp',
    'a.example.com:8080',
    'Test-NetConnection a.example.com -Port 8080',
    'nc -vz -w 5 a.example.com 8080',
  ],
  [
    'tls',
    'a.example.com:443',
    'curl.exe -sv -o NUL --max-time 10 https://a.example.com:443/',
    'openssl s_client -connect a.example.com:443 -servername a.example.com </dev/null',
  ],
  [
    'http',
    'https://a.example.com/x',
    'curl.exe -sS -o NUL -w "%{http_code}" --max-time 10 https://a.example.com/x',
    'curl -sS -o /dev/null -w "%{http_code}" --max-time 10 https://a.example.com/x',
  ],
  ['quic', 'a.example.com:443', null, null],
  ['logs', '-', null, null],
] as const)('%s %s', (kind, target, windows, linux) => {
  expect(byHand({ kind, target }, 'windows')).toBe(windows);
  expect(byHand({ kind, target }, 'linux')).toBe(linux);
});

it('asks for a name once, where a connection resolves it too', () => {
  expect(
    commandsByHand(
      [
        { kind: 'dns', target: 'a.example.com' },
        { kind: 'tcp', target: 'a.example.com:443' },
        { kind: 'tcp', target: 'a.example.com:443' },
      ],
      'linux',
    ),
  ).toEqual(['nc -vz -w 5 a.example.com 443']);
});

it('puts nothing into a command that a shell could read', () => {
  const hostile = fc.oneof(
    fc.string({ maxLength: 40 }),
    fc
      .tuple(
        fc.constantFrom('a.example.com', '192.0.2.1', 'https://a.example.com/', '-v', ''),
        fc.constantFrom(';', '$(id)', '`id`', '|', '&', '\n', ' ', '"', "'", '>', '\\', '*', '%'),
        fc.constantFrom('id', ':443', '/x', ''),
      )
      .map((parts) => parts.join('')),
  );
  const own = new Set(
    CHECK_KINDS.flatMap((kind) =>
      SHELLS.flatMap((shell) => byHand({ kind, target: '-' }, shell) ?? []),
    ),
  );
  fc.assert(
    fc.property(
      hostile,
      fc.constantFrom(...CHECK_KINDS),
      fc.constantFrom(...SHELLS),
      (target, kind, shell) => {
        const command = byHand({ kind, target }, shell);
        if (command === null || own.has(command)) return;
        const added = command
          .replace('"%{http_code}"', '')
          .replace(/ <\/dev\/null$| -o (?:NUL|\/dev\/null)/, '');
        expect(added).not.toMatch(/[^\w .:/~[\]-]/);
        expect(target.startsWith('-')).toBe(false);
      },
    ),
    { numRuns: 2000 },
  );
});
