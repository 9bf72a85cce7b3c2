/** A token as it stands in a text, perhaps wrapped over lines or percent-encoded. */
export interface TokenRun {
  readonly start: number;
  readonly end: number;
  /** The token without what the wrapping and the encoding added. */
  readonly token: string;
}

const HEAD = /(?<![\w-]|\w\.)eyJ|(?<=%(?:25){0,4}(?:3D|22|20|2F))eyJ/g;
const PIECE = /(?:[\w.-]|%2E){1,8192}={0,2}/iy;
/** A mail program or a terminal breaks a token into lines; the rest stands alone on the next line. */
const NEXT_LINE =
  /\r?\n[ \t>|]{0,16}(?=(?:[\w.-]|%2E){8,8192}={0,2}[ \t"',;)}\]]{0,4}(?:\r?\n|$))/iy;
const SHORTEST_WRAPPED = 40;
const SHORTEST = 16;
const LONGEST = 32_768;

function matchAt(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}

/** Every JSON Web Token of `text` (RFC 7519; also cut off, wrapped or encrypted), in order of appearance. */
export function findJwts(text: string): TokenRun[] {
  const runs: TokenRun[] = [];
  HEAD.lastIndex = 0;
  for (let head = HEAD.exec(text); head; head = HEAD.exec(text)) {
    const start = head.index;
    let token = '';
    let end = start;
    for (let at: number | null = start; at !== null && end - start < LONGEST;) {
      const piece: string = matchAt(PIECE, text, at) ?? '';
      token += piece;
      end = at + piece.length;
      const joint: string | null =
        piece.length >= SHORTEST_WRAPPED ? matchAt(NEXT_LINE, text, end) : null;
      at = joint === null ? null : end + joint.length;
    }
    const dots = /\.{0,8}$/.exec(token)?.[0].length ?? 0;
    const complete = token.slice(0, token.length - dots).replace(/%2E/gi, '.');
    if (complete.length >= SHORTEST) runs.push({ start, end: end - dots, token: complete });
    HEAD.lastIndex = Math.max(end, start + 1);
  }
  return runs;
}
