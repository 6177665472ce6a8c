// Every hook point fires: a script does what each of them is for, and hooks that it has registered say that they were run.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { hookPoints } from '../../src/base/hook-points.js';
import { runCli } from '../support/run-cli.js';
import { tempFolder } from '../support/temp-folder.js';

const folder = tempFolder();

const CALCULATE = 'Tool.execute("calculator", { input = "1 + 1" })';
const AGENT = 'Agent.builder():name("a" .. math.random(0)):model("offline/extractive"):build()';
const FLOW = `Workflow.builder():name("w"):sequential()
  :add_step({ name = "one", type = "tool", tool = "calculator", input = { input = "1 + 1" } })
  :add_step({ name = "two", type = "tool", tool = "calculator", input = { input = "2 + 2" } }):build():execute({})`;
const FAILING = `Workflow.builder():name("w"):sequential()
  :add_step({ name = "one", type = "tool", tool = "calculator", input = { input = "1 + 1" } })
  :add_step({ name = "two", type = "tool", tool = "calculator", input = {} }):build():execute({})`;
const CONFLICT = `local tries = 0
  State.transaction(function(tx)
    tries = tries + 1
    local n = tx:get("conflict", 0)
    if tries == 1 then State.set("conflict", 5) end
    tx:set("conflict", n + 1)
  end)`;

/** What fires each. The script goes on when one fails. */
const ACTIONS: Readonly<Record<string, string>> = {
  SystemStartup: '',
  SystemShutdown: '',
  ConfigurationChange: 'Config.restoreSnapshot(Config.snapshot())',
  ResourceLimitExceeded: `Workflow.builder():name("slow"):sequential():timeout_ms(50)
    :add_step({ name = "s", type = "tool", tool = "process-executor", input = { executable = "sleep", arguments = { "5" } } })
    :build():execute({})`,
  SecurityViolation: 'Tool.execute("file-operations", { operation = "read", path = "/etc/passwd" })',
  BeforeAgentInit: AGENT,
  AfterAgentInit: AGENT,
  BeforeAgentExecution: `${AGENT}:execute({ text = "hi" })`,
  AfterAgentExecution: `${AGENT}:execute({ text = "hi" })`,
  BeforeAgentShutdown: `${AGENT}:destroy()`,
  AfterAgentShutdown: `${AGENT}:destroy()`,
  AgentError: 'Agent.builder():name("b"):model("offline/nothing"):build():execute({ text = "hi" })',
  BeforeToolDiscovery: 'Tool.list()',
  AfterToolDiscovery: 'Tool.discover()',
  BeforeToolExecution: CALCULATE,
  AfterToolExecution: CALCULATE,
  ToolValidation: CALCULATE,
  ToolError: 'Tool.execute("calculator", {})',
  BeforeWorkflowStart: FLOW,
  WorkflowStageTransition: FLOW,
  BeforeWorkflowStage: FLOW,
  AfterWorkflowStage: FLOW,
  WorkflowCheckpoint: FLOW,
  WorkflowRollback: FAILING,
  AfterWorkflowComplete: FLOW,
  WorkflowError: FAILING,
  BeforeStateRead: 'State.get("x")',
  AfterStateRead: 'State.get("x")',
  BeforeStateWrite: 'State.set("x", 1)',
  AfterStateWrite: 'State.set("x", 1)',
  StateConflict: CONFLICT,
  StateMigration: 'State.define_migration("1.0.0", function() end) State.migrate("1.0.0")',
  SessionStart: 'Session.create()',
  SessionEnd: 'Session.complete(Session.create())',
  SessionCheckpoint: 'Session.suspend(Session.create())',
  SessionRestore: 'Session.load(Session.create())',
  SessionSave: 'Session.save(Session.create())',
  BeforeEventEmit: 'Event.publish("x")',
  AfterEventEmit: 'Event.publish("x")',
  EventHandlerError: `local spoil = Hook.register("BeforeEventEmit", function()
      return { type = "modified", data = { event_type = "" } }
    end)
    Event.publish("x")
    spoil:unregister()`,
  PerformanceThresholdExceeded: 'Tool.execute("process-executor", { executable = "sleep", arguments = { "0.2" } })',
};

/** They need a machine that is in trouble: src/services/hooks/machine-load.test.ts. */
const ELSEWHERE = ['MemoryUsageHigh', 'CpuUsageHigh'];

test('every point has an action that fires it', () => {
  assert.deepEqual([...Object.keys(ACTIONS), ...ELSEWHERE].sort(), [...hookPoints()].sort());
});

test('each action fires its point', async () => {
  const ended = folder.file('ended.txt', '');
  const pieces = Object.entries(ACTIONS).map(
    ([point, action]) => `
    do
      local fired
      local handle = Hook.register("${point}", function(ctx)
        fired = ctx.point == "${point}" and ctx.metadata.run_id ~= nil
        if "${point}" == "SystemShutdown" then io.open("${ended}", "w"):write("shut down"):close() end
      end)
      local _, problem = pcall(function() ${action} end)
      if "${point}" == "SystemShutdown" then kept = handle
      else print("${point}", fired, fired and "" or problem) handle:unregister() end
    end`,
  );
  const { code, stdout, stderr } = await runCli(['run', '--allow-run', `--allow-write=${folder.path}`, '-'], {
    input: pieces.join('\n'),
    env: { LLMSPELL_HOOKS_SLOW_CALL: '100ms', LLMSPELL_STATE_DIR: `${folder.path}/state` },
  });
  assert.deepEqual([code, stderr], [0, '']);
  const silent = stdout.split('\n').filter((line) => line !== '' && !line.includes('\ttrue\t'));
  assert.deepEqual(silent, []);
  assert.equal(stdout.split('\n').length - 1, Object.keys(ACTIONS).length - 1);
  assert.ok(existsSync(ended));
  assert.equal(readFileSync(ended, 'utf8'), 'shut down');
});

test('a hook of SystemShutdown that never ends does not hold the end up', async () => {
  const { code } = await runCli(['exec', 'h = Hook.register("SystemShutdown", function() while true do end end)']);
  assert.equal(code, 0);
});
