// Strings and names as Lua source would write them. Engine thread.

const ESCAPES: Readonly<Record<string, string>> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '"': '\\"',
  '\\': '\\\\',
};

/** What would end the literal, or move a terminal's cursor. */
const SPECIAL = /["\\\u0000-\u001f\u007f-\u009f]/g;

/**
 * The literal of a string; bytes that are no UTF-8 are written as `\xFF`. Longer ones than `limit` characters are cut, and say how
 * long they are.
 */
export function stringLiteral(value: string | Uint8Array, limit = Infinity): string {
  const isText = typeof value === 'string';
  const whole = value.length <= limit;
  const part = whole ? value : isText ? value.slice(0, cutAt(value, limit)) : value.subarray(0, limit);
  const body = typeof part === 'string' ? part.replace(SPECIAL, escape) : escapeBytes(part);
  return whole ? `"${body}"` : `"${body}"... (${isText ? Buffer.byteLength(value) : value.length} bytes)`;
}

/** Not between the halves of one character. */
function cutAt(text: string, limit: number): number {
  const last = text.charCodeAt(limit - 1);
  return last >= 0xd800 && last < 0xdc00 ? limit - 1 : limit;
}

function escape(character: string): string {
  const known = ESCAPES[character];
  if (known !== undefined) return known;
  const code = character.charCodeAt(0);
  return code < 0x80 ? hex(code) : `\\u{${code.toString(16)}}`;
}

function escapeBytes(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte < 0x80 ? String.fromCharCode(byte).replace(SPECIAL, escape) : hex(byte);
  return text;
}

const hex = (code: number): string => `\\x${code.toString(16).padStart(2, '0').toUpperCase()}`;

const KEYWORDS: ReadonlySet<string> = new Set(
  'and break do else elseif end false for function goto if in local nil not or repeat return then true until while'.split(
    ' ',
  ),
);

/** Whether a key may stand without brackets: `name = ...`. */
export function isName(text: string): boolean {
  return /^[A-Za-z_]\w*$/.test(text) && !KEYWORDS.has(text);
}
