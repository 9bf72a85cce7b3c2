import type { Span } from './span.ts';

const KEY_BLOCK_START = /-----BEGIN [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
const KEY_BLOCK_END = /-----END [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
/** What is left of a key that was cut off: its headers and its lines of Base64. */
const KEY_LINES =
  /(?:[ \t]{0,16}(?:(?:Proc-Type|DEK-Info|Version|Comment): [^\n]{0,80}|[A-Za-z0-9+/=]{1,76}|)[ \t\r]{0,4}(?:\n|\\n|$))+|[A-Za-z0-9+/=]{16,}/y;

/** Private keys in PEM (RFC 7468) and of OpenPGP; of one that was cut off, the lines that are left. */
function privateKeys(text: string): Span[] {
  const spans: Span[] = [];
  const starts = new RegExp(KEY_BLOCK_START);
  let hasEnd = true;
  for (let head = starts.exec(text); head; head = starts.exec(text)) {
    KEY_BLOCK_END.lastIndex = starts.lastIndex;
    KEY_LINES.lastIndex = starts.lastIndex;
    const close: RegExpExecArray | null = hasEnd ? KEY_BLOCK_END.exec(text) : null;
    hasEnd = close !== null;
    const lines = close ? 0 : (KEY_LINES.exec(text)?.[0].trimEnd().length ?? 0);
    const end = close ? close.index + close[0].length : starts.lastIndex + lines;
    spans.push({ start: head.index, end, mark: '‹secret›' });
    starts.lastIndex = end;
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

const SHAPES: readonly Shape[] = [
  {
    pattern: /((?<![\w-])(?:bearer|basic) {1,4})([\w.+/=~-]{8,})/gi,
    mark: '‹token›',
    accepts: (secret) => /\d|[A-Z]|=$/.test(secret.slice(1)),
  },
  {
    pattern:
      /((?<!\w))((?:gh[pousr]_|github_pat_|glpat-|xox[abeprs][.-]|xapp-|sk[-_]|pk_live_|hf_|npm_|ya29\.|AIza|AKID|AKIA|ASIA)[\w.-]{14,})/g,
    mark: '‹secret›',
  },
  // The password of an address may hold anything, even what ends the host's part elsewhere; a port is no password.
  {
    pattern:
      /(:\/\/|:(?:\\{1,8}\/){2}|%3A%2F%2F)([^\s/?#@:"'<>‹›\\]{1,128}:(?!\d{1,5}(?:[/?#]|$))[^\s"'<>‹›\\]{1,256})(?=@[\w.[-])/gi,
    mark: '‹user›',
  },
  {
    pattern: /(:\/\/|:(?:\\{1,8}\/){2}|%3A%2F%2F)([^\s/?#@"'<>‹›\\%]{1,256})(?=@)/gi,
    mark: '‹user›',
  },
  // Without a scheme, as in a proxy setting; and on a command line.
  {
    pattern: /((?<![\w.+/:-]))([\w.+-]{1,64}:[^\s@/"'<>‹›]{1,128})(?=@[\w-]{1,63}[.:])/g,
    mark: '‹user›',
  },
  {
    pattern: /((?<=\s)(?:-u|--user|--proxy-user)[ =]["']?)([^\s"':]{1,128}:[^\s"']{1,256})/g,
    mark: '‹user›',
  },
  {
    pattern: /((?<![\w-])(?:mysql|mysqldump|sshpass)\b[^\n]{0,80}? -p ?)([^\s"']{4,128})/g,
    mark: '‹password›',
  },
  // Addresses that let in whoever knows them: of webhooks, of pages to set a password.
  { pattern: /(\/services\/T\w{4,16}\/B\w{4,16}\/)(\w{12,64})/g, mark: '‹secret›' },
  {
    pattern: /(\/(?:reset|verify|confirm|invite|magic|activate|unlock)\/)([\w.~-]{12,512})/gi,
    mark: '‹secret›',
    accepts: (secret) => /\d/.test(secret),
  },
  {
    pattern:
      /((?<![\w.+'-]|\p{L}))([\p{L}\d_.+'-]{1,128}(?:@|%(?:25){0,4}40)[\p{L}\d-]{1,63}(?:\.[\p{L}\d-]{1,63}){1,8})/gu,
    mark: '‹mail›',
  },
  {
    pattern:
      /((?<!\w))([1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx])(?!\w)/g,
    mark: '‹id-number›',
    accepts: isIdNumber,
  },
  {
    pattern:
      /((?<![\d.]|\d-|[A-Fa-f\d]{4}))((?:(?:\+|00)?86[ -]?)?1[3-9]\d[ -.]?\d{4}[ -.]?\d{4})(?![\dA-Za-z_]|-\d)/g,
    mark: '‹phone›',
  },
  {
    pattern: /((?<![\w+]))(\+[1-9]\d{0,2}(?:[ -]?\(?\d{1,4}\)?){2,6})(?!\d)/g,
    mark: '‹phone›',
    accepts: isPhone,
  },
  { pattern: /((?<![\w.-]))(\(?0[1-9]\d{1,2}\)?[- ]\d{3,4}[- ]?\d{4})(?![\w-])/g, mark: '‹phone›' },
  { pattern: /((?<![\w.-]))(\(?[2-9]\d{2}\)?[- ][2-9]\d{2}-\d{4})(?![\w-])/g, mark: '‹phone›' },
  {
    pattern: /((?<![\w+/=-]))([A-Za-z0-9+/_-]{40,}={0,2})/g,
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
