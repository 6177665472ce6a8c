// The end of a Lua message that names a variable: `(local 'x')`. Any thread.

import type { NamedOperand } from './operations.js';

/** Source of a pattern for the part that varinfo of ldebug.c adds; two groups: kind and name. */
export const VARIABLE_INFO = String.raw`(?: \((local|global|field|upvalue|method|constant|metamethod|for iterator) '([^\n]*)'\))?`;

/** Reads the two groups of {@link VARIABLE_INFO}. */
export function toNamedOperand(kind: string | undefined, name: string | undefined): NamedOperand | undefined {
  return kind === undefined || name === undefined ? undefined : { kind, name };
}
