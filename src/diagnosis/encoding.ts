/** How the bytes of an input are to be read. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030';

/** The beginnings of files that hold no text, and what they are. */
const MAGIC: readonly (readonly [string, string])[] = [
  ['\x89PNG', 'a PNG image'],
  ['\xff\xd8\xff', 'a JPEG image'],
  ['GIF8', 'a GIF image'],
  ['PK\x03\x04', 'a zip archive'],
  ['\x1f\x8b', 'a gzip archive'],
  ['7z\xbc\xaf', 'a 7-Zip archive'],
  ['\x28\xb5\x2f\xfd', 'a Zstandard archive'],
  ['\x7fELF', 'a program'],
  ['MZ', 'a program'],
  ['%PDF', 'a PDF document'],
  ['SQLite format 3', 'a database'],
];

/** A text may hold a few stray control characters; more than this share and it is none. */
const MOST_CONTROL = 0.05;

function decodes(head: Uint8Array, encoding: Encoding): string | null {
  try {
    // As a stream, so that a character cut off at the end of the head is no error.
    return new TextDecoder(encoding, { fatal: true }).decode(head, { stream: true });
  } catch {
    return null;
  }
}

function shareOf(head: Uint8Array, of: (byte: number, at: number) => boolean): number {
  let count = 0;
  for (let at = 0; at < head.length; at++) if (of(head[at] ?? 0, at)) count++;
  return head.length === 0 ? 0 : count / head.length;
}

function isControl(byte: number): boolean {
  return byte < 9 || (byte > 13 && byte < 32 && byte !== 27) || byte === 127;
}

/** Chinese text of an older Windows is GB 18030; a UTF-8 text with a few broken bytes stays UTF-8. */
function utf8OrChinese(head: Uint8Array): Encoding {
  if (decodes(head, 'utf-8') !== null) return 'utf-8';
  const asUtf8 = new TextDecoder().decode(head);
  const broken = asUtf8.match(/\ufffd/g)?.length ?? 0;
  const whole = asUtf8.match(/[^\p{ASCII}\ufffd]/gu)?.length ?? 0;
  if (whole > broken) return 'utf-8';
  const asChinese = new TextDecoder('gb18030').decode(head, { stream: true });
  const han = asChinese.match(/[\p{Script=Han}\u3000-\u303f\uff00-\uffef]/gu)?.length ?? 0;
  const other = asChinese.match(/[^\p{ASCII}]/gu)?.length ?? 0;
  return han * 2 > other ? 'gb18030' : 'utf-8';
}

/**
 * How to read an input that begins with `head` (the more of it the better), or what it is if it is no
 * text at all.
 */
export function recogniseEncoding(
  head: Uint8Array,
): { readonly encoding: Encoding } | { readonly binary: string } {
  const start = Buffer.from(head.subarray(0, 16)).toString('latin1');
  if (start.startsWith('\xff\xfe')) return { encoding: 'utf-16le' };
  if (start.startsWith('\xfe\xff')) return { encoding: 'utf-16be' };
  const magic = MAGIC.find(([bytes]) => start.startsWith(bytes));
  const nuls = shareOf(head, (byte) => byte === 0);
  const control = shareOf(head, isControl);
  if (magic && (control > 0 || nuls > 0 || magic[0].length > 2)) return { binary: magic[1] };
  if (nuls > 0.2) {
    const evenNuls = shareOf(head, (byte, at) => byte === 0 && at % 2 === 0);
    if (evenNuls < nuls / 10) return { encoding: 'utf-16le' };
    if (evenNuls > (nuls * 9) / 10) return { encoding: 'utf-16be' };
  }
  if (control > MOST_CONTROL) return { binary: 'binary data' };
  return { encoding: utf8OrChinese(head) };
}
