import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failureAt, mainFrame, report, syntaxFailure } from '../../../test/support/failures.js';
import { reportCodeOf } from './host.js';

/** Messages as Lua 5.4 words them (several where releases differ), and the code that they get. */
const RUNTIME: Readonly<Record<string, readonly string[]>> = {
  LUA1001: ["attempt to index a nil value (field '?')", 'attempt to index a number value'],
  LUA1002: [
    "attempt to call a nil value (global 'f')",
    "attempt to call a table value (for iterator 'for iterator')",
    "attempt to call a number value (metamethod 'add')",
  ],
  LUA1003: [
    "attempt to perform arithmetic on a nil value (local 'x')",
    "attempt to add a 'string' with a 'number'",
    "attempt to unm a 'string' with a 'string'",
  ],
  LUA1004: ["attempt to concatenate a nil value (field 'name')"],
  LUA1005: ['attempt to compare number with nil', 'attempt to compare two table values'],
  LUA1006: ["attempt to perform bitwise operation on a string value (constant 'x')"],
  LUA1007: ["attempt to get length of a nil value (upvalue 't')"],
  LUA1008: ['number has no integer representation', "number (local 'x') has no integer representation"],
  LUA1009: [
    'attempt to divide by zero',
    "attempt to perform 'n//0'",
    "attempt to perform 'n%%0'",
    "attempt to perform 'n%0'",
  ],
  LUA1010: [
    "bad argument #1 to 'insert' (table expected, got nil)",
    "bad argument #2 to 'format' (no value)",
    "bad argument #1 to 'for iterator' (table expected, got nil)",
  ],
  LUA1011: ["calling 'upper' on bad self (string expected, got table)"],
  LUA1012: ["wrong number of arguments to 'insert'"],
  LUA1013: ["module 'x' not found:\n\tno field package.preload['x']\n\tno file './x.lua'"],
  LUA1014: ['stack overflow', 'stack overflow (string slice too long)'],
  LUA1015: ['C stack overflow', 'error in error handling'],
  LUA1016: ['not enough memory'],
  LUA1017: ['resulting string too large', 'string length overflow'],
  LUA1018: ['table index is nil', 'table index is NaN', 'index is nil'],
  LUA1019: [
    "bad 'for' limit (number expected, got table)",
    "'for' initial value must be a number",
    "'for' step must be a number",
    "'for' step is zero",
  ],
  LUA1020: [
    "invalid value (table) at index 2 in table for 'concat'",
    "invalid value (at index 2) in table for 'concat'",
  ],
  LUA1021: ['invalid order function for sorting'],
  LUA1022: [
    'cannot resume dead coroutine',
    'cannot resume non-suspended coroutine',
    'cannot close a running coroutine',
  ],
  LUA1023: ['attempt to yield across a C-call boundary', 'attempt to yield from outside a coroutine'],
  LUA1024: [
    "malformed pattern (missing ']')",
    "malformed pattern (ends with '%')",
    "malformed pattern (missing arguments to '%b')",
    "missing '[' after '%f' in pattern",
    'unfinished capture',
    'invalid pattern capture',
    'pattern too complex',
    'too many captures',
  ],
  LUA1025: [
    'invalid capture index %2',
    'invalid capture index %2 in replacement string',
    "invalid use of '%' in replacement string",
    'invalid replacement value (a table)',
  ],
  LUA1026: ["invalid conversion '%y' to 'format'", "invalid conversion '%10' to 'format'"],
  LUA1027: ["invalid key to 'next'"],
  LUA1029: ["attempt to load a binary chunk (mode is 't')"],
  LUA1030: ["variable 'f' got a non-closable value"],
  LUA1031: ['cannot change a protected metatable'],
  LUA1032: ["'__index' chain too long; possible loop", "'__newindex' chain too long; possible loop"],
  LUA1033: ['attempt to use a closed file', 'default output file is closed'],
  LUA1034: ['too many results to unpack', 'too many arguments to resume', 'too many elements to move'],
  LUA1035: ["field 'year' missing in date table", "field 'day' is not an integer", "field 'year' is out-of-bound"],
  LUA1036: ['invalid UTF-8 code'],
  LUA1037: ['integral size (17) out of limits [1,16]', "invalid format option 'y'"],
  LUA1038: ['assertion failed!'],
  LUA1039: [
    'x.txt: No such file or directory',
    "cannot open file 'x' (Permission denied)",
    'cannot open x: Is a directory',
  ],
  LUA1040: ["'__tostring' must return a string"],
  LLM3001: ["Path not allowed: Permission denied for reading '/etc/x' (run with --allow-read=/etc to allow it)"],
  LLM3006: [
    'cannot pass a table that contains itself to the host',
    'cannot pass a table nested deeper than 100 to the host',
    'cannot pass a table with a boolean as key to the host',
    'cannot pass a userdata to the host',
    'cannot turn a function into JSON',
    'cannot turn a table into JSON that contains itself',
    'cannot turn a table into JSON with a boolean as key',
    'cannot turn a string into JSON that is not UTF-8 text',
  ],
  LUA1000: ['order 7 has no items'],
};

/** One line each; the compiler's message and the code. */
const SYNTAX: readonly (readonly [code: string, text: string, message: string])[] = [
  ['LUA2001', 'x = 3 + * 4', "unexpected symbol near '*'"],
  ['LUA2002', 'x = "abc', "unfinished string near '\"abc'"],
  ['LUA2003', 'x = [[abc', "unfinished long string (starting at line 1) near '<eof>'"],
  ['LUA2004', 'function f()', "'end' expected near <eof>"],
  ['LUA2005', 'f(1', "')' expected near <eof>"],
  ['LUA2006', 'if x = 1 then end', "'then' expected near '='"],
  ['LUA2007', 'if x print(1) end', "'then' expected near 'print'"],
  ['LUA2008', 'x += 1', "syntax error near '+'"],
  ['LUA2008', 'if a != b then end', "'then' expected near '!'"],
  ['LUA2009', 'var x = 1', "syntax error near 'x'"],
  ['LUA2010', 'x = 1 end', "'<eof>' expected near 'end'"],
  ['LUA2011', 'x == 1', "syntax error near '=='"],
  ['LUA2012', 'local end = 1', "<name> expected near 'end'"],
  ['LUA2013', 'x = 3x', "malformed number near '3x'"],
  ['LUA2014', String.raw`x = "\q"`, String.raw`invalid escape sequence near '"\q'`],
  ['LUA2015', 'local x <const> = 1; x = 2', "attempt to assign to const variable 'x'"],
  ['LUA2016', 'goto x', "no visible label 'x' for goto at line 1"],
  ['LUA2016', 'goto x; local y; ::x:: print(y)', "<goto x> at line 1 jumps into the scope of local 'y'"],
  ['LUA2016', '::x:: ::x::', "label 'x' already defined on line 1"],
  ['LUA2017', 'break', 'break outside a loop at line 1 near <eof>'],
  ['LUA2018', 'local a', "too many local variables (limit is 200) in main function near '='"],
  ['LUA2018', 'local a', "C stack overflow near '('"],
  ['LUA2018', 'local a', "function or expression needs too many registers near 'x'"],
  ['LUA2019', 'function f() return ... end', "cannot use '...' outside a vararg function near '...'"],
  ['LUA2020', 'local x <foo> = 1', "unknown attribute 'foo'"],
  ['LUA2020', 'local x <close>, y <close> = 1', "multiple to-be-closed variables in local list near ','"],
  ['LUA2021', 't = {1 2}', "'}' expected near '2'"],
  ['LUA2022', 'return 1 print(2)', "'<eof>' expected near 'print'"],
];

test('every runtime message gets its code', async () => {
  for (const [code, messages] of Object.entries(RUNTIME)) {
    for (const message of messages) {
      const made = await report('local x = 1', failureAt(1, message));
      assert.equal(made.code, code, message);
      // What goes wrong with a certain variable cannot be explained without the source.
      if (code > 'LUA1007') assert.ok(made.help.length > 0, message);
    }
  }
});

test('every message of the compiler gets its code and a place', async () => {
  for (const [code, text, message] of SYNTAX) {
    const made = await report(text, syntaxFailure(1, message));
    assert.equal(made.code, code, message);
    assert.equal(made.location?.line, 1, message);
    assert.ok(made.help.length > 0, message);
  }
});

test('a message of the compiler that does not fit the text still makes a report', async () => {
  const made = await report('x = 1', syntaxFailure(1, "unexpected symbol near '?'"));
  assert.equal(made.code, 'LUA2001');
  assert.deepEqual(made.location, { file: 'script.lua', line: 1 });
});

test('a count of arguments without a name belongs to the innermost function', async () => {
  const made = await report('print(math.random(1, 2, 3))', {
    ...failureAt(1, 'wrong number of arguments'),
    frames: [{ kind: 'host', name: 'math.random' }, mainFrame(1)],
  });
  assert.deepEqual([made.code, made.location?.column], ['LUA1012', 18]);
  assert.match(made.help[0]!.text, /math\.random\(\[m \[, n\]\]\)/);
});

test('messages of a sort without a position are explained at the call', async () => {
  const made = await report('local t = {1, "x"}\ntable.sort(t)', {
    ...failureAt(2, ''),
    message: 'attempt to compare string with number',
    frames: [{ kind: 'host', name: 'table.sort' }, mainFrame(2)],
  });
  assert.deepEqual([made.code, made.location?.line], ['LUA1005', 2]);
  assert.match(made.help[0]!.text, /pass a function/);
});

test('codes of the host fall into families', () => {
  const families = [
    'PERMISSION_NET',
    'TOOL_NOT_FOUND',
    'TOOL_PARAMETER',
    'FILE_EXISTS',
    'PROVIDER_AUTH',
    'AGENT_TIMEOUT',
  ];
  assert.deepEqual(families.map(reportCodeOf), ['LLM3001', 'LLM3002', 'LLM3006', 'LLM3003', 'LLM3004', 'LLM3005']);
  const others = ['STATE_CORRUPT', 'NOT_AVAILABLE', 'CONFIG_INVALID', 'SOMETHING_NEW'];
  assert.deepEqual(others.map(reportCodeOf), ['LLM3007', 'LLM3008', 'LLM3009', 'LLM3000']);
});
