// Calls of scripts with what they answer, refuse and do by themselves: Debug, Console, Performance, Inspect, Async, Streaming, JSON, and
// what workflows and agents do when they run.

import type { Row } from '../support/script-rows.js';
import { testRows } from '../support/script-rows.js';
import { tempFolder } from '../support/temp-folder.js';

const folder = tempFolder();

const fails = (code: string): string => `return select(2, pcall(function() ${code} end))`;
const keys = (value: string): string =>
  `local k = {} for key in pairs(${value}) do k[#k + 1] = key end table.sort(k) return table.concat(k, " ")`;
/** Steps of workflows that scripts below add. */
const STEPS = `
  local function calc(name, input) return { name = name, type = "tool", tool = "calculator", input = { input = input } } end
  local function fn(name, f, more) local s = { name = name, type = "function", fn = f } for k, v in pairs(more or {}) do s[k] = v end return s end
  local function value(text) return math.tointeger(JSON.parse(text).result.result) end
  local slow = fn("slow", function() Async.sleep(200) end)
`;
const workflow = (code: string): string => `${STEPS} ${code}`;

const ROWS: Readonly<Record<string, readonly Row[]>> = {
  Debug: [
    [
      'levels',
      'return Debug.setLevel("Warn"), Debug.getLevel(), Debug.setLevel("loud"), Debug.getLevel(), Debug.setLevel("info")',
      [true, 'WARN', false, 'WARN', true],
    ],
    [
      'off and on',
      'Debug.setEnabled(false) local off = Debug.isEnabled() Debug.setEnabled(true) return off, Debug.isEnabled()',
      [false, true],
    ],
    ['an unknown level', fails('Debug.log("loud", "x")'), /invalid level 'loud'/],
    [
      'a timer',
      'local t = Debug.timer("t") return type(t.id), t:lap("l"), t:elapsed() >= 0, type(t:stop()), t:stop(), t:lap("m")',
      ['string', true, true, 'number', undefined, false],
    ],
    [
      'what was said',
      `Debug.clearCaptured() Debug.info("a", "m") Debug.logWithData("warn", "b", { n = 1 }, "m")
       local e = Debug.getCapturedEntries() return #e, e[1].level, e[1].message, e[1].module, e[2].metadata.n, #Debug.getCapturedEntries(1)`,
      [2, 'INFO', 'a', 'm', 1, 1],
    ],
    [
      'filters',
      `Debug.addModuleFilter("a.*", false) Debug.addAdvancedFilter("b", "exact", true)
       local s = Debug.getFilterSummary() local removed, none = Debug.removeModuleFilter("a.*"), Debug.removeModuleFilter("a.*")
       Debug.clearModuleFilters() return s.default_enabled, s.total_rules, s.rules[1].pattern_type, s.rules[2].enabled, removed, none, Debug.getFilterSummary().total_rules`,
      [true, 2, 'wildcard', true, true, false, 0],
    ],
    ['an unknown kind of filter', fails('Debug.addAdvancedFilter("a", "fuzzy", true)'), /invalid option 'fuzzy'/],
    ['a pattern that is none', fails('Debug.addAdvancedFilter("(", "regex", true)'), /Invalid regular expression/],
    [
      'dumps are texts',
      'return Debug.dump({ 1 }, "l"), Debug.dumpCompact({ a = 1 }), Debug.dumpWithOptions({ a = { b = 1 } }, { max_depth = 1, compact_mode = true })',
      ['l: {1}', '{a = 1}', '{a = {...}}'],
    ],
    ['an unknown option', fails('Debug.dumpWithOptions(1, { max_dept = 1 })'), /unknown option 'max_dept'/],
    [
      'reports say where their figures are from',
      'return JSON.parse(Debug.jsonReport()).source, Debug.performanceReport():match("no profiler has run") ~= nil, Debug.flameGraph():match("^# timers") ~= nil',
      ['timers', true, true],
    ],
    ['memory', keys('Debug.memoryStats()'), 'allocated_bytes collections peak_bytes resident_bytes used_bytes'],
    [
      'events of timers',
      'return Debug.recordEvent(Debug.timer("t").id, "e", { n = 1 }), Debug.recordEvent("none", "e")',
      [true, false],
    ],
    [
      'the stack',
      'return Debug.stackTrace():match("^stack traceback:") ~= nil, #JSON.parse(Debug.stackTraceJson()).frames > 0',
      [true, true],
    ],
  ],
  Console: [
    [
      'levels',
      'local first = Console.getLevel() Console.setLevel("error") local now = Console.getLevel() Console.setLevel("trace") return first, now',
      ['trace', 'error'],
    ],
    ['an unknown level', fails('Console.setLevel("loud")'), /loud/],
    [
      'nothing is returned',
      'return select("#", Console.group("g")), select("#", Console.groupEnd()), select("#", Console.count("c")), select("#", Console.assert(true, "x"))',
      [0, 0, 0, 0],
    ],
    ['rows that are none', fails('Console.table("x")'), /table expected, got string/],
  ],
  Performance: [
    [
      'marks and measures',
      `Performance.clear() Performance.mark("a") Performance.mark("b") local m = Performance.measure("m", "a", "b")
       return m.name, m.duration_ms >= 0, m.start_ms == Performance.marks().a, #Performance.measures("m"), #Performance.measures("other"), Performance.report().measures.m.count`,
      ['m', true, true, 1, 0, 1],
    ],
    ['an unknown mark', fails('Performance.measure("m", "nope")'), /nope/],
    ['timed', 'local ms, a, b = Performance.time(function(x) return x, 2 end, 1) return ms >= 0, a, b', [true, 1, 2]],
    ['a timed failure', fails('Performance.time(function() error("no", 0) end)'), /'no'/],
    ['its source is said', 'return Performance.report().source', 'timers'],
  ],
  Inspect: [
    [
      'depth',
      'return Inspect.value({ a = { b = 1 } }, { depth = 1 }), Inspect.value({ a = { 1, "x" } })',
      ['{a = {...}}', '{a = {1, "x"}}'],
    ],
    ['a table in itself', 'local c = {} c.me = c return Inspect.value(c)', '{me = <cycle>}'],
    ['an unknown option', fails('Inspect.value(1, { dpth = 2 })'), /dpth/],
  ],
  Async: [
    [
      'all, by their keys',
      'local r = Async.all({ function() Async.sleep(5) return 1, "left out" end, x = function() return 2 end }) return r[1], r.x, #r',
      [1, 2, 1],
    ],
    ['all of nothing', 'return next(Async.all({}))', undefined],
    [
      'the first failure, and the rest is cancelled',
      'local t local e = select(2, pcall(Async.all, { function() t = Async.spawn(function() Async.sleep(60000) end) t:await() end, function() Async.sleep(1) error("boom", 0) end })) return e, t:status()',
      ['boom', 'cancelled'],
    ],
    ['what are no tasks', fails('Async.all({ 1 })'), /functions and tasks expected, got number/],
    [
      'race',
      'return Async.race({ function() Async.sleep(60000) end, function() Async.sleep(1) return "fast" end })',
      ['fast', 2],
    ],
    [
      'race is lost by an error',
      fails('Async.race({ function() error("lost", 0) end, function() Async.sleep(60000) end })'),
      /'lost'/,
    ],
    ['any', 'return Async.any({ function() error("x") end, function() Async.sleep(1) return "ok" end })', ['ok', 2]],
    [
      'any of failures',
      fails('Async.any({ function() error("x", 0) end, function() error("y", 0) end })'),
      /none of 2 tasks succeeded; the first: x/,
    ],
    [
      'a time-out',
      fails('Async.timeout(5, "late", function() Async.sleep(60000) end)'),
      /Timeout error: the task 'late' took longer than 5 ms/,
    ],
    ['in time', 'return Async.timeout(60000, function() return 1, 2 end)', [1, 2]],
    [
      'faulty times',
      'return (pcall(Async.sleep, -1)), (pcall(Async.sleep, "x")), (pcall(Async.timeout, "x", print)), (pcall(Async.spawn, 1))',
      [false, false, false, false],
    ],
    [
      'errors that are tables stay tables',
      'local t = Async.spawn(function() error({ code = 7 }) end) local _, e = pcall(t.await, t) return e.code, t:status()',
      [7, 'failed'],
    ],
    [
      'cancelled',
      'local t = Async.spawn("mine", function() Async.sleep(60000) end) return t:cancel(), t:cancel(), t:name(), select(2, pcall(t.await, t))',
      [true, false, 'mine', "Script execution error: the task 'mine' was cancelled"],
    ],
    [
      'where Lua cannot be left: a comparator, gsub, a generator',
      `local seen = 0
       local other = Async.spawn(function() for _ = 1, 3 do Async.sleep(1) seen = seen + 1 end end)
       local list = { 3, 1, 2 }
       table.sort(list, function(a, b) Async.sleep(1) return a < b end)
       local text = ("a b"):gsub("%a", function(c) Async.sleep(1) return c:upper() end)
       local sum = Async.spawn(function()
         local next = coroutine.wrap(function() for i = 1, 2 do Async.sleep(1) coroutine.yield(i) end end)
         return next() + next()
       end):await()
       other:await()
       return list, text, sum, seen`,
      [[1, 2, 3], 'A B', 3, 3],
    ],
  ],
  Streaming: [
    [
      'one after the other; what the function returns comes last',
      `local s = Streaming.create(function() coroutine.yield(1) return 2 end)
       return s:next(), s:isDone(), s:next(), s:isDone(), s:next()`,
      [1, false, 2, true, undefined],
    ],
    [
      'collected',
      'return Streaming.create(function() for i = 1, 3 do Streaming.yield(i) end end):collect()',
      [1, 2, 3],
    ],
    ['no function', fails('Streaming.create()'), /function expected/],
    ['a failure', fails('Streaming.create(function() error("x", 0) end):next()'), /'x'/],
    ['yield outside of one does nothing', 'return select("#", Streaming.yield(1))', 0],
  ],
  JSON: [
    [
      'keys in their order',
      'return JSON.stringify({ b = 1, a = { 1, 2 } }), JSON.encode({}), JSON.stringify({ 0 / 0 })',
      ['{"a":[1,2],"b":1}', '{}', '[null]'],
    ],
    [
      'numbers',
      'local v = JSON.parse("[1,2.5,1e2]") return math.type(v[1]), math.type(v[2]), JSON.decode("[7]")[1]',
      ['integer', 'float', 7],
    ],
    ['what is none', fails('JSON.parse("{bad")'), /JSON parse error: /],
    ['functions', fails('JSON.stringify({ f = print })'), /function/],
  ],
  Workflow: [
    [
      'each type gives success, outputs, text',
      workflow(`
       local all = {}
       for _, type in ipairs({ "sequential", "parallel", "loop" }) do
         local b = Workflow.builder()[type](Workflow.builder()):name(type):add_step(calc("a", "1 + 1"))
         if type == "loop" then b:with_range({ start = 0, ["end"] = 2 }) end
         local r = b:build():execute()
         all[#all + 1] = table.concat({ tostring(r.success), r.status, r.workflow_type, value(r.outputs.a), r.text:match("completed successfully") }, " ")
       end
       return all`),
      [
        'true completed sequential 2 completed successfully',
        'true completed parallel 2 completed successfully',
        'true completed loop 2 completed successfully',
      ],
    ],
    [
      'then and else',
      workflow(`
       local function run(c)
         local w = Workflow.builder():conditional():condition(c):add_then_step(calc("yes", "1")):add_else_step(calc("no", "0")):build()
         w:set_shared_data("mode", "on")
         return next(w:execute().outputs)
       end
       return (run({ type = "always" })), (run({ type = "never" })), (run({ type = "shared_data_equals", key = "mode", value = "on" })),
         (run({ type = "shared_data_exists", key = "nowhere" }))`),
      ['yes', 'no', 'yes', 'no'],
    ],
    [
      'continue: the rest runs, and errors says what failed',
      workflow(`
       local r = Workflow.builder():sequential():error_strategy("continue"):add_step(fn("bad", function() error("no", 0) end)):add_step(calc("good", "2")):build():execute()
       return r.success, r.errors.bad, value(r.outputs.good), r.metadata.extra.failed_steps, r.metadata.extra.successful_steps`),
      [false, 'no', 2, 1, 1],
    ],
    [
      'fail-fast: raised, and what runs beside it ends',
      workflow(
        fails(`
       Workflow.builder():parallel():add_step(fn("bad", function() error("no", 0) end)):add_step(slow):build():execute()`),
      ),
      /Workflow execution error: Step 'bad' failed: no/,
    ],
    [
      'retry',
      workflow(`
       local n = 0
       local strategy = { type = "retry", max_attempts = 3, backoff_ms = 1 }
       local r = Workflow.builder():sequential():error_strategy(strategy):add_step(fn("f", function() n = n + 1 if n < 3 then error("no") end return n end)):build():execute()
       return r.outputs.f, n`),
      ['3', 3],
    ],
    [
      'a step that is late',
      workflow(fails('slow.timeout_ms = 20 Workflow.builder():sequential():add_step(slow):build():execute()')),
      /Step 'slow' failed: Timeout error: it did not finish within 20 ms/,
    ],
    [
      'a workflow that is late',
      workflow(fails('Workflow.builder():sequential():name("w"):timeout_ms(20):add_step(slow):build():execute()')),
      /Timeout error: Workflow 'w' did not finish within 20 ms/,
    ],
    [
      'placeholders',
      workflow(`
       local w = Workflow.builder():sequential():add_step(fn("one", function() return "first" end))
         :add_step({ name = "two", type = "tool", tool = "text-manipulator",
           input = { operation = "uppercase", input = "{{step.one.result}} {{input.k}} {{shared.s}} {{k}} {{nothing}}" } }):build()
       w:set_shared_data("s", "shared")
       return JSON.parse(w:execute({ k = "in" }).outputs.two).result.result`),
      'FIRST IN SHARED IN {{NOTHING}}',
    ],
    [
      'nested',
      workflow(`
       local inner = Workflow.builder():sequential():add_step(calc("x", "{{input.n}} + 1")):build()
       local r = Workflow.builder():sequential():add_step({ name = "in", type = "workflow", workflow = inner, input = { n = 4 } })
         :add_step(fn("out", function(c) return value(c.results["in"].x) end)):build():execute()
       return r.outputs.out`),
      '5',
    ],
    [
      'templates are not there yet, and say so',
      fails('Workflow.builder():sequential():add_template_step("t", "research-assistant", {}):build():execute()'),
      /templates are not available yet/,
    ],
    [
      'a condition and a loop without their parts',
      workflow(
        'return (pcall(function() Workflow.builder():conditional():condition({ type = "always" }):build() end)), (pcall(function() Workflow.builder():loop():add_step(calc("a", "1")):build() end))',
      ),
      [false, false],
    ],
  ],
  Agent: [
    [
      'an answer has its metadata',
      'local r = Agent.builder():build():execute({ text = "Hi" }) return r.text, r.metadata.model, r.metadata.finish_reason, r.metadata.execution_time_ms >= 0',
      ['Hello', 'lab/m', 'stop', true],
    ],
    [
      'streamed to a function',
      'local got = {} local r = Agent.builder():model("offline/extractive"):build():invokeStream({ text = "Hi" }, function(c) got[#got + 1] = c.text end) return r.success, r.chunks_received == #got, table.concat(got) == r.text',
      [true, true, true],
    ],
    [
      'without a function',
      fails('Agent.builder():model("offline/extractive"):build():invokeStream({ text = "Hi" })'),
      /function expected/,
    ],
    [
      'an error in the function is raised',
      fails(
        'Agent.builder():model("offline/extractive"):build():invokeStream({ text = "Hi" }, function() error("mine", 0) end)',
      ),
      /'mine'/,
    ],
    [
      'an answer that was to be JSON',
      fails('Agent.builder():build():execute({ text = "Hi", response_schema = { type = "object" } })'),
      /the answer is not JSON/,
    ],
    [
      'other modalities',
      fails('Agent.builder():build():execute({ text = "Hi", output_modalities = { "smell" } })'),
      /not available yet/,
    ],
    [
      'as a tool',
      'Agent.builder():name("helper"):build() local name = Agent.wrap_as_tool("helper", {}) local r = Tool.execute("helper_tool", { text = "Hi" }) return name, r.success, r.result',
      ['helper-tool', true, 'Hello'],
    ],
    [
      'composites',
      `for _, n in ipairs({ "c1", "c2" }) do Agent.builder():name(n):build() end
       local all = {}
       for _, s in ipairs({ "sequential", "parallel", "vote" }) do
         Agent.create_composite("by-" .. s, { "c1", "c2" }, s)
         local r = Agent.get("by-" .. s):execute({ text = "Hi" })
         all[#all + 1] = r.answers.c1 .. " " .. r.answers.c2 .. " " .. tostring(r.votes)
       end
       return all`,
      ['Hello Hello nil', 'Hello Hello nil', 'Hello Hello 2'],
    ],
    [
      'an unknown routing',
      fails('Agent.create_composite("z", { "c1" }, "zigzag")'),
      /routing 'zigzag' is none of sequential/,
    ],
    [
      'registered from a table',
      `local name = Agent.register({ name = "reg", model = { provider = "lab", model_id = "m", temperature = 0.5 }, resource_limits = { max_tool_calls = 1 } })
       local d = Agent.get_details(name) return name, d.name, d.config.temperature, Agent.get(name):get_config().resource_limits.max_tool_calls`,
      ['reg', 'reg', 0.5, 1],
    ],
    [
      'an unknown setting',
      fails('Agent.register({ name = "r2", bogus = 1 })'),
      /Invalid agent configuration: unknown setting 'bogus'/,
    ],
    [
      'states',
      `local a = Agent.builder():build() a:start() a:pause()
       local paused = select(2, pcall(a.execute, a, { text = "x" })) a:resume() a:stop()
       return a:get_state(), tostring(paused):match("is Paused") ~= nil, (pcall(a.resume, a)), #a:get_state_history()`,
      ['Ready', true, false, 6],
    ],
    [
      'destroyed',
      'local a = Agent.builder():name("gone"):build() a:destroy() return (pcall(a.execute, a, { text = "x" })), Agent.get("gone"), Agent.builder():name("gone"):build() ~= nil',
      [false, undefined, true],
    ],
  ],
};

testRows(ROWS, folder.path);
