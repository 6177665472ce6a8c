import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LuaSession } from '../../test/support/lua-session.js';

for (const yields of [false, true]) {
  const when = yields ? ', left and resumed all the time' : '';

  test(`a stream gives what its function yields, and its result last${when}`, () => {
    using session = new LuaSession({ yields });
    const out = session.output(`
      local began = false
      local s = Streaming.create(function()
        began = true
        for i = 1, 2 do Streaming.yield(i) coroutine.yield("c" .. i) end
        return "end", "no"
      end)
      print(began, s:isDone(), s:next(), s:next(), s:isDone())
      local rest = s:collect()
      print(#rest, table.concat(rest, " "), s:isDone(), s:next(), #s:collect())`);
    assert.equal(out, 'false\tfalse\t1\tc1\tfalse\n3\t2 c2 end\ttrue\tnil\t0\n');
  });
}

test('an error of the function is raised where the stream is asked, and ends it', () => {
  using session = new LuaSession();
  const out = session.output(`
    local s = Streaming.create(function() Streaming.yield(1) error({ code = 7 }) end)
    local ok, why = pcall(s.collect, s)
    print(ok, why.code, s:isDone(), s:next())`);
  assert.equal(out, 'false\t7\ttrue\tnil\n');
});

test('yield does nothing outside of a stream', () => {
  using session = new LuaSession();
  assert.equal(session.output('print(Streaming.yield(1))'), '\n');
});
