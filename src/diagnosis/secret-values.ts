import { findSecretKeys, isInQuery, type SecretKey } from './secret-keys.ts';
import { MARK_PATTERN, type Span } from './span.ts';

/** How a secret is introduced; the surer the form, the less its value must look like one. */
type Form = 'quoted' | 'url' | 'plain' | 'prose' | 'beside';

interface Value {
  readonly start: number;
  readonly end: number;
  readonly form: Form;
}

const ENCODED = String.raw`%(?:25){0,4}`;
/** What may close the key: quotes, emphasis, an index, a remark in brackets. */
const CLOSE = String.raw`(?:\\{0,16}["'\x60]\]?|\*{1,2}|\]|\[\d{0,3}\]|[ \t]?\([^()\n]{1,12}\))?`;
const SIGN = String.raw`=>|->|→|:=|={1,3}|[:=|]|${ENCODED}3[AD]`;
/** The value of a YAML block, or one that was moved to the next line. */
const NEXT_LINE = String.raw`[ \t]{0,8}(?:[>|][-+]?)?[ \t]{0,8}(?:\r?\n[ \t]{0,32}){1,2}`;
const WORD_BETWEEN = String.raw`[ \t]{1,4}(?:value|string)`;

/** Between a key and its value. */
const JOINERS: readonly (readonly [RegExp, Form | null])[] = [
  // {"name":"session","value":"…"}, <key>token</key><string>…, <token>…, <string name="token">…,
  // <input name="token" value="…">
  [/\\{0,16}["']\s{0,8}(?:,\s{0,8}\\{0,16}["'])?value\\{0,16}["']?\s{0,8}[:=]\s{0,8}/iuy, null],
  [/<\/\w{1,16}>\s{0,16}<\w{1,16}>/iuy, null],
  [/\\{0,4}["']?[ \t]{0,4}(?:xmlns[^<>\n]{0,80})?>(?:<!\[CDATA\[)?/iuy, null],
  [
    new RegExp(
      `(?:${WORD_BETWEEN}|值|内容)?${CLOSE}[ \\t]{0,8}(?:${SIGN})(?:${NEXT_LINE}|[ \\t]{0,8})`,
      'iuy',
    ),
    null,
  ],
  [
    /(?:[ \t]{1,4}value)?(?:[ \t]{1,4}(?!is |was |are )[\w']{1,12}){0,3}[ \t]{1,4}(?:is|was|are)[ \t:]{1,4}/iuy,
    'prose',
  ],
  [/(?:值|内容)?[ \t]{0,4}(?:已经?)?(?:更新|改|换)?(?:是|为|成)[ \t:]{0,4}/uy, 'prose'],
  [/\(/uy, null],
  [/[ \t]{0,4}/uy, 'beside'],
];

/** What may stand before a value: brackets, constructors, prefixes of string literals. */
const OPENER =
  /(?:(?:some|optional|string|b|u|r)(?:\(\d{0,8}\))?[ \t]?(?=[("'])|[([{<「『《]|\\{0,16}["']value\\{0,16}["']\s{0,4}:\s{0,4}|‹(?!\w)){0,4}/iuy;
const QUOTE = /\\{0,16}["'`]/y;
const LONGEST_OVER_LINES = 8192;

/**
 * Where an unquoted value ends. Punctuation ends it only where something else begins after it; passwords hold all of it.
 */
const NEXT_KEY = String.raw`["']?[\w-]{1,32}["']?[ \t]{0,2}[=:]`;
const PLAIN_END = new RegExp(
  String.raw`\s|\p{Script=Han}|[「」『』《》]|["'\x60](?=[\s,;:)}\]|>\\]|$)|<(?=[/!a-z])|>(?=\s|$|<)|\\(?=[nrt"'])|[,;&)}\]](?=[\s,;)}\]"'|\p{Script=Han}]|$|-\d|${NEXT_KEY})`,
  'iu',
);
/** Chinese that is no sentence: signs mixed with letters or digits, and no word of what went wrong. */
const CHINESE_VALUE =
  /(?=\p{Script=Han})(?=[\p{Script=Han}]{1,16}[A-Za-z0-9])(?!\S{0,16}(?:错误|错了|过期|失败|正确|无效|修改|重置|登录|输入|输错|校验|验证|报|码))[\p{Script=Han}\w!@#$%^&*]{2,64}/uy;
/** A line of its own, as in a settings file, holds nothing but the value. */
const LINE_HEAD = /(?:^|\n)[ \t>#-]{0,16}(?:export |set |\$env:)?$/i;
const LINE_END = /\s|\p{Script=Han}|["'`](?=\s|$)/u;
const URL_END =
  /[\s"'`<>&#\\\p{Script=Han}]|[),;}\]](?=[\s)},;\]]|$)|%(?:25){0,4}(?:26|23|22|2C|7D|20)/iu;

/** Words that stand where a value would and are none. */
const NO_VALUE =
  /^(?:null|nil|none|undefined|true|false|empty|missing|required|expired?|expires|invalid|valid|wrong|correct|incorrect|right|ok|okay|fine|error|failed|failure|not|no|yes|unknown|rejected|refused|changed|reset|needed|still|already|too|bad|good|new|old|the|an?|my|your|this|that|being|in|on|for|from|of|with|and|or|was|is|are|same|verify|verification|check|refresh|refreshed|login|string|\*+|x{3,}|\.{3,})$/i;
const NUMBER = /^\d{1,6}$/;
const ERROR_CODE = /^-\d{1,6}$/;
const TRAILING = /[.,:;!?)}\]]+$/;
const DATE = /^\d{2,4}[-/]\d{1,2}[-/T ]/;

function matchAt(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}

function endOf(text: string, from: number, end: RegExp): number {
  for (let at = from; at < text.length; at += LONGEST_OVER_LINES) {
    const found = text.slice(at, at + LONGEST_OVER_LINES + 40).search(end);
    if (found >= 0 && found < LONGEST_OVER_LINES) return at + found;
  }
  return text.length;
}

/** How many backslashes stand before `at`, from `from` on. */
function slashesBefore(text: string, at: number, from: number): number {
  let count = 0;
  while (at - count > from && text[at - count - 1] === '\\') count++;
  return count;
}

/**
 * The end of a quoted value: the same quote, escaped as deeply (JSON in JSON doubles the backslashes each time); far away
 * only in the same line.
 */
function quotedEnd(text: string, from: number, opening: string): number | null {
  const quote = opening.slice(-1);
  const depth = opening.length - 1;
  for (let at = text.indexOf(quote, from); at >= 0; at = text.indexOf(quote, at + 1)) {
    if (at - from > LONGEST_OVER_LINES && text.slice(from, at).includes('\n')) return null;
    const slashes = slashesBefore(text, at, from);
    if (slashes % (2 * (depth + 1)) === depth) return at - depth;
  }
  return null;
}

function valueAfter(text: string, key: SecretKey): Value | null {
  for (const [joiner, introduced] of JOINERS) {
    const joint = matchAt(joiner, text, key.end);
    if (joint === null) continue;
    const opened = key.end + joint.length;
    const inside = opened + (matchAt(OPENER, text, opened)?.length ?? 0);
    const quote = matchAt(QUOTE, text, inside);
    if (quote !== null && introduced !== 'beside') {
      const start = inside + quote.length;
      const end = quotedEnd(text, start, quote);
      if (end !== null) return { start, end, form: 'quoted' };
    }
    const start = inside + (quote?.length ?? 0);
    if (isInQuery(text, key.start) || joint.includes('%'))
      return { start, end: endOf(text, start, URL_END), form: 'url' };
    const before = text.slice(Math.max(0, key.start - 32), key.start);
    const alone = introduced === null && !joint.includes('>') && LINE_HEAD.test(before);
    const chinese = matchAt(CHINESE_VALUE, text, start);
    if (chinese !== null && introduced === null && key.mark === '‹password›')
      return { start, end: start + chinese.length, form: 'plain' };
    const end = endOf(text, start, alone ? LINE_END : PLAIN_END);
    const isOption = introduced === 'beside' && joint !== '' && before.endsWith('--');
    return { start, end, form: isOption ? 'plain' : (introduced ?? 'plain') };
  }
  return null;
}

function isSecretPassword(value: string, form: Form): boolean {
  if (form === 'beside') return value.length >= 4 && /\d/.test(value) && !DATE.test(value);
  return form !== 'prose' || (value.length >= 4 && (!/^[a-z]+$/i.test(value) || value.length >= 8));
}

function looksSecret(written: string, { mark }: SecretKey, form: Form, sure: boolean): boolean {
  const value = written.replace(TRAILING, '');
  if (NO_VALUE.test(value) || ERROR_CODE.test(value)) return false;
  const isMixed = /\d/.test(value) && /[A-Za-z]/.test(value) && !DATE.test(value);
  if (!sure) return form !== 'beside' && value.length >= 12 && isMixed;
  if (mark === '‹password›') return isSecretPassword(value, form);
  if (NUMBER.test(value)) return mark === '‹auth-code›' && form !== 'beside' && form !== 'prose';
  if (form === 'quoted' || form === 'url') return true;
  if (form === 'beside') return value.length >= 12 && isMixed;
  return form === 'plain' && isMixed
    ? value.length >= 2
    : value.length >= 6 && (/\d/.test(value) || value.length >= 20);
}

const ONLY_MARK = new RegExp(`^(?:\\w{1,16} )?(?:${MARK_PATTERN})$`);

function trimmed(text: string, { start, end, form }: Value): Value {
  const value = text.slice(start, end);
  return {
    start: start + (value.length - value.trimStart().length),
    end: end - (value.length - value.trimEnd().length),
    form,
  };
}

/** Where the values of keys stand whose names say that they are secret. `text` must be folded. Linear in its length. */
export function keyedSecrets(text: string): Span[] {
  const spans: Span[] = [];
  const keys = findSecretKeys(text);
  for (let next = keys.next(); next.done !== true;) {
    const key = next.value;
    const found = valueAfter(text, key);
    const value = found && found.end > found.start ? trimmed(text, found) : null;
    const written = value ? text.slice(value.start, value.end) : '';
    if (value && !ONLY_MARK.test(written) && looksSecret(written, key, value.form, key.sure)) {
      spans.push({ start: value.start, end: value.end, mark: key.mark });
      next = keys.next(value.end);
    } else next = keys.next();
  }
  return spans;
}
