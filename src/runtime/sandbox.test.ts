import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LuaSession } from '../../test/support/lua-session.js';

test('code loads from text only, and there is nothing to make binary chunks with', () => {
  using session = new LuaSession();
  assert.equal(
    session.output("print(string.dump, load('return 1 + 1')(), load('\\27Lua', 'x', 'b'))"),
    "nil\t2\tnil\tattempt to load a binary chunk (mode is 't')\n",
  );
});
