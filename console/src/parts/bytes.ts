const UNITS = ['kB', 'MB', 'GB'] as const;

/** A size as people say it: "312 B", "4.2 MB". */
export function sayBytes(bytes: number): string {
  let value = bytes;
  let unit = 'B';
  for (const larger of UNITS) {
    if (value < 1000) break;
    value /= 1000;
    unit = larger;
  }
  return `${unit === 'B' ? value : value.toFixed(1)} ${unit}`;
}
