// Workflows of scripts, as the built command runs them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runCli } from '../support/run-cli.js';
import { answering, silent, startModelServer } from '../support/model-server.js';

async function run(code: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const { code: exit, stdout, stderr } = await runCli(['exec', code], { env });
  assert.equal(exit, 0, stderr);
  return stdout;
}

test('steps run in order, see what earlier ones gave, and answer with outputs by name', async () => {
  const out = await run(`
    local flow = Workflow.builder():sequential():name('report')
      :add_step({ name = 'sum', type = 'tool', tool = 'calculator', input = { operation = 'evaluate', input = '{{input.left}} * 7' } })
      :add_step({ name = 'words', type = 'function', fn = function(c) return 'it is ' .. math.tointeger(c.results.sum.result) end })
      :add_step({ name = 'hash', type = 'tool', tool = 'hash_calculator', input = { operation = 'hash', input = '{{step.words.result}}', algorithm = 'md5' } })
      :build()
    local result = flow:execute({ left = 6 })
    print(result.success, result.status, result.outputs.words, result.text:match('completed successfully'))
    print(flow:get_output('hash').hash, table.concat(flow:list_outputs(), ' '), flow:get_execution_id() == result.execution_id)
    print(State.load('workflow:' .. result.execution_id, 'words').output, result.metadata.extra.total_steps)
  `);
  assert.equal(
    out,
    'true\tcompleted\tit is 42\tcompleted successfully\n2ed9e79f9a51d60f280341714e7362dd\tsum words hash\ttrue\nit is 42\t3\n',
  );
});

test('branches of a parallel workflow ask models at the same time, and no more than allowed', async () => {
  let running = 0;
  let most = 0;
  const server = await startModelServer();
  server.respondWith(async (response, request) => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setTimeout(resolve, 40));
    running -= 1;
    return answering('fine')(response, request);
  });
  const env = { LLMSPELL_PROVIDER_OPENAI_BASE_URL: server.baseUrl, LLMSPELL_PROVIDER_OPENAI_MODEL: 'm' };
  const code = `
    local flow = Workflow.builder():parallel():name('many'):max_concurrency(MOST)
    for i = 1, 6 do
      Agent.builder():name('a' .. i):build()
      flow:add_step({ name = 's' .. i, type = 'agent', agent = 'a' .. i, input = 'go' })
    end
    local result = flow:build():execute()
    print(result.outputs.s6, result.metadata.extra.successful_branches)
  `;
  assert.equal(await run(code.replace('MOST', '6'), env), 'fine\t6\n');
  assert.equal(most, 6);
  most = 0;
  assert.equal(await run(code.replace('MOST', '2'), env), 'fine\t6\n');
  assert.equal(most, 2);
  await server.close();
});

test('conditions choose a branch: shared data, functions, text', async () => {
  const out = await run(`
    local fn = function(text) return function() return text end end
    local flow = Workflow.builder():conditional():name('choice')
      :condition({ type = 'shared_data_equals', key = 'mode', value = 'fast' })
      :add_then_step({ name = 'fast', type = 'function', fn = fn('fast') })
      :add_branch(function(c) return c.input.n > 3 end, { { name = 'big', type = 'function', fn = fn('big') } })
      :add_branch('{{input.flag}}', { { name = 'flag', type = 'function', fn = fn('flag') } })
      :add_else_step({ name = 'rest', type = 'function', fn = fn('rest') }):build()
    local function taken(input) return (next(flow:execute(input).outputs)) end
    print(taken({ n = 4 }), taken({ n = 1, flag = true }), taken({ n = 1, flag = false }))
    flow:set_shared_data('mode', 'fast')
    print(taken({ n = 4 }))
    print(pcall(function() Workflow.builder():condition({ type = 'moon' }) end))
  `);
  assert.match(out, /^big\tflag\trest\nfast\nfalse\t.*Unknown condition type: 'moon'/);
});

test('loops go through collections, ranges and conditions', async () => {
  const out = await run(`
    local function flow() return Workflow.builder():loop():add_step({ name = 'x', type = 'function',
      fn = function(c) return tostring(c.loop_value) .. '@' .. c.loop_index end }) end
    local function show(builder)
      local result, all = builder:build():execute(), {}
      for _, turn in ipairs(result.iterations) do all[#all + 1] = turn.x end
      print(table.concat(all, ' '), result.metadata.extra.break_reason)
    end
    show(flow():with_collection({ 'a', 'b', 'c' }))
    show(flow():with_collection({ 'a', 'b', 'c' }):max_iterations(2))
    show(flow():with_range({ start = 1, ['end'] = 7, step = 3 }))
    show(flow():with_while(function(c) return c.loop_index < 3 end))
    show(flow():with_while('always'):max_iterations(2))
    show(flow():with_range({ ['end'] = 9 }):break_when(function(c) return c.loop_value == 1 end))
  `);
  assert.equal(
    out,
    [
      'a@1 b@2 c@3\titerator_exhausted',
      'a@1 b@2\titerator_exhausted',
      '1@1 4@2\titerator_exhausted',
      '1@1 2@2\titerator_exhausted',
      '1@1 2@2\tmax_iterations',
      '0@1 1@2\tbreak_condition',
      '',
    ].join('\n'),
  );
});

test('failures end the workflow, are gone over, or are tried again, as the strategy says', async () => {
  const out = await run(`
    local tries
    local function flow(strategy)
      tries = 0
      return Workflow.builder():sequential():name('f'):error_strategy(strategy)
        :add_step({ name = 'boom', type = 'function', fn = function() tries = tries + 1 if tries < 3 then error('kaput', 0) end return 'third' end })
        :add_step({ name = 'after', type = 'function', fn = function() return 'ran' end }):build()
    end
    local ok, message = pcall(function() return flow('fail_fast'):execute() end)
    print(ok, tostring(message):match('^[^\\n]*'), tries)
    local result = flow('continue'):execute()
    print(result.success, result.status, result.errors.boom, result.outputs.after)
    print(flow({ type = 'retry', max_attempts = 3, backoff_ms = 1 }):execute().outputs.boom, tries)
    local seen
    local other = flow('fail_fast')
    other:on_error(function(e) seen = e.error end)
    pcall(other.execute, other)
    print(seen)
  `);
  assert.equal(
    out,
    [
      "false\tWorkflow execution error: Step 'boom' failed: kaput\t1",
      'false\tcompleted_with_errors\tkaput\tran',
      'third\t3',
      "Workflow execution error: Step 'boom' failed: kaput",
      '',
    ].join('\n'),
  );
});

test('workflows are steps of others, hooks see them and their steps', async () => {
  const out = await run(`
    local keep = Hook.register('BeforeToolExecution', function(c) print('tool', c.component_id.name) end)
    local whole = Hook.register('BeforeWorkflowStart', function(c) print('workflow', c.component_id.name) end)
    local inner = Workflow.sequential({ name = 'inner', steps = {
      { name = 'sum', type = 'tool', tool = 'calculator', input = { operation = 'evaluate', input = '{{n}} + 1' } } } })
    local outer = Workflow.sequential({ name = 'outer', steps = {
      { name = 'in', type = 'workflow', workflow = inner, input = { n = '{{input.n}}' } } } })
    print(outer:execute({ n = 4 }).outputs['in']:match('completed successfully'))
    print(outer:validate().valid, #Workflow.list(), Workflow.get(inner.id).name)
  `);
  assert.equal(out, 'workflow\touter\ntool\tcalculator\ncompleted successfully\ntrue\t2\tinner\n');
});

test('hooks see every branch, and what agents do with tools', async () => {
  const out = await run(`
    local seen = {}
    local keep = Hook.register('BeforeToolExecution', function(c)
      seen[#seen + 1] = c.data.parameters.input
      Tool.execute('calculator', { input = 'pi' })
    end)
    local flow = Workflow.builder():parallel():name('many')
    for i = 1, 5 do flow:add_step({ name = 's' .. i, type = 'tool', tool = 'calculator', input = { input = tostring(i) } }) end
    flow:build():execute()
    table.sort(seen)
    print(table.concat(seen, ' '))
    Agent.builder():name('a'):allow_tool('calculator'):build():invokeTool('calculator', { input = '6' })
    print(#seen, seen[#seen])
  `);
  assert.equal(out, '1 2 3 4 5\n6\t6\n');
});

test('what is wrong is said where it is written', async () => {
  const out = await run(`
    local function why(fn) local _, message = pcall(fn) print((tostring(message):match('^[^\\n]*'))) end
    why(function() Workflow.builder():add_step({ name = 'x', type = 'tol' }) end)
    why(function() Workflow.builder():add_step({ type = 'tool' }) end)
    why(function() Workflow.builder():add_step({ name = 'x', type = 'agent', agent = nil }) end)
    why(function() Workflow.builder():add_step({ name = 'x', type = 'tool', tool = 'calculator' }):build() end)
    why(function() Workflow.builder().name('x') end)
    why(function() Workflow.builder():sequential():build():get_output('x') end)
    local flow = Workflow.builder():sequential():add_step({ name = 'x', type = 'tool', tool = 'calculator' }):build()
    why(function() flow:get_output('x') end)
    why(function() Workflow.get('nope') end)
  `);
  assert.equal(
    out,
    [
      "Validation error: Unknown step type: 'tol' (did you mean 'tool'?). Supported types: tool, agent, workflow, function, template",
      "Validation error: step 1: 'name' is required",
      "Validation error: step 'x': 'agent' is required",
      'Validation error: Workflow type not specified',
      '',
    ].join('\n') + out.split('\n').slice(4).join('\n'),
  );
  assert.match(out, /call it with a colon/);
  assert.match(out, /has no steps/);
  assert.match(out, /No workflow execution found\. Run execute\(\) first\./);
  assert.match(out, /Workflow not found: 'nope'/);
});

test('a workflow that takes too long is ended, and what it asked for is cancelled', async () => {
  const server = await startModelServer();
  server.respondWith(answering('ready'), silent);
  const env = { LLMSPELL_PROVIDER_OPENAI_BASE_URL: server.baseUrl, LLMSPELL_PROVIDER_OPENAI_MODEL: 'm' };
  const out = await run(
    `
    -- The first answer has loaded what a request needs: the second request is sent well within the limit.
    Agent.builder():name('slow'):build():complete('hello')
    local flow = Workflow.builder():parallel():name('late'):timeout_ms(1500)
      :add_step({ name = 'a', type = 'agent', agent = 'slow', input = 'go' }):build()
    print((select(2, pcall(flow.execute, flow)):match('^[^\\n]*')))
  `,
    env,
  );
  assert.equal(out, "Timeout error: Workflow 'late' did not finish within 1500 ms\n");
  await server.onClientGone;
  await server.close();
});

test('hooks see the stages of a workflow, and change what a stage gets and gives', async () => {
  const out = await run(`
    local seen, hooks = {}, {}
    local function see(point, more)
      hooks[#hooks + 1] = Hook.register(point, function(ctx)
        local d = ctx.data
        seen[#seen + 1] = point:gsub('Workflow', '') .. ':' .. (d.from and d.from .. '>' .. d.to or d.stage)
        return more and more(d)
      end)
    end
    see('WorkflowStageTransition')
    see('BeforeWorkflowStage', function(d)
      if d.stage == 'sum' then return { type = 'modified', data = { input = { operation = 'evaluate', input = '6 * 7' } } } end
      if d.stage == 'never' then return { type = 'replace', data = 'instead' } end
    end)
    see('AfterWorkflowStage', function(d)
      if d.stage == 'sum' then return { type = 'modified', data = { result = math.tointeger(d.result.result) } } end
    end)
    see('WorkflowCheckpoint', function(d) seen[#seen] = seen[#seen] .. '=' .. d.output .. '/' .. #d.completed end)
    local flow = Workflow.builder():sequential():name('f')
      :add_step({ name = 'sum', type = 'tool', tool = 'calculator', input = { operation = 'evaluate', input = '1' } })
      :add_step({ name = 'never', type = 'function', fn = function() error('it runs') end })
      :add_step({ name = 'text', type = 'function', fn = function(c) return c.outputs.sum .. c.outputs.never end }):build()
    local result = flow:execute()
    print(result.outputs.text, result.metadata.extra.successful_steps)
    print(table.concat(seen, '\\n'))
    local about = flow:debug()
    print(about.name, about.type, #about.steps, about.steps[2].name, about.last.outputs.text, about.metrics.total_executions)
  `);
  assert.deepEqual(out.split('\n'), [
    '42instead\t3',
    'BeforeStage:sum',
    'AfterStage:sum',
    'Checkpoint:sum=42/1',
    'StageTransition:sum>never',
    'BeforeStage:never',
    'AfterStage:never',
    'Checkpoint:never=instead/2',
    'StageTransition:never>text',
    'BeforeStage:text',
    'AfterStage:text',
    'Checkpoint:text=42instead/3',
    'f\tsequential\t3\tnever\t42instead\t1',
    '',
  ]);
});

test('a hook cancels a stage, and hears of the stages that were done when the workflow fails', async () => {
  const out = await run(`
    local cancel = Hook.register('BeforeWorkflowStage', function(ctx) if ctx.data.stage == 'c' then return 'not c' end end)
    local undo = Hook.register('WorkflowRollback', function(ctx)
      print('undo', table.concat(ctx.data.completed, ' '), ctx.data.outputs.a, ctx.data.error.message:match('not c'))
      return 'the failure stands'
    end)
    local flow = Workflow.builder():sequential():name('f')
    for _, name in ipairs({ 'a', 'b', 'c' }) do
      flow:add_step({ name = name, type = 'function', fn = function() return name:upper() end })
    end
    print(pcall(function() flow:build():execute() end))
  `);
  assert.match(out, /^undo\tb a\tA\tnot c\nfalse\t.*Step 'c' failed: .*cancelled by a hook: not c/);
});
