// Amounts of bytes for people. Any thread.

const UNITS = ['KiB', 'MiB', 'GiB'] as const;

/** `1 byte`, `512 bytes`, `1.2 KiB`, `34 MiB`. */
export function byteCount(bytes: number): string {
  if (bytes < 1024) return bytes === 1 ? '1 byte' : `${bytes} bytes`;
  let [amount, unit] = [bytes, ''];
  for (const next of UNITS) {
    if (amount < 1023.5) break;
    [amount, unit] = [amount / 1024, next];
  }
  return `${amount < 9.95 ? amount.toFixed(1).replace('.0', '') : amount.toFixed(0)} ${unit}`;
}
