import type { SecretMark } from './span.ts';

/** A word that announces a secret, and what stands in the place of that secret. */
export interface SecretKey {
  readonly start: number;
  readonly end: number;
  readonly mark: SecretMark;
}

const ENCODED = String.raw`%(?:25){0,4}`;

/** Words that may be keys: identifiers (also behind the encoded punctuation of an address), pairs of words, Chinese. */
const KEY = new RegExp(
  [
    String.raw`(?<![A-Za-z0-9_‹]|[A-Za-z0-9_]-)(?:verification|security|one-time|sms|login|access) (?:code|password|token|key)(?![\w-])`,
    String.raw`(?<![A-Za-z0-9_‹]|[A-Za-z0-9_]-)[A-Za-z_][\w-]{0,63}`,
    String.raw`(?<=${ENCODED}(?:26|3F|23|2C|22|7B|20))[A-Za-z_][\w-]{0,63}`,
    '密码|密碼|口令|令牌|密钥|秘钥|授权码|验证码|校验码|动态码|凭证|凭据|票据',
  ].join('|'),
  'giu',
);

/** What may follow the word that tells: tokens, token1, tokenValue, id_token_hint, password_confirmation. */
const REST =
  '(?:s|\\d{1,3}|value|val|str|string|hint|hash|confirm|confirmation|raw|text|plain|new|old)*$';

const KINDS: readonly (readonly [RegExp, SecretMark])[] = [
  [
    new RegExp(
      `(?:token|jwt|assertion|samlresponse|samlrequest|codeverifier)${REST}|^(?:令牌|凭证|凭据|票据)$`,
    ),
    '‹token›',
  ],
  [
    new RegExp(
      `(?:secret|secretkey|secretid|apikey|accesskey|accesskeyid|privatekey|appkey|tckey|subscriptionkey|signature|usersig|credentials?)${REST}|^(?:sign|sig|密钥|秘钥)$`,
    ),
    '‹secret›',
  ],
  [/(?:authcode|authorizationcode)$|^授权码$/, '‹auth-code›'],
  [
    new RegExp(
      `(?:password|passwd|pwd|psw|pswd|passphrase|passcode|otp|(?:verification|security|one time|sms|login|access) ?code)${REST}|^(?:pass|pin|pw|密码|密碼|口令|验证码|校验码|动态码)$`,
    ),
    '‹password›',
  ],
  [/(?:cookie|sessionid|sessid|ticket|skey)$|^(?:session|sid)$/, '‹cookie›'],
];

/** Words that are a key only where the value is plainly no word and no number: `?key=…`, `{"code":"…"}`. */
const DOUBTFUL: ReadonlyMap<string, SecretMark> = new Map([
  ['code', '‹auth-code›'],
  ['key', '‹secret›'],
  ['auth', '‹secret›'],
]);

const IN_QUERY = /[?&#;]$|\\u0026$|%(?:25){0,4}(?:26|3F)$/i;

/** JSON may write the sign before a key as an escape, which then looks like a part of the key. */
const ESCAPED = /^\\(u00[\da-f]{2})/i;

function kindOf(word: string): SecretMark | null {
  const plain = word.toLowerCase().replace(/[_-]/g, '');
  return KINDS.find(([pattern]) => pattern.test(plain))?.[1] ?? null;
}

/** Whether the word that begins at `start` is the name of a parameter of a web address. */
export function isInQuery(text: string, start: number): boolean {
  return IN_QUERY.test(text.slice(Math.max(0, start - 12), start));
}

/** Every word of `text` (folded) that announces a secret, and every one that may do so (`sure` is false then). */
export function* findSecretKeys(
  text: string,
): Generator<SecretKey & { readonly sure: boolean }, void, number | undefined> {
  const pattern = new RegExp(KEY);
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const escaped = ESCAPED.exec(text.slice(Math.max(0, match.index - 1), match.index + 6))?.[1];
    const start = match.index + (escaped?.length ?? 0);
    const word = match[0].slice(escaped?.length ?? 0);
    const doubtful = DOUBTFUL.get(word.toLowerCase());
    const mark = kindOf(word) ?? doubtful;
    if (!mark) continue;
    const sure =
      doubtful === undefined || (word.toLowerCase() === 'code' && isInQuery(text, start));
    const resume = yield { start, end: start + word.length, mark, sure };
    if (resume !== undefined) pattern.lastIndex = resume;
  }
}
