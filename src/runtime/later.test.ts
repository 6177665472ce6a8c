import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LuaSession } from '../../test/support/lua-session.js';

test('promised globals name the function that is missing', () => {
  using session = new LuaSession();
  for (const name of ['Context.assemble', 'Memory.stats']) {
    assert.equal(session.run(`${name}()`).error, `Component error: ${name} is not available yet`);
  }
});

test('globals that are always empty are empty', () => {
  using session = new LuaSession();
  assert.equal(session.output('print(next(Logger), next(Utils), next(Memory))'), 'nil\tnil\tnil\n');
});
