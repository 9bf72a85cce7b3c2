/** Types of resources, and positions of data directories (PE format, "Optional Header Data Directories"). */
const RC_DATA = 10;
const RESOURCES = 2;
const CERTIFICATES = 4;
const MACHINES: Readonly<Record<number, string>> = { 0x8664: 'x64', 0xaa64: 'arm64' };

interface PortableExecutable {
  readonly arch: string | undefined;
  readonly content: Buffer | null;
  /** Whether there is a table of certificates, as a signed file has one. */
  readonly hasCertificates: boolean;
}

/** What is of interest of a 64-bit Windows executable: its processor, the data resource of that name, its signature. */
export function readPe(file: Buffer, name: string): PortableExecutable {
  const header = file.readUInt32LE(0x3c);
  if (file.toString('latin1', header, header + 4) !== 'PE\0\0') throw new Error('no PE file');
  const optional = header + 24;
  const directory = (at: number): number => optional + 112 + at * 8;
  const sections = optional + file.readUInt16LE(header + 20);
  const offsetOf = (address: number): number => {
    for (let at = 0; at < file.readUInt16LE(header + 6); at++) {
      const section = sections + at * 40;
      const start = file.readUInt32LE(section + 12);
      if (address >= start && address < start + file.readUInt32LE(section + 16))
        return address - start + file.readUInt32LE(section + 20);
    }
    throw new Error(`no section holds the address ${address}`);
  };
  const root = offsetOf(file.readUInt32LE(directory(RESOURCES)));
  const nameAt = (at: number): string => {
    const length = file.readUInt16LE(at);
    return file.toString('utf16le', at + 2, at + 2 + length * 2);
  };
  /** The entry of a directory that has that number or name, or the first one; where it leads to. */
  const enter = (table: number, wanted: number | string | null): number | null => {
    const count = file.readUInt16LE(table + 12) + file.readUInt16LE(table + 14);
    for (let entry = table + 16; entry < table + 16 + count * 8; entry += 8) {
      const id = file.readUInt32LE(entry);
      const found = id >= 0x80000000 ? nameAt(root + (id - 0x80000000)) : id;
      if (wanted === null || found === wanted)
        return root + (file.readUInt32LE(entry + 4) & 0x7fffffff);
    }
    return null;
  };
  const ofType = enter(root, RC_DATA);
  const ofName = ofType === null ? null : enter(ofType, name);
  const leaf = ofName === null ? null : enter(ofName, null);
  const start = leaf === null ? 0 : offsetOf(file.readUInt32LE(leaf));
  return {
    arch: MACHINES[file.readUInt16LE(header + 4)],
    content: leaf === null ? null : file.subarray(start, start + file.readUInt32LE(leaf + 4)),
    hasCertificates: file.readUInt32LE(directory(CERTIFICATES)) !== 0,
  };
}
