import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SourceText } from '../../language/positions.js';
import { tokenize } from '../../language/tokens.js';
import { finalReturn, topLevelLocals } from './local-names.js';

const localsOf = (code: string): readonly string[] => topLevelLocals(tokenize(new SourceText(code)));

test('locals outside of every block are found, others are not', () => {
  assert.deepEqual(localsOf('local a, b = 1\nlocal function f() local inside end\nlocal c <const> = 2'), [
    'a',
    'b',
    'f',
    'c',
  ]);
  assert.deepEqual(localsOf('do local x end for i = 1, 2 do local y end while z do local w end'), []);
  assert.deepEqual(localsOf('repeat local x until x local y'), ['y']);
  assert.deepEqual(localsOf('if a then local b elseif c then local d else local e end local g'), ['g']);
  assert.deepEqual(localsOf('t = {local_name = 1, f = function() local x end}'), []);
  assert.deepEqual(localsOf('local f <close>, g <const> = open(), 1'), ['g']);
});

test('the return of the text itself is found, those of functions are not', () => {
  const at = (code: string): number | undefined => finalReturn(tokenize(new SourceText(code)))?.start;
  assert.equal(at('local x = 1 return x'), 12);
  assert.equal(at('function f() return 1 end'), undefined);
});
