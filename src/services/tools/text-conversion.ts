// Conversions of text files: encoding, line ends, indentation. What cannot be converted without loss is an error. Pool thread.

import type { SpellError } from '../../base/errors.js';
import { badParameter } from './parameters.js';

export interface Conversion {
  readonly operation: string;
  readonly from: string;
  readonly to: string;
  readonly lineEnd: string;
  readonly usesSpaces: boolean;
  readonly tabSize: number;
}

const LINE_ENDS: Readonly<Record<string, string>> = { lf: '\n', crlf: '\r\n', cr: '\r' };

/** @throws SpellError `TOOL_PARAMETER` where the bytes are not in the encoding, or the other has not all characters */
export function convertText(bytes: Uint8Array, how: Conversion): Uint8Array {
  const text = decode(bytes, how.from);
  if (how.operation === 'line_endings') return Buffer.from(text.replace(/\r\n|\r|\n/g, LINE_ENDS[how.lineEnd] ?? '\n'));
  if (how.operation === 'indentation') return Buffer.from(text.replace(/^[ \t]+/gm, (indent) => reindent(indent, how)));
  return encode(text, how.to);
}

function reindent(indent: string, { usesSpaces, tabSize }: Conversion): string {
  let width = 0;
  for (const char of indent) width += char === '\t' ? tabSize - (width % tabSize) : 1;
  return usesSpaces ? ' '.repeat(width) : '\t'.repeat(Math.floor(width / tabSize)) + ' '.repeat(width % tabSize);
}

function decode(bytes: Uint8Array, encoding: string): string {
  if (encoding === 'iso-8859-1') return Buffer.from(bytes).toString('latin1');
  if (encoding === 'windows-1252') return decodeWindows(bytes);
  if (encoding === 'ascii' && bytes.some((byte) => byte > 127)) throw cannot('from_encoding', 'the file is not ASCII');
  try {
    return new TextDecoder(encoding === 'ascii' ? 'utf-8' : encoding, { fatal: true }).decode(bytes);
  } catch {
    throw cannot(encoding === 'utf-8' ? 'path' : 'from_encoding', `the file is not ${encoding}`);
  }
}

function encode(text: string, encoding: string): Uint8Array {
  switch (encoding) {
    case 'utf-8':
      return Buffer.from(text);
    case 'utf-16le':
      return Buffer.from(text, 'utf16le');
    case 'utf-16be':
      return Buffer.from(text, 'utf16le').swap16();
    default:
      return encodeBytes(text, encoding);
  }
}

/** One byte for each character. */
function encodeBytes(text: string, encoding: string): Uint8Array {
  const size = encoding === 'ascii' ? 128 : 256;
  const known = decodeAll(encoding, size);
  return Buffer.from(
    Array.from(text, (char) => {
      const byte = known.get(char);
      if (byte === undefined) throw cannot('to_encoding', `${encoding} has no '${char}'`);
      return byte;
    }),
  );
}

function decodeAll(encoding: string, size: number): ReadonlyMap<string, number> {
  const bytes = Uint8Array.from({ length: size }, (_, byte) => byte);
  const chars = decode(bytes, encoding);
  return new Map(Array.from(chars, (char, byte) => [char, byte]));
}

/** What windows-1252 has from 0x80 to 0x9f; Node 20 decodes it as ISO 8859-1. */
const WINDOWS = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

function decodeWindows(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('latin1');
  return text.replace(/[\u0080-\u009f]/g, (char) => WINDOWS.charAt(char.charCodeAt(0) - 0x80));
}

function cannot(parameter: string, problem: string): SpellError {
  return badParameter({ name: 'file-converter' }, parameter, problem, 'name another encoding');
}
