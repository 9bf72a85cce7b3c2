import type { Span } from './span.ts';

/** How a secret is introduced; the surer the form, the less its value must look like one. */
type Form = 'quoted' | 'url' | 'plain' | 'prose';

const KEY =
  /(?<![A-Za-z0-9_]|[A-Za-z0-9_]-)[A-Za-z_][\w-]{0,63}|(?<=%(?:25){0,4}(?:26|3F|23|2C|22|7B|20))[A-Za-z_][\w-]{0,63}|密码|口令|令牌|密钥|授权码|验证码/giu;

const KINDS: readonly (readonly [RegExp, string])[] = [
  [/(?:token|jwt|assertion)$|^令牌$/, '‹token›'],
  [
    /(?:secret|secretkey|secretid|apikey|accesskey|accesskeyid|privatekey|appkey|signature|usersig|credentials?)$|^(?:sign|sig|密钥)$/,
    '‹secret›',
  ],
  [/(?:authcode|authorizationcode)$|^授权码$/, '‹auth-code›'],
  [
    /(?:password|passwd|pwd|passphrase|passcode|otp|verificationcode)$|^(?:pass|pin|密码|口令|验证码)$/,
    '‹password›',
  ],
  [/(?:cookie|sessionid|sessid|ticket)$|^(?:session|sid)$/, '‹cookie›'],
];

/** Between a key and its value: an assignment, the end of an XML tag, or words. */
const ASSIGNMENT =
  /(?:\\{0,16}["'])?[ \t]{0,8}(?:=>|:=|[:=]|%(?:25){0,4}3[AD])[ \t]{0,8}|[ \t]{0,4}>|[ \t]{1,4}(?:is|was|are)[ \t:]{1,4}|[ \t]{0,4}(?:是|为)[ \t:]{0,4}|[ \t]{1,4}/iuy;
const QUOTE = /\\{0,16}["'`]/y;
const LONGEST_VALUE = 8192;

const PLAIN_END = /[\s"'`<>&,;)}\]\\‹›]|[^!-~]/;
/** A line of its own, as in a settings file, may hold punctuation in its value. */
const LINE_HEAD = /(?:^|\n)[ \t>#-]{0,16}(?:export |set |\$env:)?$/i;
const LINE_END = /[\s"'`‹›]|[^!-~]/;
const URL_END = /[\s"'`<>&#\\‹›]|%(?:25){0,4}(?:26|23|22|2C|7D|20)/i;

/** Words that stand where a value would and are none. */
const NO_VALUE =
  /^(?:null|nil|none|undefined|true|false|empty|missing|required|expired?|expires|invalid|valid|wrong|correct|incorrect|right|ok|okay|fine|error|failed|failure|not|no|yes|unknown|rejected|refused|changed|reset|needed|still|already|too|bad|good|new|old|the|an?|my|your|this|that|being|in|on|for|from|of|with|and|or|was|is|are|same|verify|verification|check|refresh|refreshed|login|string|\*+|x{3,}|\.{3,})$/i;
const NUMBER = /^-?\d{1,6}$/;

function kindOf(key: string): string | null {
  const word = key.toLowerCase().replace(/[_-]/g, '');
  return KINDS.find(([pattern]) => pattern.test(word))?.[1] ?? null;
}

function looksSecret(value: string, kind: string, form: Form): boolean {
  if (NO_VALUE.test(value.replace(/[.,:;!?]+$/, ''))) return false;
  if (kind === '‹password›') {
    if (/^-\d{1,6}$/.test(value)) return false;
    return (
      form !== 'prose' || (value.length >= 4 && (!/^[a-z]+$/i.test(value) || value.length >= 8))
    );
  }
  if (NUMBER.test(value)) return false;
  if (form === 'quoted' || form === 'url') return value.length >= 4;
  return value.length >= 6 && (/\d/.test(value) || value.length >= 20);
}

function endOf(text: string, from: number, end: RegExp): number {
  const piece = text.slice(from, from + LONGEST_VALUE);
  const at = piece.search(end);
  return from + (at < 0 ? piece.length : at);
}

/** The end of a quoted value: the same quote, escaped as deeply. */
function quotedEnd(text: string, from: number, quote: string): number | null {
  for (let at = text.indexOf(quote, from); at >= 0; at = text.indexOf(quote, at + quote.length)) {
    if (at - from > LONGEST_VALUE) return null;
    if (text[at - 1] !== '\\') return at;
  }
  return null;
}

/** The value that follows a key's assignment, and how it is written. */
function valueAt(
  text: string,
  keyStart: number,
  joiner: string,
  from: number,
): { start: number; end: number; form: Form } | null {
  QUOTE.lastIndex = from;
  const quote = QUOTE.exec(text)?.[0];
  if (quote !== undefined) {
    const end = quotedEnd(text, from + quote.length, quote);
    if (end !== null) return { start: from + quote.length, end, form: 'quoted' };
  }
  const start = from + (quote?.length ?? 0);
  const before = text.slice(Math.max(0, keyStart - 12), keyStart);
  if (/[?&#]$/.test(before) || /%(?:25){0,4}(?:26|3F|23|2C)$/i.test(before) || joiner.includes('%'))
    return { start, end: endOf(text, start, URL_END), form: 'url' };
  if (/^[ \t]+$/.test(joiner) && !before.endsWith('--')) return null;
  if (/^\s*(?:is|was|are|是|为)/i.test(joiner))
    return { start, end: endOf(text, start, PLAIN_END), form: 'prose' };
  const isLine =
    !joiner.includes('>') && LINE_HEAD.test(text.slice(Math.max(0, keyStart - 32), keyStart));
  return { start, end: endOf(text, start, isLine ? LINE_END : PLAIN_END), form: 'plain' };
}

/** Where the values of keys stand whose names say that they are secret. */
export function keyedSecrets(text: string): Span[] {
  const spans: Span[] = [];
  KEY.lastIndex = 0;
  for (let match = KEY.exec(text); match; match = KEY.exec(text)) {
    const [word] = match;
    const isQueryCode =
      word === 'code' &&
      /[?&#]$|%(?:25){0,4}(?:26|3F)$/i.test(text.slice(Math.max(0, match.index - 12), match.index));
    const kind = isQueryCode ? '‹auth-code›' : kindOf(word);
    if (kind === null) continue;
    ASSIGNMENT.lastIndex = match.index + word.length;
    const joiner = ASSIGNMENT.exec(text)?.[0];
    if (joiner === undefined) continue;
    const value = valueAt(text, match.index, joiner, ASSIGNMENT.lastIndex);
    if (!value || value.end <= value.start) continue;
    const { start, end, form } = trimmed(text, value);
    const written = text.slice(start, end);
    if (/^(?:\w{1,16} )?‹[a-z-]+(?::\d+)?›$/.test(written) || !looksSecret(written, kind, form))
      continue;
    spans.push({ start, end, mark: kind });
    KEY.lastIndex = end;
  }
  return spans;
}

function trimmed<T extends { start: number; end: number }>(text: string, span: T): T {
  let { start, end } = span;
  while (start < end && /\s/.test(text[start] ?? '')) start++;
  while (end > start && /\s/.test(text[end - 1] ?? '')) end--;
  return { ...span, start, end };
}
