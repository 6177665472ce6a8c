import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isComplete } from './is-complete.js';

function statusOf(code: string): string {
  return isComplete(code).status;
}

function indentAfter(code: string): string {
  const { status, indent } = isComplete(code);
  assert.equal(status, 'incomplete', code);
  return indent;
}

test('statements, and expressions that a prompt shows', () => {
  const complete = [
    '',
    '-- only a comment',
    'print("hi")',
    'x = 1',
    'x',
    '1 + 1',
    '"text"',
    'x, y',
    'return',
    'return 1, 2;',
    'local x = 1\nx + 1',
    'local t = 1\n{1, 2}',
    'function f() end f',
    'if x then y() end',
    'goto done',
    'print(1) ;',
    '#!/usr/bin/env lua\nprint(1)',
    '#list',
    '=x',
    's = "a\\\nb"',
    's = "a\\z  \n  b"',
    '[[long\nstring]]',
    'function() return 1 end',
  ];
  for (const code of complete) assert.equal(statusOf(code), 'complete', code);
});

test('what the next line may finish', () => {
  const incomplete = [
    'if x then',
    'if x',
    'function f(',
    'function f(a,',
    'function',
    'local x =',
    'local',
    'local function',
    'x =',
    'x,',
    'x.',
    'a.b:c',
    '1 +',
    '#list +',
    'not',
    'return x,',
    't = {',
    't = {1, 2',
    't[',
    'f(',
    'f(1,\n',
    'for i = 1, 2',
    'repeat x()',
    'repeat x() until',
    'goto',
    '::label',
    'x = [[long',
    'x = [==[long]]',
    '--[[ comment',
    's = "a\\',
    's = "a\\\n',
    's = "a\\z',
    's = "a\\z  \n ',
    'f "a\\',
    'local x = 1\nx +',
    'while true do break',
  ];
  for (const code of incomplete) assert.equal(statusOf(code), 'incomplete', code);
});

test('what nothing can save', () => {
  const invalid = [
    'end',
    'x y',
    'x = = 1',
    '== 1',
    '=',
    'if x = 1 then',
    ')',
    'f(1))',
    's = "open',
    "s = 'open\n",
    's = "a\\\\',
    's = "\\q\\',
    'x = 0x',
    'x = 3x',
    'local [[long',
    'local "a\\',
    'local --[[ x\n]] 1',
    'return 1 print(2)',
    'x = @',
    '[=x',
    'for 1',
    `x = ${'('.repeat(300)}`,
  ];
  for (const code of invalid) assert.equal(statusOf(code), 'invalid', code);
});

test('the next line is indented by one unit more than the line that opened what is unfinished', () => {
  assert.equal(indentAfter('if x then'), '  ');
  assert.equal(indentAfter('while x do\n  if y then'), '    ');
  assert.equal(indentAfter('while x do\nif y then'), '  ');
  assert.equal(indentAfter('while x do\n    y()'), '    ');
  assert.equal(indentAfter('while x do\n\ty()\n\tif z then'), '\t\t');
  assert.equal(indentAfter('foo(function()'), '  ');
  assert.equal(indentAfter('foo(function()\n  bar(function()\n    baz()\n  end)'), '  ');
  assert.equal(indentAfter('local x ='), '  ');
  assert.equal(indentAfter('while x do\n  y ='), '    ');
  assert.equal(indentAfter('if a then\n  b()\nelse'), '  ');
  assert.equal(indentAfter('t = {\n  a = {'), '    ');
  assert.equal(indentAfter('local x = 1\nx +'), '  ');
  assert.equal(indentAfter('repeat\n  f()\nuntil x +'), '  ');
});

test('inside a long string or comment nothing is put before the text', () => {
  assert.equal(indentAfter('if x then\n  s = [['), '');
  assert.equal(indentAfter('if x then\n  --[[ note'), '');
});
