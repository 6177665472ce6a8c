// The standard library of Lua 5.4 as data: signatures, one line of documentation, and when a function gives nil. Any thread.
//
// Source: Lua 5.4 reference manual, section 6; the wording is ours.

import type { DocumentedEntry, DocumentedRow } from './documented.js';
import { toEntries } from './documented.js';
import { BASIC } from './stdlib/basic.js';
import { COROUTINE } from './stdlib/coroutine.js';
import { DEBUG } from './stdlib/debug.js';
import { FILE } from './stdlib/file.js';
import { IO } from './stdlib/io.js';
import { MATH } from './stdlib/math.js';
import { OS } from './stdlib/os.js';
import { PACKAGE } from './stdlib/package.js';
import { STRING } from './stdlib/string.js';
import { TABLE } from './stdlib/table.js';
import { UTF8 } from './stdlib/utf8.js';

const ROWS: readonly DocumentedRow[] = [
  ...BASIC, ...PACKAGE, ...COROUTINE, ...STRING, ...UTF8, ...TABLE, ...MATH, ...IO, ...FILE, ...OS, ...DEBUG,
]; // prettier-ignore

/** Every entry by its full name; methods of files are under `file:NAME`. */
export const STANDARD_LIBRARY: ReadonlyMap<string, DocumentedEntry> = toEntries(ROWS);
