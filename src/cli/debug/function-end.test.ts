import assert from 'node:assert/strict';
import { test } from 'node:test';
import { functionEnd } from './function-end.js';

const lines = [
  'local t = {',
  '  go = function(x)',
  '    if x then',
  '      y()',
  '    end',
  '  end,',
  '}',
  'local f = function() end',
  'function g()',
  'end',
];

test('a function ends where its layout says', () => {
  assert.equal(functionEnd(lines, 2), 6);
  assert.equal(functionEnd(lines, 8), 8);
  assert.equal(functionEnd(lines, 9), 10);
});
