import { open } from 'node:fs/promises';

/** Where a file for Windows keeps things (PE format, "Optional Header Data Directories"). */
const HEADER_POINTER = 0x3c;
const CERTIFICATES = 24 + 112 + 4 * 8;

/**
 * Takes the vendor's signature off an executable for Windows, as `signtool remove /s` does: it would not fit what the file
 * becomes, and what is injected moves the place that the header names for it. Other files are left alone.
 * @throws where the signature is not the last part of the file.
 */
export async function unsignWindows(executable: string): Promise<void> {
  const file = await open(executable, 'r+');
  try {
    const read = async (length: number, position: number): Promise<Buffer> =>
      (await file.read(Buffer.alloc(length), 0, length, position)).buffer;
    if ((await read(2, 0)).toString('latin1') !== 'MZ') return;
    const entry = (await read(4, HEADER_POINTER)).readUInt32LE() + CERTIFICATES;
    const directory = await read(8, entry);
    const [start, length] = [directory.readUInt32LE(0), directory.readUInt32LE(4)];
    if (start === 0) return;
    if (start + length !== (await file.stat()).size)
      throw new Error(`${executable}: something follows its signature`);
    await file.write(Buffer.alloc(8), 0, 8, entry);
    await file.truncate(start);
  } finally {
    await file.close();
  }
}
