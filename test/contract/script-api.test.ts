// Every call that scripts are promised for agents, tools, workflows, providers, configuration and debugging is there, with its shape,
// its errors and its defaults.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { providerEngine } from '../support/provider-engine.js';
import type { Row } from '../support/script-rows.js';
import { testRows } from '../support/script-rows.js';
import { tempFolder } from '../support/temp-folder.js';
import { WIRE_FORMATS } from '../support/wire-formats.js';

const folder = tempFolder();
const [FORMAT] = WIRE_FORMATS;

/** Expressions that give an object, and the names of its calls. */
const CALLS: Readonly<Record<string, string>> = {
  Agent: `builder create register get list list_instances discover list_templates create_from_template get_info get_details get_hierarchy
    list_capabilities discover_by_capability create_composite wrap_as_tool create_context create_child_context update_context get_context_data
    remove_context set_shared_memory get_shared_memory`,
  'Agent.builder()': `name description model provider system_prompt temperature max_tokens max_conversation_length type custom_config
    resource_limits max_execution_time max_memory_mb max_tool_calls max_recursion_depth allow_tool allowed_tools base_url api_key build`,
  'Agent.builder():build()': `execute invokeStream execute_with_context invokeTool discover_tools has_tool get_tool_metadata
    get_all_tool_metadata get_config get_metrics get_health get_performance get_bridge_metrics get_state get_agent_state set_state save_state
    load_state delete_state initialize start pause resume stop terminate recover set_error get_state_history get_last_error
    get_recovery_attempts is_healthy get_state_metrics logEvent configure_alerts get_alerts destroy complete`,
  Tool: 'execute list get exists categories discover register',
  'Tool.get("calculator")': 'execute',
  'Tool.calculator': 'execute getSchema',
  Workflow: `builder sequential parallel conditional loop list get remove clear register types setDefaultErrorHandler enableDebug
    isDebugEnabled`,
  'Workflow.builder()': `sequential parallel conditional loop loop_workflow name description add_step add_template_step timeout_ms
    error_strategy condition add_then_step add_else_step add_branch with_collection with_range with_while loop_condition max_iterations
    max_concurrency build`,
  'Workflow.builder():sequential():add_step({ name = "s", type = "tool", tool = "calculator" }):build()': `execute set_shared_data get_info
    get_output get_all_outputs list_outputs clear_outputs get_execution_id get_state set_state on_before_execute on_after_execute on_error
    emit debug validate get_metrics`,
  Session: `create builder get list save complete suspend resume delete load get_current set_current can_replay list_replayable
    get_replay_metadata replay`,
  'Session.builder()': 'name description tag tags build',
  Artifact: 'store store_file get list delete query',
  Provider: 'list get getCapabilities isAvailable',
  Config: `get getSection getDefaultEngine getProvider listProviders getSecurity getTools getPermissions isFileAccessAllowed
    isNetworkAccessAllowed setProvider setSecurity addAllowedPath snapshot restoreSnapshot toJson`,
  LocalLLM: 'status list pull info',
  Debug: `log trace debug info warn error logWithData timer setLevel getLevel setEnabled isEnabled addModuleFilter removeModuleFilter
    clearModuleFilters setDefaultFilterEnabled addAdvancedFilter getFilterSummary getCapturedEntries clearCaptured dump dumpCompact
    dumpVerbose dumpWithOptions performanceReport jsonReport flameGraph memoryStats memorySnapshot recordEvent stackTrace stackTraceJson`,
  'Debug.timer("t")': 'stop lap elapsed',
  JSON: 'parse stringify encode decode',
  Streaming: 'create yield',
  'Streaming.create(function() end)': 'next isDone collect',
  Replay: 'create_config create_modification create_comparator',
  'Replay.modes.exact': 'name',
  'Replay.schedules': 'once interval cron',
  'Replay.schedules.once(1)': 'type_name',
  'Replay.create_config()': `get_mode should_compare_results get_timeout_seconds should_stop_on_error get_modifications
    add_modification`,
  'Replay.create_modification("a", 1)': 'get_path get_value is_enabled set_enabled',
  'Replay.create_comparator()': 'compare_json',
};

test('every call is there', async (t) => {
  const { engine } = await providerEngine(t, FORMAT!, folder.path);
  const objects = Object.entries(CALLS).map(([code, names]) => {
    const list = names.split(/\s+/).map((name) => `"${name}"`);
    return `check(${JSON.stringify(code)}, ${code}, { ${list.join(', ')} })`;
  });
  const code = `
    local missing = {}
    local function check(what, object, names)
      for _, name in ipairs(names) do
        if type(object[name]) ~= "function" then missing[#missing + 1] = what .. " " .. name end
      end
    end
    ${objects.join('\n')}
    return table.concat(missing, "; "), type(Logger), next(Logger), type(Utils), next(Utils), type(ARGS)`;
  assert.deepEqual(await engine.results(code), ['', 'table', undefined, 'table', undefined, 'nil']);
});

const keys = (value: string): string =>
  `local k = {} for key in pairs(${value}) do k[#k + 1] = key end table.sort(k) return table.concat(k, " ")`;
const NOBODY = '00000000-0000-4000-8000-000000000000';
const fails = (code: string): string => `return select(2, pcall(function() ${code} end))`;

const ROWS: Readonly<Record<string, readonly Row[]>> = {
  Agent: [
    ['templates', 'return Agent.list_templates()', ['llm', 'basic', 'tool-orchestrator']],
    ['types', 'return Agent.discover()[2].type', 'basic'],
    ['nobody', 'return Agent.get("nobody")', undefined],
    ['details of nobody', fails('Agent.get_details("nobody")'), /Agent 'nobody' not found/],
    ['hierarchy of nobody', fails('Agent.get_hierarchy("nobody")'), /Agent 'nobody' not found/],
    [
      'what is known of a type',
      keys('Agent.get_info("anything")'),
      'category complexity description name optional_parameters required_parameters',
    ],
    [
      'instances',
      'Agent.builder():name("one"):build() return Agent.list_instances(), Agent.list()[1].name',
      [['one'], 'one'],
    ],
    ['a name that is taken', fails('for _ = 1, 2 do Agent.builder():name("two"):build() end'), /'two' already exists/],
    ['a dot in place of the colon', fails('Agent.builder().name("x")'), /.+/],
    [
      'limits by default',
      'local l = Agent.builder():build():get_config().resource_limits return l.max_execution_time_secs, l.max_memory_mb, l.max_tool_calls, l.max_recursion_depth',
      [300, 512, 100, 10],
    ],
    [
      'a prompt by default',
      'return Agent.builder():name("A"):description("Reads."):build():get_config().system_prompt',
      'You are A, an AI assistant. Reads.',
    ],
    ['text that is no table', fails('Agent.builder():build():execute("Hi")'), /table expected, got string/],
    ['no text', fails('Agent.builder():build():execute({})'), /Input text cannot be empty/],
    ['an answer', 'return Agent.builder():build():execute({ text = "Hi" }).text', 'Hello'],
    ['a tool that is not there', fails('Agent.builder():build():invokeTool("nope", {})'), /Tool 'nope' not found/],
    ['an unknown scope', fails('Agent.set_shared_memory("x", "k", 1)'), /Invalid scope/],
    ['an unknown context', fails('Agent.update_context("x", "k", 1)'), /no context 'x'/],
    ['a missing delegate', fails('Agent.create_composite("c", { "nobody" }, "vote")'), /Agent 'nobody' not found/],
    ['an unknown template', fails('Agent.create_from_template("x", "nope", {})'), /no template 'nope'/],
    [
      'who sees images: models of servers, composites of them, and not the offline provider',
      `Agent.builder():name("s"):build() Agent.builder():name("o"):model("offline/extractive"):build()
       Agent.create_composite("so", { "o", "s" }, "parallel") Agent.create_composite("oo", { "o" }, "parallel")
       local all, sees = Agent.list_capabilities(), {}
       for _, name in ipairs({ "s", "o", "so", "oo" }) do sees[#sees + 1] = all[name].capabilities.supports_multimodal end
       return sees`,
      [true, false, true, false],
    ],
  ],
  Tool: [
    ['nothing', 'return Tool.get("nope"), Tool.nope, Tool.exists("nope")', [undefined, undefined, false]],
    ['a listed tool', keys('Tool.list()[1]'), 'category description name version'],
    ['a discovered tool', keys('Tool.discover({ category = "utility" })[1]'), 'category description name version'],
    ['a tool', keys('Tool.get("calculator")'), 'category description execute getSchema name schema version'],
    ['its schema', keys('Tool.get("calculator").schema'), 'description name parameters'],
    [
      'by index',
      'return Tool["hash-calculator"].name, Tool.hash_calculator.name',
      ['hash-calculator', 'hash-calculator'],
    ],
    ['an unknown tool', fails('Tool.execute("nope", {})'), /Tool 'nope' not found/],
    ['without parameters', fails('Tool.execute("calculator")'), /table expected/],
    [
      'a parameter that is missing',
      fails('Tool.execute("calculator", {})'),
      /Tool execution failed: .*Missing required parameter 'input'/,
    ],
    ['a call', 'return Tool.get("calculator"):execute({ input = "6*7" }).result.result', 42],
  ],
  Workflow: [
    ['types', 'return Workflow.types()', ['sequential', 'conditional', 'loop', 'parallel']],
    ['a list without workflows', `local w = Workflow.list() ${keys('w[1]')}`, 'description features id type'],
    ['no type', fails('Workflow.builder():name("x"):build()'), /Workflow type not specified/],
    ['no steps', fails('Workflow.sequential({ name = "x" })'), /steps/],
    ...['sequential', 'parallel', 'conditional', 'loop'].map((type): Row => [
      `no name, ${type}`,
      fails(`Workflow.${type}({ steps = {} })`),
      /name is required/,
    ]),
    [
      'a name by default, where it is built',
      'return Workflow.builder():sequential():add_step({ name = "s", type = "tool", tool = "calculator" }):build().name',
      /'workflow_/,
    ],
    [
      'a name by default, where it is registered',
      `return Workflow.get(Workflow.register("sequential", { steps = { { name = "s", type = "tool", tool = "calculator" } } })).name`,
      /'workflow_/,
    ],
    [
      'an unknown step',
      fails('Workflow.builder():add_step({ name = "s", type = "dance" })'),
      /Unknown step type: 'dance'\. Supported types: /,
    ],
    [
      'a step without its agent',
      fails('Workflow.builder():add_step({ name = "s", type = "agent", input = "x" })'),
      /agent/,
    ],
    ['a step without its tool', fails('Workflow.builder():add_step({ name = "s", type = "tool" })'), /tool/],
    [
      'an unknown condition',
      fails('Workflow.builder():conditional():condition({ type = "moon" })'),
      /Unknown condition type/,
    ],
    ['an unknown workflow', fails('Workflow.get("x")'), /Workflow not found/],
    ['switches', 'Workflow.enableDebug(true) return Workflow.isDebugEnabled()', true],
    [
      'outputs before the first execution',
      fails(
        'Workflow.builder():sequential():add_step({ name = "s", type = "tool", tool = "calculator" }):build():get_output("s")',
      ),
      /No workflow execution found\. Run execute\(\) first/,
    ],
    [
      'registered, found, removed',
      `Workflow.clear()
       local id = Workflow.register("sequential", { name = "r", steps = { { name = "s", type = "tool", tool = "calculator", input = { input = "1" } } } })
       local found = Workflow.get(id)
       local listed = Workflow.list()[1]
       Workflow.remove(id)
       local gone = pcall(Workflow.get, id)
       Workflow.clear()
       return id:match("^workflow_") ~= nil, found.name, listed.id == id, listed.type, gone`,
      [true, 'r', true, 'instance', false],
    ],
    [
      'a number of a placeholder is text where the tool takes text, and a number where it takes one',
      `local r = Workflow.loop({ name = "t", iterator = { collection = { 7 } }, body = {
         { name = "c", type = "tool", tool = "calculator", input = { input = "{{loop_value}}" } },
         { name = "d", type = "tool", tool = "datetime-handler",
           input = { operation = "add", input = "2024-01-01", amount = "{{loop_value}}", unit = "days" } } } }):execute()
       return JSON.parse(r.outputs.c).result.result, JSON.parse(r.outputs.d).result.result, r.text:match("1 iteration executed")`,
      [7, '2024-01-08T00:00:00.000Z', '1 iteration executed'],
    ],
    [
      'an answer without success is an output like others, a tool that raises fails its step',
      `local function run(input)
         return Workflow.builder():sequential():add_step({ name = "s", type = "tool", tool = "calculator", input = { input = input } }):build():execute()
       end
       return JSON.parse(run("1 +").outputs.s).success, run("1 +").success, (pcall(run, 5))`,
      [false, true, false],
    ],
    [
      'a loop from a table: the end of a range is not part of it',
      `local r = Workflow.loop({ name = "l", iterator = { range = { start = 1, ["end"] = 4 } },
         body = { { name = "s", type = "tool", tool = "calculator", input = { input = "{{loop_value}}*2" } } } }):execute()
       return r.success, r.metadata.extra.total_iterations, r.metadata.extra.completed_iterations, r.text:match("completed successfully")`,
      [true, 3, 3, 'completed successfully'],
    ],
    [
      'parallel from a table',
      `local step = { name = "s", type = "tool", tool = "calculator", input = { input = "2" } }
       local r = Workflow.parallel({ name = "p", branches = { { name = "a", steps = { step } } } }):execute()
       local e = r.metadata.extra
       return r.success, e.total_branches, e.successful_branches, e.failed_branches, e.workflow_type, e.workflow_name`,
      [true, 1, 1, 0, 'parallel', 'p'],
    ],
    [
      'conditional from a table',
      `local step = { name = "s", type = "tool", tool = "calculator", input = { input = "2" } }
       local r = Workflow.conditional({ name = "c", branches = { { name = "no", condition = { type = "never" }, steps = { step } },
         { name = "yes", condition = { type = "always" }, steps = { step } } } }):execute()
       return r.success, r.metadata.extra.total_branches, r.metadata.extra.executed_branches`,
      [true, 2, 1],
    ],
    [
      'a failing step',
      fails(
        'Workflow.builder():sequential():name("f"):add_step({ name = "bad", type = "tool", tool = "file-operations", input = { operation = "read", path = "/nope" } }):build():execute()',
      ),
      /Step 'bad' failed/,
    ],
  ],
  Session: [
    ['an id', 'return #Session.create()', 36],
    [
      'what was asked for',
      `local id = Session.create({ name = "n", description = "d", tags = { "a" }, custom_metadata = { k = 1 }, colour = "red" })
       local s = Session.get(id)
       return s.id == id, s.name, s.description, s.tags, s.status, s.custom_metadata, s.created_at:match("^%d+-%d+-%d+T") ~= nil, s.parent_session_id`,
      [true, 'n', 'd', ['a'], 'active', { k: 1 }, true, undefined],
    ],
    [
      'a parent',
      'local id = Session.create() return Session.get(Session.create({ parent_session_id = id })).parent_session_id == id',
      true,
    ],
    [
      'the builder',
      `local tags = { "a" }
       local b = Session.builder():name("built"):description("d"):tags(tags):tag("b")
       b:tag("c")
       local s = Session.get(b:build())
       return s.name, s.description, s.tags, #tags`,
      ['built', 'd', ['a', 'b', 'c'], 1],
    ],
    ['a dot in place of the colon', fails('Session.builder().name("x")'), /draft:name/],
    [
      'lists, the newest first',
      `local first = Session.create({ name = "x1", tags = { "l", "m" } })
       local second = Session.create({ name = "x2", tags = { "l" } })
       Session.suspend(first)
       local l = Session.list({ tags = { "l" } })
       return #l, #Session.list({ tags = { "l", "m" } }), #Session.list({ tags = { "l" }, limit = 1 }), #Session.list({ tags = { "l" }, status = "suspended" }), #Session.list({ name = "x2" })`,
      [2, 1, 1, 1, 1],
    ],
    [
      'the ways of a session',
      `local id, seen = Session.create(), {}
       for _, turn in ipairs({ "save", "suspend", "resume", "complete" }) do
         assert(select("#", Session[turn](id)) == 0)
         seen[#seen + 1] = Session.get(id).status
       end
       assert(Session.load(id) == id)
       Session.delete(id)
       return seen, select(2, pcall(Session.get, id)):find("there is no session", 1, true) ~= nil`,
      [['active', 'suspended', 'active', 'completed'], true],
    ],
    [
      'one that has ended',
      fails('local id = Session.create() Session.complete(id) Session.resume(id)'),
      /is completed/,
    ],
    [
      'the current one',
      `local before = Session.get_current()
       local id = Session.create()
       Session.set_current(id)
       local is = Session.get_current() == id
       Session.delete(id)
       local gone = Session.get_current()
       Session.set_current(Session.create())
       Session.set_current(nil)
       return before, is, gone, Session.get_current()`,
      [undefined, true, undefined, undefined],
    ],
    [
      'events',
      `local all, made = Event.subscribe("session.*"), Event.subscribe("artifact.*")
       local id = Session.create({ name = "told" })
       for _, turn in ipairs({ "save", "suspend", "resume", "complete" }) do Session[turn](id) end
       local artifact = Artifact.store(id, "t", "n", "x")
       Artifact.delete(id, artifact)
       pcall(Session.resume, id)
       Session.delete(id)
       local types, isOf = {}, true
       for _, of in ipairs({ all, made }) do
         while true do
           local event = Event.receive(of, 0)
           if not event then break end
           types[#types + 1] = event.event_type:match("%.(.*)")
           isOf = isOf and event.data.session_id == id
         end
         Event.unsubscribe(of)
       end
       return table.concat(types, " "), isOf`,
      ['created saved suspended resumed completed deleted stored deleted', true],
    ],
    [
      'hooks that look on, and one that has something against it',
      `local seen = {}
       local function look(ctx) seen[#seen + 1] = ctx.point .. " " .. (ctx.data.operation or #ctx.data.result) end
       local kept = {}
       for _, point in ipairs({ "SessionStart", "SessionEnd", "SessionCheckpoint", "SessionRestore", "SessionSave" }) do
         kept[#kept + 1] = Hook.register(point, look)
       end
       local id = Session.create()
       for _, turn in ipairs({ "save", "suspend", "resume", "load" }) do Session[turn](id) end
       local no = Hook.register("SessionEnd", function() return { type = "cancel", reason = "not yet" } end)
       local _, problem = pcall(Session.complete, id)
       no:unregister()
       local status = Session.get(id).status
       Session.delete(id)
       for _, hook in ipairs(kept) do hook:unregister() end
       return table.concat(seen, ", "), problem:match("not yet"), status`,
      [
        'SessionStart 36, SessionSave save, SessionCheckpoint suspend, SessionRestore resume, SessionRestore load, SessionEnd complete, SessionEnd delete',
        'not yet',
        'active',
      ],
    ],
    ['a current one that is not there', fails(`Session.set_current("${NOBODY}")`), /there is no session/],
    ['tags', 'return Session.tag(Session.create({ tags = { "a", "b" } }), { "c" }, { "a" })', ['b', 'c']],
    ['no steps', 'return Session.steps(Session.create()), Session.search("nothing at all")', [{}, {}]],
    ['no id', fails('Session.get("session-1")'), /Invalid session ID: session-1/],
    ['no string', fails('Session.get(1)'), /string expected, got number/],
    ['tags that are none', fails('Session.create({ tags = "a" })'), /tags: an array of texts expected, got 'a'/],
    ['a status that is none', fails('Session.list({ status = "lost" })'), /there is no 'lost'/],
    ['a limit that is none', fails('Session.list({ limit = -1 })'), /limit: a whole number from 0 expected/],
    ['a function inside', fails('Session.create({ custom_metadata = { f = print } })'), /contains a function/],
  ],
  Artifact: [
    [
      'an id',
      `local s = Session.create()
       local id = Artifact.store(s, "tool_result", "a.md", "text")
       return id.session_id == s, id.sequence, #id.content_hash`,
      [true, 1, 64],
    ],
    [
      'what was stored',
      `local s = Session.create()
       local id = Artifact.store(s, "mine", "a.bin", "\\0\\255", { description = "d", tags = { "t" }, created_by = "me", x = 1, custom = { y = 2 } })
       local a = Artifact.get(s, id)
       local m = a.metadata
       return a.content == "\\0\\255", m.name, m.artifact_type, m.description, m.tags, m.created_by, m.custom, m.mime_type, m.size, m.version, m.is_compressed, m.original_size, m.parent_artifact`,
      [true, 'a.bin', 'mine', 'd', ['t'], 'me', { x: 1, y: 2 }, 'application/octet-stream', 2, 1, false, 2, undefined],
    ],
    [
      'versions of a name, and a listed id to get them by',
      `local s = Session.create()
       local first = Artifact.store(s, "t", "n", "one")
       Artifact.store(s, "t", "n", "two")
       local l = Artifact.list(s)
       return #l, l[2].version, l[2].parent_artifact.content_hash == first.content_hash, Artifact.get(s, l[2].id).content`,
      [2, 2, true, 'two'],
    ],
    [
      'the current session',
      `Session.set_current(Session.create())
       Artifact.store("", "t", "n", "x")
       local n = #Artifact.list("")
       Session.set_current(nil)
       return n, select(2, pcall(Artifact.list, ""))`,
      [1, 'no session is current'],
    ],
    [
      'queries',
      `local s = Session.create()
       Artifact.store(s, "q1", "one.md", "x", { tags = { "q" } })
       Artifact.store(s, "q2", "two.txt", ("x"):rep(100), { tags = { "q" } })
       local function n(q) q.tags = { "q" } return #Artifact.query(q) end
       return n({}), n({ session_id = s }), n({ type = "q1" }), n({ name_pattern = "*.txt" }), n({ min_size = 2 }), n({ max_size = 2 }),
         n({ limit = 1 }), n({ created_after = os.time() - 3600 }), n({ created_before = "2020-01-01T00:00:00Z" })`,
      [2, 2, 1, 1, 1, 1, 1, 2, 0],
    ],
    [
      'deleted',
      `local s = Session.create()
       local id = Artifact.store(s, "t", "n", "x")
       assert(select("#", Artifact.delete(s, id)) == 0)
       return #Artifact.list(s), select(2, pcall(Artifact.get, s, id)):match("has no artifact %d")`,
      [0, 'has no artifact 1'],
    ],
    ['a session that is not there', fails(`Artifact.store("${NOBODY}", "t", "n", "x")`), /there is no session/],
    ['a list of no session', fails(`Artifact.list("${NOBODY}")`), /there is no session/],
    ['no content', fails('Artifact.store(Session.create(), "t", "n", {})'), /content: a string expected, got table/],
    ['no type', fails('Artifact.store(Session.create(), "", "n", "x")'), /type: it is empty/],
    ['no id of an artifact', fails('Artifact.get(Session.create(), { sequence = 1 })'), /no id of an artifact/],
    [
      'one of another session',
      fails('local id = Artifact.store(Session.create(), "t", "n", "x") Artifact.get(Session.create(), id)'),
      /is one of session/,
    ],
    ['a file', fails('Artifact.store_file(Session.create(), "/etc/passwd", "t")'), /Permission denied|--allow-read/],
  ],
  'Provider, Config, LocalLLM': [
    [
      'names',
      'return Provider.list()[1].name:match("([^/]+)/([^/]+)/([^/]+)") ~= nil, Provider.get("nobody")',
      [true, undefined],
    ],
    [
      'capabilities',
      'return Provider.getCapabilities("lab").supports_streaming, Provider.isAvailable("nobody")',
      [true, false],
    ],
    ['an unknown section', fails('Config.getSection("moon")'), /Unknown configuration section: moon/],
    [
      'the engine',
      'return Config.getDefaultEngine(), type(Config.get("any.path")), type(Config.toJson())',
      ['lua', 'table', 'string'],
    ],
    [
      'questions',
      'return Config.isFileAccessAllowed(), Config.isNetworkAccessAllowed(), Config.getProvider("nobody")',
      [false, false, undefined],
    ],
    ['setters', fails('Config.setProvider("x", {})'), /Configuration error/],
    ['security', fails('Config.setSecurity({})'), /Configuration error/],
    ['a snapshot that is none', fails('Config.restoreSnapshot(7)'), /Configuration error/],
    [
      'permissions',
      keys('Config.getPermissions()'),
      'access_secrets modify_providers modify_runtime modify_security modify_tools read',
    ],
    [
      'local models without configuration',
      'local s = LocalLLM.status() return s.ollama.running, s.ollama.models, s.ollama.error, s.candle.ready, #LocalLLM.list()',
      [false, 0, 'Not configured', false, 0],
    ],
    ['an unknown local model', fails('LocalLLM.info("x")'), /Model 'x' not found in any backend/],
    ['a local model without its backend', fails('LocalLLM.pull("x@candle")'), /.+/],
  ],
  'Debug, JSON, Streaming': [
    ['levels', 'return Debug.setLevel("debug"), Debug.getLevel(), Debug.setLevel("loud")', [true, 'DEBUG', false]],
    [
      'a timer',
      'local t = Debug.timer("t") return type(t.id), t:lap("half"), type(t:elapsed()), type(t:stop()), t:stop()',
      ['string', true, 'number', 'number', undefined],
    ],
    [
      'dumps',
      'return type(Debug.dump({ 1 }, "label")), type(Debug.dumpVerbose({ 1 })), type(Debug.dumpCompact(1))',
      ['string', 'string', 'string'],
    ],
    [
      'captured entries',
      'Debug.clearCaptured() Debug.error("bad", "mod") local e = Debug.getCapturedEntries(1)[1] return e.level, e.message, e.module',
      ['ERROR', 'bad', 'mod'],
    ],
    [
      'trace is below the level',
      'Debug.setLevel("info") Debug.clearCaptured() Debug.trace("x") return #Debug.getCapturedEntries()',
      0,
    ],
    ['text that is no JSON', fails('JSON.parse("{")'), /JSON parse error: /],
    [
      'sorted keys',
      'return JSON.stringify({ b = 1, a = { true } }), JSON.encode({}), JSON.decode("[1]")',
      ['{"a":[true],"b":1}', '{}', [1]],
    ],
    [
      'a stream',
      `local s = Streaming.create(function() coroutine.yield(1) return 2 end)
       local first, done = s:next(), s:isDone()
       return first, done, s:collect(), s:isDone(), s:next()`,
      [1, false, [2], true, undefined],
    ],
  ],
  Replay: [
    [
      'a configuration and its defaults',
      `local c = Replay.create_config()
       return c:get_mode():name(), c:should_compare_results(), c:get_timeout_seconds(), c:should_stop_on_error(), #c:get_modifications()`,
      ['exact', true, 300, false, 0],
    ],
    [
      'modes, as objects and by name',
      'return Replay.create_config(Replay.modes.simulate):get_mode():name(), Replay.create_config("debug"):get_mode():name()',
      ['simulate', 'debug'],
    ],
    ['a mode that there is not', fails('Replay.create_config("fast")'), /invalid option 'fast'/],
    [
      'modifications',
      `local c = Replay.create_config("modified")
       c:add_modification("a.b", { 1 })
       c:add_modification("c", nil, false)
       local list = c:get_modifications()
       list[1]:set_enabled(false)
       local first, second = table.unpack(c:get_modifications())
       list[1] = nil
       return first:get_path(), first:get_value(), first:is_enabled(), second:is_enabled(), #c:get_modifications()`,
      ['a.b', [1], false, false, 2],
    ],
    ['a modification by itself', 'return Replay.create_modification("p", 1):is_enabled()', true],
    ['a path that is empty', fails('Replay.create_modification("", 1)'), /the path is empty/],
    ['called with a dot', fails('Replay.create_config().add_modification("p", 1)'), /call it with a colon/],
    [
      'schedules',
      `local s = Replay.schedules
       return s.once(5):type_name(), s.interval(0, 60, 3):type_name(), s.cron("0 9 * * 1"):type_name()`,
      ['once', 'interval', 'cron'],
    ],
    ['a schedule of no time', fails('Replay.schedules.interval(0, 0)'), /more than 0 seconds/],
    ['a cron expression that is none', fails('Replay.schedules.cron("daily")'), /no cron expression/],
    [
      'values that are identical',
      `local r = Replay.create_comparator():compare_json({ a = { 1, 2 } }, { a = { 1, 2 } })
       return r.identical, r.similarity_score, r.differences`,
      [true, 1, undefined],
    ],
    [
      'functions',
      fails('Replay.create_comparator():compare_json({ print }, {})'),
      /values with functions cannot be compared/,
    ],
    [
      'values that differ',
      `local r = Replay.create_comparator():compare_json({ a = { 1, 2 }, b = "x" }, { a = { 1, 3 }, b = "x" })
       return r.identical, #r.differences, r.differences[1].path, r.similarity_score > 0.66, r.summary`,
      [false, 1, '$.a[2]', true, '1 difference in 3 values'],
    ],
  ],
};

testRows(ROWS, folder.path);
