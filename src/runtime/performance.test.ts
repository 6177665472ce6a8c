import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LuaSession } from '../../test/support/lua-session.js';

test('measures lie between marks and are summed up by name', () => {
  using session = new LuaSession();
  const out = session.output(`
    local a = Performance.mark("a")
    local b = Performance.mark("b")
    local m = Performance.measure("work", "a", "b")
    Performance.measure("work", "a")
    local report = Performance.report()
    print(m.name, m.start_ms == a, m.duration_ms == b - a, #Performance.measures("work"), #Performance.measures("x"))
    print(report.source, report.measures.work.count, Performance.marks().b == b)
    Performance.clear("a")
    print(Performance.marks().a, pcall(Performance.measure, "x", "a"))`);
  assert.equal(
    out,
    "work\ttrue\ttrue\t2\t0\ntimers\t2\ttrue\nnil\tfalse\tbad argument #2 to 'Performance.measure' (there is no mark 'a')\n",
  );
});

test('time gives the results of the call after its milliseconds; the call may be left and resumed', () => {
  using session = new LuaSession({ yields: true });
  const out = session.output(`
    local ms, a, b = Performance.time(function(x, y) local n = 0 for i = 1, 100 do n = n + i end return y, x end, 1, 2)
    print(type(ms), ms >= 0, a, b, Performance.now() >= 0, Performance.memory().used_bytes > 0)`);
  assert.equal(out, 'number\ttrue\t2\t1\ttrue\ttrue\n');
});
