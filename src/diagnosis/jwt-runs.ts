/** A token as it stands in a text, perhaps wrapped over lines or percent-encoded. */
export interface TokenRun {
  readonly start: number;
  readonly end: number;
  /** The token without what the wrapping and the encoding added. */
  readonly token: string;
}

const HEAD = /(?<![\w-]|\w\.)eyJ|(?<=%(?:25){0,4}(?:3D|22|20|2F))eyJ/g;
const PIECE = /(?:[\w-]|\.|%(?:25){0,4}2E)+={0,2}/iy;
/** A mail program or a terminal breaks a token into lines; the rest stands alone on the next line. */
const NEXT_LINE =
  /\r?\n[ \t>|]{0,16}(?=(?:[\w.-]|%2E){8,8192}={0,2}[ \t"',;)}\]]{0,4}(?:\r?\n|$))/iy;
/** Source code and logs put something between: quotes and a plus, a backslash, the head of the next log line. */
const BROKEN =
  /(?:["']?[ \t]{0,4}[+.\\,]?[ \t]{0,4}\r?\n(?:[^\n]{0,80}[ :|])?[ \t]{0,16}["']?|\\{1,4}n)(?=([\w.-]{12,8192})["'\\]?[ \t]{0,4}[+.\\,;)]?(?:\\|\r?\n|$| ))/iy;
const SHORTEST_WRAPPED = 40;
const SHORTEST_BROKEN = 24;
const SHORTEST = 16;

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** Base64 mixes everything; words do not. */
function isMixed(piece: string): boolean {
  return /\d/.test(piece) && /[a-z]/.test(piece) && /[A-Z]/.test(piece);
}

/** The length of what stands between a piece of a token and the next one; null where the token ends. */
function jointAfter(piece: string, text: string, end: number): number | null {
  const wrapped = piece.length >= SHORTEST_WRAPPED ? matchAt(NEXT_LINE, text, end) : null;
  if (wrapped) return wrapped[0].length;
  const broken = piece.length >= SHORTEST_BROKEN ? matchAt(BROKEN, text, end) : null;
  return broken && isMixed(broken[1] ?? '') ? broken[0].length : null;
}

/** Every JSON Web Token of `text` (RFC 7519; also cut off, wrapped or encrypted), in order of appearance. */
export function findJwts(text: string): TokenRun[] {
  const runs: TokenRun[] = [];
  HEAD.lastIndex = 0;
  for (let head = HEAD.exec(text); head; head = HEAD.exec(text)) {
    const start = head.index;
    let token = '';
    let end = start;
    for (let at: number | null = start; at !== null;) {
      const piece: string = matchAt(PIECE, text, at)?.[0] ?? '';
      token += piece;
      end = at + piece.length;
      const joint: number | null = jointAfter(piece, text, end);
      at = joint === null ? null : end + joint;
    }
    const dots = /\.{0,8}$/.exec(token)?.[0].length ?? 0;
    const complete = token.slice(0, token.length - dots).replace(/%(?:25){0,4}2E/gi, '.');
    if (complete.length >= SHORTEST) runs.push({ start, end: end - dots, token: complete });
    HEAD.lastIndex = Math.max(end, start + 1);
  }
  return runs;
}
