/** What a person or a machine is called, as a name of the protocol: one line, short, nothing that steers a terminal. */
export function asName(written: string): string {
  const name = written
    .replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, 64);
  return name === '' ? '?' : name.toWellFormed();
}

/** Enough of a device's id to tell two of one name apart that somebody can see side by side. */
export function shortDevice(id: string): string {
  return id.slice(0, 4);
}
