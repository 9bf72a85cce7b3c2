import type { Span } from './span.ts';

const KEY_BLOCK_START = /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----/g;
const KEY_BLOCK_END = '-----END ';
const LONGEST_KEY_BLOCK = 16_384;

/** Private keys in PEM (RFC 7468); one that was cut off is taken to the end of its lines. */
function privateKeys(text: string): Span[] {
  const spans: Span[] = [];
  KEY_BLOCK_START.lastIndex = 0;
  for (let head = KEY_BLOCK_START.exec(text); head; head = KEY_BLOCK_START.exec(text)) {
    const from = head.index + head[0].length;
    const piece = text.slice(from, from + LONGEST_KEY_BLOCK);
    const close = piece.indexOf(KEY_BLOCK_END);
    const body = close >= 0 ? close : (/^[\w+/=\\\s:,]*/.exec(piece)?.[0].length ?? 0);
    const tail = /^-----END [A-Z ]{0,40}-----/.exec(piece.slice(body))?.[0].length ?? 0;
    spans.push({ start: head.index, end: from + body + tail, mark: '‹secret›' });
    KEY_BLOCK_START.lastIndex = from + body + tail;
  }
  return spans;
}

/** A shape whose first group introduces the secret and whose second one is it. */
interface Shape {
  readonly pattern: RegExp;
  readonly mark: string;
  readonly accepts?: (secret: string) => boolean;
}

/** The official check digit of a Chinese identity number (GB 11643-1999). */
function isIdNumber(written: string): boolean {
  const sum = written
    .slice(0, 17)
    .split('')
    .reduce((total, digit, at) => total + Number(digit) * (2 ** (17 - at) % 11), 0);
  return '10X98765432'[sum % 11] === written.at(-1)?.toUpperCase();
}

/** Long pieces of letters and digits mixed; words, paths and UUIDs have none. */
function isRandom(written: string): boolean {
  return written
    .split(/[/_-]/)
    .some(
      (piece) =>
        piece.length >= 24 && (piece.match(/\d/g)?.length ?? 0) >= 3 && /[A-Za-z]/.test(piece),
    );
}

function isPhone(written: string): boolean {
  const digits = written.replace(/\D/g, '').length;
  return digits >= 8 && digits <= 15;
}

/** A header's value that is nothing but marks, perhaps behind a scheme, has been dealt with. */
function isOpen(value: string): boolean {
  return !/^\s*(?:‹[a-z-]+(?::\d+)?›[\s;,]*)+$/.test(value);
}

const SHAPES: readonly Shape[] = [
  {
    pattern:
      /((?<![\w-])(?:set-)?cookie2?(?:\\{0,8}["'])?[ \t]{0,4}:[ \t]{0,4}(?:\\{0,8}["'])?)([^\r\n"'\\]{1,8192})/gi,
    mark: '‹cookie›',
    accepts: isOpen,
  },
  {
    pattern:
      /((?<![\w-])(?:proxy-)?authorization(?:\\{0,8}["'])?[ \t]{0,4}[:=][ \t]{0,4}(?:\\{0,8}["'])?(?:[A-Za-z][\w-]{2,20} +)?)([^\s"'\\][^\r\n"'\\]{0,8192})/gi,
    mark: '‹token›',
    accepts: isOpen,
  },
  {
    pattern: /((?<![\w-])(?:bearer|basic) {1,4})([\w.+/=~-]{8,4096})/gi,
    mark: '‹token›',
    accepts: (secret) => /\d|[A-Z]|=$/.test(secret.slice(1)),
  },
  {
    pattern:
      /((?<!\w))((?:gh[pousr]_|github_pat_|glpat-|xox[abeprs]-|xapp-|sk-|AIza|AKID|AKIA|ASIA)[\w-]{16,255})/g,
    mark: '‹secret›',
  },
  {
    pattern: /(:\/\/|:(?:\\{1,8}\/){2}|%3A%2F%2F)([^\s/?#@"'<>‹›\\%]{1,256})(?=@)/gi,
    mark: '‹user›',
  },
  {
    pattern:
      /((?<![\w.+-]))([\w.+-]{1,128}(?:@|%40)[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8})/g,
    mark: '‹mail›',
  },
  {
    pattern:
      /((?<!\w))([1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx])(?!\w)/g,
    mark: '‹id-number›',
    accepts: isIdNumber,
  },
  {
    pattern: /((?<![\w.]|\d-))((?:(?:\+|00)?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4})(?!\w|[.-]\d)/g,
    mark: '‹phone›',
  },
  {
    pattern: /((?<![\w+]))(\+[1-9]\d{0,2}(?:[ -]?\(?\d{1,4}\)?){2,6})(?!\d)/g,
    mark: '‹phone›',
    accepts: isPhone,
  },
  { pattern: /((?<![\w.-]))(0[1-9]\d{1,2}[- ]\d{3,4}[- ]?\d{4})(?![\w-])/g, mark: '‹phone›' },
  {
    pattern: /((?<![\w+/=-]))([A-Za-z0-9+/_-]{40,8192}={0,2})/g,
    mark: '‹secret›',
    accepts: isRandom,
  },
];

function finder({ pattern, mark, accepts }: Shape): (text: string) => Span[] {
  return (text) =>
    [...text.matchAll(pattern)].flatMap(({ 0: whole, 1: lead = '', 2: secret = '', index }) =>
      !accepts || accepts(secret)
        ? [{ start: index + lead.length, end: index + whole.length, mark }]
        : [],
    );
}

/** What finds the secrets that show by their own shape, in the order to apply them. */
export const secretShapes: readonly ((text: string) => Span[])[] = [
  privateKeys,
  ...SHAPES.map(finder),
];
