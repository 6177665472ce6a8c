// What the engine tells of a script, and what a script publishes, through the built command.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runCli } from '../support/run-cli.js';
import { tempFolder } from '../support/temp-folder.js';

const folder = tempFolder();

async function printed(code: string, ...more: readonly string[]): Promise<string[]> {
  const env = { LLMSPELL_STATE_DIR: `${folder.path}/state` };
  const { code: exit, stdout, stderr } = await runCli(['run', ...more, '-'], { input: code, env });
  assert.deepEqual([exit, stderr], [0, '']);
  return stdout.split('\n').filter((line) => line !== '');
}

const TELL = `
  local id = Event.subscribe("*")
  local function told(work)
    pcall(work)
    local runs, types = {}, {}
    while true do
      local event = Event.receive(id, 0)
      if not event then break end
      assert(event.metadata.source == "engine" and event.metadata.session == "main")
      runs[event.metadata.run_id] = true
      types[#types + 1] = event.event_type
    end
    assert(next(runs) and not next(runs, next(runs)), "one run")
    print(table.concat(types, " "))
  end
`;

test('tools, agents, workflows, models and state tell what they do, with the id of the run', async () => {
  const lines = await printed(`${TELL}
    told(function() Tool.execute("calculator", { input = "1 + 1" }) end)
    told(function() Tool.execute("calculator", {}) end)
    local agent = Agent.builder():name("a"):model("offline/extractive"):build()
    told(function() agent:execute({ text = "hi" }) end)
    told(function()
      Agent.builder():name("b"):model("offline/nothing"):build():execute({ text = "hi" })
    end)
    local function flow(input)
      return function()
        Workflow.builder():name("w"):sequential()
          :add_step({ name = "s", type = "tool", tool = "calculator", input = input }):build():execute({})
      end
    end
    told(flow({ input = "1 + 1" }))
    told(flow({}))
    told(function() State.set("x", 1) State.increment("x") State.del("x") State.del("x") end)
    told(function() State.transaction(function(tx) tx:set("a", 1) tx:del("b") end) end)
  `);
  assert.deepEqual(lines, [
    'tool.started tool.completed',
    'tool.started tool.failed',
    'agent.started provider.started provider.completed agent.completed',
    'agent.started provider.started provider.failed agent.failed',
    'workflow.started workflow.step.started tool.started tool.completed workflow.state.updated workflow.step.completed workflow.completed',
    'workflow.started workflow.step.started tool.started tool.failed workflow.step.failed workflow.failed',
    'state.changed state.changed state.changed',
    'state.changed state.changed',
  ]);
});

test('taking documents in and looking for them is told with how many, and never with what was asked for', async () => {
  const lines = await printed(`
    local id = Event.subscribe("retrieval.*")
    RAG.ingest({ { text = "apples are red" }, { text = "the sky is blue" } })
    RAG.search("apples", { top_k = 1 })
    pcall(RAG.search, "apples", { mode = "nothing" })
    while true do
      local event = Event.receive(id, 0)
      if not event then break end
      local data = event.data
      assert(event.metadata.run_id and (data.duration_ms or 0) >= 0)
      print(event.event_type, data.documents, data.chunks, data.results, data.query)
    end
  `);
  assert.deepEqual(lines, [
    'retrieval.ingest.started\tnil\tnil\tnil\tnil',
    'retrieval.ingest.completed\t2\t2\tnil\tnil',
    'retrieval.search.started\tnil\tnil\tnil\tnil',
    'retrieval.search.completed\tnil\tnil\t1\tnil',
    'retrieval.search.started\tnil\tnil\tnil\tnil',
    'retrieval.search.failed\tnil\tnil\tnil\tnil',
  ]);
});

test('the tools that an agent calls tell it too, and hooks tell what they did', async () => {
  const lines = await printed(`${TELL}
    local hook = Hook.register("BeforeToolExecution", function() end)
    local bad = Hook.register("ToolError", function() error("boom") end)
    local agent = Agent.builder():name("a"):model("offline/extractive"):allowed_tools({ "calculator" }):build()
    told(function() agent:invokeTool("calculator", { input = "1 + 1" }) end)
    told(function() Tool.execute("calculator", {}) end)
  `);
  assert.deepEqual(lines, [
    'tool.started hook.executed tool.completed',
    'tool.started hook.executed hook.failed tool.failed',
  ]);
});

test('what is published without waiting keeps its order with everything else, and arrives before the script goes on to ask', async () => {
  const lines = await printed(`
    local id = Event.subscribe("*")
    for i = 1, 700 do
      Event.publish("n", i)
      if i % 100 == 0 then State.set("n", i) end
    end
    local expected, states = 1, 0
    while true do
      local event = Event.receive(id, 0)
      if not event then break end
      if event.event_type == "state.changed" then
        states = states + 1
        assert(expected == states * 100 + 1, "state.changed after its events")
      else
        assert(event.data == expected)
        expected = expected + 1
      end
    end
    print(expected - 1, states)
  `);
  assert.deepEqual(lines, ['700\t7']);
});

test('a task that waits for an event lets others run; a workflow publishes; an event that expires is not received', async () => {
  const lines = await printed(
    `
    local id = Event.subscribe("step.*")
    local waiting = Async.spawn(function() return Event.receive(id, 30000).data.n end)
    local publishing = Async.spawn(function()
      Workflow.builder():name("w"):sequential():add_step({ name = "s", type = "tool", tool = "calculator", input = {} })
        :build():emit("step.done", { n = 42 })
    end)
    publishing:await()
    print(waiting:await())
    Event.publish("step.gone", 1, { ttl_seconds = 0.001 })
    os.execute("sleep 0.1")
    print(Event.receive(id, 0), Event.get_stats().event_bus_stats.expired)
  `,
    '--allow-run',
  );
  assert.deepEqual(lines, ['42', 'nil\t1']);
});

test('what is wrong with an event is said where it is published', async () => {
  const lines = await printed(`
    local function says(...) print((select(2, pcall(...)))) end
    says(Event.publish, "")
    says(Event.publish, "x", print)
    says(Event.publish, "x", ("y"):rep(2^21))
    says(Event.publish, "x", nil, { correlation_id = "1" })
    says(Event.publish, "x", nil, { ttl_seconds = -1 })
    says(Event.publish, "x", nil, { colour = "red" })
    says(Event.receive, "nothing", 0)
    print(Event.unsubscribe("nothing"))
  `);
  assert.deepEqual(lines, [
    'Validation error: the type of an event has 1 to 256 characters, not 0',
    'the data of an event cannot hold functions',
    'Validation error: the data of an event takes 1048576 bytes at most, this about 2097168',
    "Validation error: correlation_id is to be a UUID, not '1'",
    'Validation error: ttl_seconds is to be a number above 0',
    "bad argument #3 to 'Event.publish' (unknown option 'colour'; there are language, correlation_id, ttl_seconds)",
    'Event error: No active subscription found: nothing',
    'false',
  ]);
});
