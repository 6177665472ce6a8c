// Runtime messages whose explanation needs no look at the source. Each gives the code, what it means, what to do.
// Control thread.

import { callsOnLine } from '../../language/nodes.js';
import { Findings } from '../analysis/findings.js';
import type { Scene } from '../analysis/scene.js';
import type { ReportCode } from '../codes.js';
import type { Rule } from './rule.js';

interface Advice {
  readonly code: ReportCode;
  readonly pattern: RegExp;
  /** Marked if it is called just once on the line: last names of functions. */
  readonly calls?: readonly string[];
  readonly note?: string;
  readonly help: string;
}

const ADVICE: readonly Advice[] = [
  {
    code: 'LUA1016',
    pattern: /^not enough memory$/,
    help: 'raise the limit with `--max-memory` (for example `--max-memory 2GB`), or keep less: write long results out piece by piece',
  },
  {
    code: 'LUA1017',
    pattern: /^(?:resulting string too large|string length overflow|string slice too long|buffer too large)$/,
    calls: ['rep', 'concat', 'format', 'gsub', 'byte', 'sub'],
    help: 'a single string cannot be that long: work on pieces, or write them to a file one by one',
  },
  {
    code: 'LUA1021',
    pattern: /^invalid order function for sorting/,
    calls: ['sort'],
    note: 'the function contradicts itself: it must be false for two equal elements',
    help: 'compare with `<` or `>`, not with `<=` or `>=`, and the same way for every pair: `function(a, b) return a.x < b.x end`',
  },
  {
    code: 'LUA1022',
    pattern: /^cannot resume dead coroutine$/,
    calls: ['resume'],
    note: 'a coroutine is dead when its function has returned or failed',
    help: 'test `coroutine.status(co) ~= "dead"` before you resume it, or make a new one',
  },
  {
    code: 'LUA1022',
    pattern: /^cannot resume non-suspended coroutine$/,
    calls: ['resume'],
    help: 'a coroutine can be resumed only while it is suspended, not from inside itself: look at `coroutine.status(co)`',
  },
  {
    code: 'LUA1022',
    pattern: /^cannot close a (?:running|normal) coroutine$/,
    calls: ['close'],
    help: 'only a suspended or dead coroutine can be closed; a running one ends by returning',
  },
  {
    code: 'LUA1023',
    pattern: /^attempt to yield across a C-call boundary$/,
    note: 'between the coroutine and this yield stands a function of the library that cannot be suspended',
    help: 'do not yield inside the function given to `table.sort` or `string.gsub`, inside metamethods called by them, or inside an iterator of `load`',
  },
  {
    code: 'LUA1023',
    pattern: /^attempt to yield from outside a coroutine$/,
    calls: ['yield'],
    help: 'the main script cannot yield: put the code into a function and run it with `coroutine.wrap(f)()`',
  },
  {
    code: 'LUA1027',
    pattern: /^invalid key to 'next'$/,
    calls: ['next', 'pairs'],
    note: 'the traversal met a key that is no longer in the table',
    help: 'do not add fields to a table while `pairs` or `next` goes through it: collect the changes first; setting existing fields, also to nil, is allowed',
  },
  {
    code: 'LUA1029',
    pattern: /^attempt to load a (?:binary|text) chunk \(mode is '.*'\)$/,
    note: 'precompiled Lua (luac, string.dump) is never loaded: it could break the interpreter',
    help: 'load the source text instead',
  },
  {
    code: 'LUA1031',
    pattern: /^cannot change a protected metatable$/,
    calls: ['setmetatable'],
    note: 'the metatable has a `__metatable` field',
    help: 'make a new table with its own metatable, or remove the `__metatable` field where it is set',
  },
  {
    code: 'LUA1032',
    pattern: /^'__(?:new)?index' chain too long; possible loop$/,
    note: 'each metatable sends the access on to the next one, without an end',
    help: 'look for a class that is (directly or over others) its own parent: `setmetatable(A, {__index = A})`',
  },
  {
    code: 'LUA1034',
    pattern:
      /^(?:too many results to unpack|too many (?:results|arguments) to resume|string slice too long|too many elements to move|array too big|table overflow)$/,
    calls: ['unpack', 'resume', 'move'],
    help: 'work with the table itself instead of its elements as single values; arguments and results are limited',
  },
  {
    code: 'LUA1035',
    pattern: /^field '\w+' (?:missing in date table|is not an integer|is out-of-bound)$/,
    calls: ['time', 'date'],
    help: 'the table needs integers in year, month and day (and may have hour, min, sec): `os.time{year=2024, month=1, day=31}`',
  },
  {
    code: 'LUA1040',
    pattern: /^'(?:__tostring|tostring|__name)' must return a string/,
    calls: ['tostring', 'print'],
    help: 'let the `__tostring` function of the metatable return a string on every path',
  },
  {
    code: 'LUA1036',
    pattern: /^invalid UTF-8 code$/,
    help: 'the text is not UTF-8: check it with `utf8.len(text)`, which gives nil and the place of the first bad byte',
  },
  {
    code: 'LUA1037',
    pattern:
      /^(?:integral size \(\d+\) out of limits|invalid format option|missing size for format option|invalid next option|format asks for alignment|format result too large|variable-(?:size|length) format in packsize|\d+-byte integer does not fit|too many results$)/,
    calls: ['pack', 'unpack', 'packsize'],
    help: 'formats are letters such as `i4` (integer of 4 bytes), `s2` (string with a 2-byte length), `z` (zero-terminated), `<` and `>` (byte order)',
  },
];

/** One rule for each entry of the table. */
export const messageRules: readonly Rule[] = ADVICE.map((advice) => ({
  pattern: advice.pattern,
  explain: (_match, scene) => {
    const findings = new Findings(advice.code);
    markCall(scene, advice.calls ?? [], findings);
    return findings.note(advice.note).advise(advice.help);
  },
}));

function markCall(scene: Scene, names: readonly string[], findings: Findings): void {
  const tree = scene.document?.tree;
  if (!tree || names.length === 0) return;
  const calls = callsOnLine(tree, scene.line).filter((call) => call.name && names.includes(call.name.text));
  if (calls.length === 1) findings.mark(scene.primary(calls[0]!.name!));
}
