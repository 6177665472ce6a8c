import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SourceText } from './positions.js';
import type { Token } from './tokens.js';
import { tokenize } from './tokens.js';

const lex = (text: string): Token[] => tokenize(new SourceText(text)).slice(0, -1);
const texts = (text: string): string[] => lex(text).map((token) => token.text);
const problem = (text: string): string | undefined => lex(text).find((token) => token.problem)?.problem;

test('names, numbers, strings and symbols', () => {
  assert.deepEqual(texts('a.b=0x1p4..[[x]]--c\n"s"'), ['a', '.', 'b', '=', '0x1p4..', '[[x]]', '"s"']);
  assert.deepEqual(texts('x = 3 // 2 ... ::l::'), ['x', '=', '3', '//', '2', '...', '::', 'l', '::']);
});

test('a first line with # and comments are skipped', () => {
  assert.deepEqual(texts('#!/bin/lua x\nprint --[==[ a\n ]] ]==] (1) -- end'), ['print', '(', '1', ')']);
});

test('the last token is the end of the file', () => {
  const last = tokenize(new SourceText('x\n')).at(-1)!;
  assert.deepEqual([last.kind, last.line, last.text], ['end of file', 2, '']);
});

test('what Lua refuses is marked', () => {
  assert.equal(problem('x = "abc\ny = 1'), 'unfinished string');
  assert.equal(problem('x = [==[ abc ]]'), 'unfinished long string');
  assert.equal(problem('--[[ abc'), 'unfinished long comment');
  assert.equal(problem('x = [=x'), 'invalid long string delimiter');
  assert.equal(problem('x = 3x'), 'malformed number');
  assert.equal(problem('x = 0xg'), 'malformed number');
  assert.equal(problem('x = a != b'), 'invalid character');
});

test('a bad escape sequence is located', () => {
  const token = lex(String.raw`x = "C:\new\qux"`)[2]!;
  assert.equal(token.problem, 'invalid escape sequence');
  assert.deepEqual(token.problemSpan, { start: 11, end: 13 });
  assert.equal(problem(String.raw`x = "\300"`), 'invalid escape sequence');
  assert.equal(
    problem(String.raw`x = "\u{7fffffff} \z
     \x41 \065 \'"`),
    undefined,
  );
});
