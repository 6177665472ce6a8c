import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LuaSession } from '../../test/support/lua-session.js';

test('what changes or escapes is gone, what looks is there', () => {
  using session = new LuaSession();
  const out = session.output(
    'local names = {} for name in pairs(debug) do names[#names + 1] = name end table.sort(names) print(table.concat(names, " "))',
  );
  assert.equal(out, 'getinfo getlocal getmetatable getupvalue traceback upvalueid\n');
});

test('traceback goes through coroutines and names host functions', () => {
  using session = new LuaSession();
  const out = session.output(`
    local co = coroutine.create(function() local function inner() coroutine.yield() end inner() end)
    coroutine.resume(co)
    print(debug.traceback(co, 'inside'))
    print((select(2, xpcall(io.lines, debug.traceback, 'none'))))
  `);
  assert.match(out, /^inside\nstack traceback:\n\t\[C\]: in function 'coroutine.yield'\n\ttest:2: in .*'inner'/);
  assert.match(out, /cannot open file 'none'[^]*\[C\]: in function 'io.lines'/);
});
