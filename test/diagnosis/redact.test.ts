import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redact } from '../../src/diagnosis/redact.ts';
import { makeSecret, seeded, SETTINGS } from './secret-corpus.ts';
import writings from './secret-writings.json' with { type: 'json' };

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const ID_TOKEN = `${part({ alg: 'RS256' })}.${part({ iss: '200001', sub: 'u', iat: 1_750_120_000, exp: 1_750_127_353 })}.${'c2ln'.repeat(20)}`;

describe('redact', () => {
  it.each([
    [
      `https://acme.sso.meeting.qq.com/x?id_token=${ID_TOKEN}&state=1`,
      'https://acme.sso.meeting.qq.com/x?id_token=‹jwt:1›&state=1',
    ],
    [`first ${ID_TOKEN}, again ${ID_TOKEN}`, 'first ‹jwt:1›, again ‹jwt:1›'],
    [`earlier ‹jwt:3› now ${ID_TOKEN}`, 'earlier ‹jwt:3› now ‹jwt:4›'],
    [
      `${ID_TOKEN.slice(0, 60)}\n${ID_TOKEN.slice(60, 120)}\n${ID_TOKEN.slice(120)}\nonLogin`,
      '‹jwt:1›\nonLogin',
    ],
    [ID_TOKEN.replaceAll('.', '%2E'), '‹jwt:1›'],
    ['password=p@ss,word;x', 'password=‹password›'],
    ['https://u:p@h.example.com/x', 'https://‹user›@h.example.com/x'],
    ['call 13812345678 or +1 415 555 2671, 010-12345678', 'call ‹phone› or ‹phone›, ‹phone›'],
    ['电话１３８１２３４５６７８', '电话‹phone›'],
    ['mail a.b@example.com', 'mail ‹mail›'],
    ['11010519491231002X', '‹id-number›'],
    [
      '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkq\n-----END PRIVATE KEY-----\nend',
      '‹secret›\nend',
    ],
    ['ghp_abcdefghijklmnopqrstuvwxyz0123456789', '‹secret›'],
    ['验证码：123456', '验证码：‹password›'],
    ['ring 010-1234-5678', 'ring ‹phone›'],
    ['\u001b[1mpassword=\u001b[31mTiger2025\u001b[0m', 'password=‹password›'],
  ])('%s', (text, wanted) => {
    expect(redact(text).text).toBe(wanted);
  });

  it.each([
    'Token is expired',
    'token: expired, token=null, token error -1019',
    'sdktoken校验失败 refreshSDKToken kTMSDKErrorTokenVerifyFailed tokenVerifyFailed',
    'code=-1019 "code":"-1019" error code: -5001 错误码：-1002',
    'my password is wrong, password required',
    '[2025-06-17 10:22:33.123] [tid:12345] 1750127353 1750127353123 3.24.200.82',
    '18446744073709550597 4294966277 198.18.0.1:8080 550e8400-e29b-41d4-a716-446655440000',
    'at com.example.meeting.login.LoginPresenterImplementation$Callback.onLogin(Login.java:1018)',
    'https://acme.sso.meeting.qq.com/cidp/login?lang=zh&v=2',
  ])('leaves alone: %s', (text) => {
    expect(redact(text)).toEqual({ text, tokens: [] });
  });

  it('tells what a token says about itself', () => {
    const of = (claims: object): object | undefined =>
      redact(`${part({ alg: 'HS256' })}.${part(claims)}.${'c2ln'.repeat(10)}`).tokens[0];
    expect(redact(ID_TOKEN).tokens).toEqual([
      {
        kind: 'jwt',
        mark: '‹jwt:1›',
        algorithm: 'RS256',
        audience: null,
        issuer: '200001',
        issuedAt: 1_750_120_000,
        expiresAt: 1_750_127_353,
        milliseconds: false,
        bornExpired: false,
      },
    ]);
    expect(of({ exp: 1_750_127_353_000 })).toMatchObject({
      milliseconds: true,
      expiresAt: 1_750_127_353,
    });
    expect(of({ iat: 1_750_127_353, exp: 1_749_000_000 })).toMatchObject({ bornExpired: true });
    expect(of({ exp: -5 })).toMatchObject({ bornExpired: true });
    expect(of({ exp: 'soon' })).toMatchObject({ expiresAt: null });
  });

  it('lets none of 1,000 secrets survive in any setting', () => {
    const random = seeded(20_260_101);
    const survivors: string[] = [];
    for (let at = 0; at < 1000; at++) {
      const secret = makeSecret(random, at);
      for (const [setting, place] of Object.entries(SETTINGS)) {
        const { text } = redact(place(secret));
        for (let from = 0; from + 12 <= secret.length; from += 6)
          if (text.includes(secret.slice(from, from + 12))) survivors.push(`${setting}: ${text}`);
      }
    }
    expect(Object.keys(SETTINGS).length).toBeGreaterThanOrEqual(20);
    expect(survivors.slice(0, 5)).toEqual([]);
  });

  it.each([
    ...(writings as [name: string, text: string, secrets: string[]][]),
    ['a long value', `token=${'aB3'.repeat(3000)}TAILsecret1`, ['TAILsecret1']],
    ['a long quoted value', `"token":"${'aB3 '.repeat(3000)}TAILsecret1"`, ['TAILsecret1']],
    ['a long cookie', `Cookie: ${'a=1; '.repeat(2000)}skey=TAILsecret1`, ['TAILsecret1']],
    ['a long token', `eyJhbGciOiJSUzI1NiJ9.${'aB3'.repeat(14_000)}.TAILsecret1`, ['TAILsecret1']],
  ])('leaves nothing of: %s', (_, text, secrets) => {
    for (const pasted of [text, `onLogin -1019 ${text}`]) {
      const redacted = redact(pasted).text;
      expect(secrets.filter((secret) => redacted.includes(secret))).toEqual([]);
      expect(redact(redacted).text).toBe(redacted);
    }
  });

  it.each([
    ['Authorization: Bearer abc123def456 onLogin code=-1018', 'onLogin code=-1018'],
    ['Cookie: sid=abc123def; x=1 onLogin code=-1018 msg=net', 'onLogin code=-1018 msg=net'],
    ['Cookie: a=1; b=2 错误码：-1018', '错误码：-1018'],
    ['请求头 Authorization=Bearer abcdef123456，返回 -1019', '返回 -1019'],
    ['[Cookie: sid=abc] [TMSDK] onLogin -1017', '[TMSDK] onLogin -1017'],
    ['{Authorization=Bearer abc123def456, Cookie=sid=9} onLogin(-1018)', 'onLogin(-1018)'],
    ['Cookie: a=b, msg: Token is expired, onLogin -1002', 'Token is expired, onLogin -1002'],
    ['-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIA\nonLogin -1019', 'onLogin -1019'],
    ['kTMSDKErrorInvalidAuthCode = -1002,', '-1002'],
    ['登录密码Abc@123456，-1018', '-1018'],
    ['auth [240e:ff:f04c::17]:443 timeout', '[240e:ff:f04c::17]:443'],
  ])('keeps what stands beside a secret: %s', (text, kept) => {
    expect(redact(text).text).toContain(kept);
  });

  it('changes nothing the second time', () => {
    const random = seeded(7);
    const pieces = Object.values(SETTINGS).map((place, at) => place(makeSecret(random, at)));
    const text = fc
      .array(
        fc.oneof(
          fc.constantFrom(...pieces),
          fc.string({ maxLength: 20 }),
          fc.constantFrom(
            'token=',
            '"',
            '\\"',
            '‹jwt:2›',
            '‹token›',
            'password: ',
            'eyJ',
            '.',
            '\n',
            '@',
            '%3D',
            'Cookie: ',
            '-----BEGIN PRIVATE KEY-----',
          ),
        ),
        { maxLength: 12 },
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (written) => {
        const once = redact(written).text;
        expect(redact(once)).toEqual({ text: once, tokens: [] });
      }),
      { numRuns: 500 },
    );
  });
});
