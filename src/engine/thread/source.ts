// What a source text may begin with before Lua begins. Engine thread.

/** A first line that begins with `#` is for the shell, a byte order mark for nobody; lines keep their numbers. */
export function withoutHeader(code: string | Uint8Array): string | Uint8Array {
  const bytes = typeof code === 'string' ? Buffer.from(code) : code;
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  if (bytes[start] !== 0x23) return start === 0 ? code : bytes.subarray(start);
  const end = bytes.indexOf(0x0a, start);
  return end === -1 ? '' : bytes.subarray(end);
}
