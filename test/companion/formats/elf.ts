const NOTE_SEGMENT = 4;
/** `e_machine` by Node's names of processors (ELF-64 object file format, and the processors' own supplements). */
const MACHINES: Readonly<Record<number, string>> = { 62: 'x64', 183: 'arm64' };

function padded(length: number): number {
  return Math.ceil(length / 4) * 4;
}

/** The content of the note of that name between two offsets; null where there is none. */
function noteOf(file: Buffer, name: string, start: number, end: number): Buffer | null {
  for (let at = start; at + 12 <= end;) {
    const [nameLength, length] = [file.readUInt32LE(at), file.readUInt32LE(at + 4)];
    const from = at + 12 + padded(nameLength);
    if (file.toString('latin1', at + 12, at + 12 + nameLength).replace(/\0$/, '') === name)
      return file.subarray(from, from + length);
    at = from + padded(length);
  }
  return null;
}

/** What is of interest of a 64-bit ELF file: its processor, and the content of the note of that name. */
export function readElf(
  file: Buffer,
  name: string,
): { readonly arch: string | undefined; readonly content: Buffer | null } {
  if (file.readUInt32BE(0) !== 0x7f454c46 || file[4] !== 2) throw new Error('no 64-bit ELF');
  const headers = Number(file.readBigUInt64LE(32));
  const size = file.readUInt16LE(54);
  let content: Buffer | null = null;
  for (let at = headers; at < headers + size * file.readUInt16LE(56); at += size) {
    if (file.readUInt32LE(at) !== NOTE_SEGMENT) continue;
    const offset = Number(file.readBigUInt64LE(at + 8));
    content ??= noteOf(file, name, offset, offset + Number(file.readBigUInt64LE(at + 32)));
  }
  return { arch: MACHINES[file.readUInt16LE(18)], content };
}
