// The coroutine library of Lua 5.4. Data only.

import type { DocumentedRow } from '../documented.js';

export const COROUTINE: readonly DocumentedRow[] = [
  ['coroutine.close', 'co: thread', 'true, or false and the error', 'Closes a suspended or dead coroutine and its to-be-closed variables.'],
  ['coroutine.create', 'f: function', 'thread', 'Makes a suspended coroutine from a function.'],
  ['coroutine.isyieldable', 'co?: thread', 'boolean', 'Whether the coroutine can yield here.'],
  ['coroutine.resume', 'co: thread, ...: any', 'true and what is yielded or returned, or false and the error', 'Starts or continues a coroutine.'],
  ['coroutine.running', '', 'thread and boolean', 'The running coroutine, and whether it is the main one.'],
  ['coroutine.status', 'co: thread', 'string', 'The state of a coroutine: "running", "suspended", "normal" or "dead".'],
  ['coroutine.wrap', 'f: function', 'function', 'Makes a coroutine and returns a function that resumes it; errors propagate.'],
  ['coroutine.yield', '...: any', 'what the next resume passes', 'Suspends the running coroutine.'],
]; // prettier-ignore
