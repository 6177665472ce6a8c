import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LuaSession } from '../../test/support/lua-session.js';

test('what level and filters let through is written, shown in the debugger and captured', () => {
  using session = new LuaSession();
  const { out, err, error } = session.run(`
    Debug.debug("no")
    print(Debug.setLevel("DEBUG"), Debug.getLevel(), Debug.setLevel("loud"), Debug.isEnabled())
    Debug.addModuleFilter("shop", false)
    Debug.addModuleFilter("shop.orders")
    Debug.debug("yes", "shop.orders.new") Debug.info("no", "shop") Debug.warn("no", "shop.x")
    Debug.logWithData("error", "bad", { n = 1 }, "other")
    Debug.addAdvancedFilter("^o", "regex", false) Debug.info("no", "other")
    Debug.addAdvancedFilter("ot*r", "wildcard") Debug.log("info", 1.0, "other")
    Debug.removeModuleFilter("ot*r") Debug.info("no", "other")
    Debug.setDefaultFilterEnabled(false) Debug.info("no")
    print(Debug.getFilterSummary().total_rules, pcall(Debug.addAdvancedFilter, "(", "regex"))
    Debug.clearModuleFilters() Debug.setDefaultFilterEnabled(true) Debug.setEnabled(false) Debug.info("no")
    local all = Debug.getCapturedEntries()
    print(#all, all[1].level, all[1].module, all[2].metadata.n, all[2].run_id, #Debug.getCapturedEntries(1))
    Debug.clearCaptured()
    print(#Debug.getCapturedEntries())`);
  assert.equal(error, undefined);
  assert.equal(err, '[debug] shop.orders.new: yes\n[error] other: bad {n = 1}\n[info] other: 1\n');
  assert.deepEqual(session.kept, ['debug shop.orders.new: yes', 'error other: bad {n = 1}', 'info other: 1']);
  const [levels, summary, captured, left] = out.split('\n');
  assert.equal(levels, 'true\tDEBUG\tfalse\ttrue');
  assert.match(summary!, /^3\tfalse\tbad argument #1 to 'Debug.addAdvancedFilter' \(.+\)$/);
  assert.equal(captured, '3\tDEBUG\tshop.orders.new\t1\trun-1\t1');
  assert.equal(left, '0');
});

test('timers measure; reports say that nothing else stands behind them', () => {
  using session = new LuaSession();
  const out = session.output(`
    local t = Debug.timer("work")
    print(t:lap("a"), t:elapsed() >= 0, Debug.recordEvent(t.id, "e", { n = 1 }), Debug.recordEvent("x", "e"))
    print(t:stop() >= 0, t:stop(), t:lap("b"))
    print(Debug.performanceReport():match("^[^\\n]+"), Debug.performanceReport():match("work: 1 time,") ~= nil)
    local report = JSON.parse(Debug.jsonReport())
    print(report.source, report.timers[1].laps[1].name, report.timers[1].events[1].metadata.n)
    print(Debug.flameGraph():match("^# timers") ~= nil, Debug.flameGraph():match("work;a %d+") ~= nil)
    print(Debug.memoryStats().used_bytes > 0, Debug.memorySnapshot().active_trackers)`);
  assert.deepEqual(out.split('\n'), [
    'true\ttrue\ttrue\tfalse',
    'true\tnil\tfalse',
    'Timers of the script (no profiler has run)\ttrue',
    'timers\ta\t1',
    'true\ttrue',
    'true\t0',
    '',
  ]);
});

test('values and the stack as text', () => {
  using session = new LuaSession();
  const out = session.output(`
    local function inner() return Debug.stackTrace(), Debug.stackTraceJson({ max_depth = 1 }) end
    print(Debug.dumpCompact({ a = 1 }, "label"))
    print(Debug.dumpWithOptions({ a = { b = {} } }, { max_depth = 1, compact_mode = true }))
    local text, json = inner()
    print(text:match("^stack traceback:\\n\\ttest:2:") ~= nil, #JSON.parse(json).frames, JSON.parse(json).frames[1].line)`);
  assert.equal(out, 'label: {a = 1}\n{a = {...}}\ntrue\t1\t2\n');
});
