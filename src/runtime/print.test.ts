import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LuaSession } from '../../test/support/lua-session.js';

test('numbers without superfluous point, values without addresses', () => {
  using session = new LuaSession();
  const out = session.output(`
    print(1, 2.0, -0.5, 1e100, 'x', nil, true)
    print({}, print, coroutine.create(print), io.stdout)
    print(setmetatable({}, { __tostring = function() return 'shown' end }), 2.0 .. '')
    print()
  `);
  assert.equal(out, '1\t2\t-0.5\t1e+100\tx\tnil\ttrue\ntable\tfunction\tthread\tfile (stdout)\nshown\t2.0\n\n');
});
