/** Load commands (mach-o/loader.h). */
const SEGMENT_64 = 0x19;
const CODE_SIGNATURE = 0x1d;
const MACHINES: Readonly<Record<number, string>> = { 0x01000007: 'x64', 0x0100000c: 'arm64' };

interface MachO {
  readonly arch: string | undefined;
  readonly content: Buffer | null;
  readonly hasSignature: boolean;
}

function nameAt(file: Buffer, at: number): string {
  return file.toString('latin1', at, at + 16).replace(/\0.*/s, '');
}

/** What is of interest of a 64-bit Mach-O file: its processor, that section of that segment, its signature. */
export function readMachO(file: Buffer, segment: string, section: string): MachO {
  if (file.readUInt32LE(0) !== 0xfeedfacf) throw new Error('no 64-bit Mach-O file');
  let content: Buffer | null = null;
  let hasSignature = false;
  let at = 32;
  for (let left = file.readUInt32LE(16); left > 0; left--) {
    const kind = file.readUInt32LE(at);
    if (kind === CODE_SIGNATURE) hasSignature = true;
    if (kind === SEGMENT_64 && nameAt(file, at + 8) === segment)
      for (let index = 0; index < file.readUInt32LE(at + 64); index++) {
        const entry = at + 72 + index * 80;
        if (nameAt(file, entry) !== section) continue;
        const offset = file.readUInt32LE(entry + 48);
        content = file.subarray(offset, offset + Number(file.readBigUInt64LE(entry + 40)));
      }
    at += file.readUInt32LE(at + 4);
  }
  return { arch: MACHINES[file.readUInt32LE(4)], content, hasSignature };
}
