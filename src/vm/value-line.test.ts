import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createVm } from '../../test/support/vm.js';
import { plainText, tableLine, type LineStyle } from './value-line.js';

const vm = createVm();

const STYLE: LineStyle = {
  maxEntries: 4,
  maxFields: 6,
  between: ': ',
  key: (L, index) => `<${vm.display(L, index)}>`,
  value: (L, index, key) => `${key === '' ? '' : key.length}${plainText(vm, L, index) ?? '#'}`,
  more: (left) => `+${left}`,
};

function lineOf(code: string): string {
  const { api, L } = vm;
  const top = api.lua_gettop(L);
  assert.equal(vm.load(L, `return ${code}`, '=test'), 0);
  vm.call(L, 0, 1);
  try {
    return tableLine(vm, L, top + 1, STYLE);
  } finally {
    assert.equal(api.lua_gettop(L), top + 1, 'the stack is as it was');
    api.lua_settop(L, top);
  }
}

/** A table, and its line: elements, then fields by their keys. */
const lines: Readonly<Record<string, string>> = {
  '{}': '{}',
  '{1, 2.0, true, nil}': '{1, 2.0, true}',
  '{b = 1, a = {}, [1] = 3}': '{3, <a>: 3#, <b>: 31}',
  '{1, 2, 3, 4, 5, 6}': '{1, 2, 3, 4, +2}',
  '{1, 2, 3, x = 1, y = 2}': '{1, 2, 3, <x>: 31, +1}',
  '{1, 2, 3, 4, x = 1}': '{1, 2, 3, 4, +1}',
  '{[5] = 1, [true] = 2, [1.5] = 3}': '{<1.5>: 53, <5>: 31, <true>: 62}',
  '{a1 = 1, a2 = 2, a3 = 3, a4 = 4, a5 = 5, a6 = 6}': '{<a1>: 41, <a2>: 42, <a3>: 43, <a4>: 44, +2}',
};

for (const [code, line] of Object.entries(lines)) {
  test(code, () => {
    assert.equal(lineOf(code), line);
  });
}

test('more fields than are looked at are not counted; a list in the hash part is one', () => {
  assert.match(
    lineOf('(function() local t = {} for i = 1, 20 do t["k" .. i] = i end return t end)()'),
    /^\{.*, \+Infinity\}$/,
  );
  assert.equal(
    lineOf('(function() local t = {} for i = 9, 1, -1 do t[i] = i end t.x = 1 return t end)()'),
    '{1, 2, 3, 4, +6}',
  );
});
