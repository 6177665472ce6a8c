// Agents of scripts, as the built command runs them: with the offline provider, and with a model server of the test.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { answering, delta, json, startModelServer, streaming } from '../support/model-server.js';
import type { ModelServer, Responder } from '../support/model-server.js';
import { runCli, startCli } from '../support/run-cli.js';

async function run(code: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const { code: exit, stdout, stderr } = await runCli(['exec', code], { env });
  assert.equal(exit, 0, stderr);
  return stdout;
}

async function openServer(t: TestContext, ...responders: readonly Responder[]): Promise<ModelServer> {
  const server = await startModelServer();
  t.after(() => server.close());
  server.respondWith(...responders);
  return server;
}

const envOf = (server: ModelServer): Record<string, string> => ({
  LLMSPELL_PROVIDER_OPENAI_BASE_URL: server.baseUrl,
  LLMSPELL_PROVIDER_OPENAI_MODEL: 'm',
});

/** A reply that asks for a tool. */
function calling(tool: string, parameters: unknown): Responder {
  const call = { id: 'c1', type: 'function', function: { name: tool, arguments: JSON.stringify(parameters) } };
  const message = { role: 'assistant', content: null, tool_calls: [call] };
  return json(200, { id: 'x', created: 1, model: 'm', choices: [{ index: 0, message, finish_reason: 'tool_calls' }] });
}

test('states, figures, health and history', async () => {
  const out = await run(
    `
    local a = Agent.create({ name = 'a' })
    print(a:get_state(), a:is_healthy(), a:get_last_error())
    a:start() a:pause()
    print(a:get_agent_state(), pcall(a.execute, a, { text = 'x' }))
    print(pcall(a.start, a))
    a:resume() a:set_error('tired')
    print(a:get_state(), a:is_healthy(), a:get_last_error(), a:get_health().status)
    a:recover()
    a:execute({ text = 'Count the words: a b c' })
    local m, p = a:get_metrics(), a:get_performance()
    print(m.requests_total, m.requests_failed, m.requests_active, m.tool_invocations, m.total_tokens > 0, m.cpu_percent)
    print(p.total_executions, p.success_rate, p.error_rate, a:get_recovery_attempts(), a:get_state_metrics().total_transitions)
    local h = a:get_state_history()
    print(#h, h[5].from, h[5].to, h[#h - 2].reason, a:get_bridge_metrics().active_agents)
    a:stop() 
  `.replace('a:stop()', 'a:terminate() print(a:get_state())'),
  );
  assert.deepEqual(out.split('\n'), [
    'Ready\ttrue\tnil',
    "Paused\tfalse\tComponent error: Agent 'a' is Paused and answers no questions",
    "false\tComponent error: Agent 'a' cannot start: it is Paused, not Ready",
    'Error\tfalse\ttired\tunhealthy',
    '1\t0\t0\t0\ttrue\t0',
    '1\t1\t0\t1\t8',
    '8\tPaused\tRunning\ttired\t1',
    'Terminated',
    '',
  ]);
});

test('a conversation is saved and goes on in another run', async (t) => {
  const server = await openServer(t, answering('noted'));
  const env = envOf(server);
  const begin = "local a = Agent.create({ name = 'diary' }) ";
  const saved = `${begin} print(a:load_state()) a:execute({ text = 'one' }) a:set_state({ mood = 'good' }) a:save_state()`;
  assert.equal(await run(saved, env), 'false\n');
  const loaded = `${begin} print(a:load_state(), Agent.get_details('diary').data.mood) a:execute({ text = 'two' })`;
  assert.equal(await run(loaded, env), 'true\tgood\n');
  assert.deepEqual(
    server.requests.at(-1)?.body.messages?.map(({ content }) => content),
    ['You are diary, an AI assistant. LLM-powered agent', 'one', 'noted', 'two'],
  );
  assert.equal(await run(`${begin} a:delete_state() print(a:load_state())`, env), 'false\n');
});

test('a destroyed agent says so, and its name is free', async () => {
  const out = await run(`
    local a = Agent.create({ name = 'a' }) a:destroy()
    for _, method in ipairs({ 'execute', 'get_metrics', 'start', 'save_state' }) do print(pcall(a[method], a, { text = 'x' })) end
    print(pcall(Agent.get_details, 'a'))
    print(Agent.get('a'), Agent.create({ name = 'a' }) ~= nil)
  `);
  const gone = "false\tComponent error: Agent 'a' has been destroyed\n";
  assert.equal(out, `${gone.repeat(5)}nil\ttrue\n`);
});

test('registration, templates and what is known of agents', async () => {
  const out = await run(`
    local name = Agent.register({
      name = 'r', agent_type = 'llm', description = 'Reads maps',
      model = { provider = 'offline', model_id = 'extractive', temperature = 0.5 },
      allowed_tools = { 'calculator' }, resource_limits = { max_tool_calls = 3 },
    })
    local c = Agent.get(name):get_config()
    print(name, c.model, c.temperature, c.resource_limits.max_tool_calls, c.allowed_tools[1])
    print(table.concat(Agent.list_templates(), ' '), Agent.discover()[1].type)
    local t = Agent.create_from_template('t', 'tool_orchestrator', { model = 'offline/extractive' })
    print(#t:discover_tools() == #Tool.list(), Agent.create_from_template('basic', { name = 'b' }):get_config().max_conversation_length)
    print(pcall(Agent.create_from_template, 'x', 'bsic', {}))
    print(pcall(Agent.create_from_template, 't', 'llm', {}))
    print(pcall(Agent.register, { name = 'y', modell = 'x' }))
    local info = Agent.get_info('llm')
    print(info.name, info.category, info.complexity, Agent.get_info('own').name)
    local d = Agent.get_details('r')
    print(d.id, d.description, d.state, d.metrics.requests_total, d.config.temperature, d.composition.can_be_wrapped)
    print(Agent.list_capabilities().r.capabilities.supports_tools)
    print(#Agent.discover_by_capability('tools'), table.concat(Agent.discover_by_capability('MAPS'), ' '), #Agent.discover_by_capability('composite'))
    print(pcall(Agent.get_hierarchy, 'nobody'))
  `);
  assert.deepEqual(out.split('\n'), [
    'r\toffline/extractive\t0.5\t3\tcalculator',
    'llm basic tool-orchestrator\tllm',
    'true\t0',
    "false\tComponent error: There is no template 'bsic' of agents (did you mean 'basic'?)",
    "false\tComponent error: Agent 't' already exists",
    "false\tValidation error: Invalid agent configuration: unknown setting 'modell' (did you mean 'model'?)",
    'llm\tagent\tstandard\town',
    'agent-1\tReads maps\tReady\t0\t0.5\ttrue',
    'true',
    '3\tr\t0',
    "false\tComponent error: Agent 'nobody' not found",
    '',
  ]);
});

test('composites: in turn, together, by vote', async (t) => {
  const server = await openServer(t, answering('x'));
  const said =
    (text: string): Responder =>
    (response, request) => {
      const messages = request.body.messages ?? [];
      const who = String(messages[0]?.content);
      const answer =
        who === 'odd'
          ? 'No'
          : who === 'broken'
            ? ''
            : `${text}${who === 'second' ? ` after ${String(messages.at(-1)?.content)}` : ''}`;
      if (who === 'broken') return json(400, { error: { message: 'refused' } })(response, request);
      return answering(answer)(response, request);
    };
  server.respondWith(said('Yes'));
  const out = await run(
    `
    for _, name in ipairs({ 'first', 'second', 'odd', 'broken' }) do Agent.create({ name = name, system_prompt = name }) end
    local line = Agent.create_composite('line', { 'first', 'second' }, 'sequential')
    local r = line:execute({ text = 'go' })
    print(r.text, r.answers.first, r.metadata.composite, r.metadata.token_count, #r.metadata.agents)
    local all = Agent.create_composite('all', { 'first', 'odd', 'broken' }, 'parallel'):execute({ text = 'go' })
    print((all.text:gsub('\\n', '|')), all.errors.broken:match('refused'))
    local vote = Agent.create_composite('vote', { 'odd', 'first', 'second' }, { strategy = 'vote' })
    print(vote:execute({ text = 'go' }).text, vote:execute({ text = 'go' }).share < 0.5)
    local strict = Agent.create_composite('strict', { 'odd', 'first' }, { strategy = 'vote', threshold = 0.6 })
    print(pcall(strict.execute, strict, { text = 'go' }))
    local saved = Agent.create_composite('saved', { 'broken' }, { strategy = 'sequential', fallback_agent = 'first' }):execute({ text = 'go' })
    print(saved.text, saved.fallback)
    print(pcall(Agent.create_composite, 'x', { 'gone' }, 'vote'))
    print(pcall(Agent.create_composite, 'x', { 'first' }, 'paralel'))
    print(pcall(Agent.create_composite, 'x', {}, 'vote'))
    local nested = Agent.create_composite('nested', { 'line', 'all' }, 'parallel')
    local root = Agent.get_hierarchy('nested').root
    print(root.name, root.children[1].name, root.children[1].children[2].name, Agent.discover_by_capability('composite')[1])
    Agent.create_composite('choice', { 'first', 'odd' }, { strategy = 'second', fallback_agent = 'broken' })
    local choice = {}
    for _, child in ipairs(Agent.get_hierarchy('choice').root.children) do choice[#choice + 1] = child.name .. ' ' .. child.role end
    print(table.concat(choice, ', '))
    local pieces = nested:stream({ text = 'go' }, function(chunk) io.write(#chunk.text > 0 and 'piece ' or '') end).chunks_received
    print(pieces, nested:get_metrics().requests_total)
  `,
    envOf(server),
  );
  assert.deepEqual(out.split('\n'), [
    'Yes after Yes\tYes\tcomposite/sequential\t16\t2',
    'first:|Yes||odd:|No\trefused',
    'No\ttrue',
    "false\tComponent error: The agents of 'strict' did not agree: the most votes were 50 %, 60 % are needed",
    'Yes\ttrue',
    "false\tComponent error: Agent 'gone' not found",
    "false\tValidation error: Invalid agent configuration: the routing 'paralel' is none of sequential, parallel, vote, round-robin, fallback, and no agent that chooses (did you mean 'parallel'?)",
    'false\tValidation error: Invalid agent configuration: there are no agents',
    'nested\tline\tsecond\tline',
    'first answers, odd answers, second chooses, broken fallback',
    'piece 1\t1',
    '',
  ]);
});

test('composites of which one answers: by turns, the first that can, the one that is chosen', async (t) => {
  const server = await openServer(t, answering('x'));
  server.respondWith((response, request) => {
    const messages = request.body.messages ?? [];
    const who = String(messages[0]?.content);
    if (who === 'broken') return json(400, { error: { message: 'refused' } })(response, request);
    const question = String(messages.at(-1)?.content);
    const answers: Record<string, string> = { chooser: question.endsWith('Question: go') ? ' Second. ' : 'nobody' };
    return answering(answers[who] ?? `I am ${who}`)(response, request);
  });
  const out = await run(
    `
    for _, name in ipairs({ 'first', 'second', 'broken', 'chooser' }) do
      Agent.create({ name = name, system_prompt = name, description = 'is ' .. name })
    end
    local robin = Agent.create_composite('robin', { 'first', 'second' }, 'round_robin')
    for _ = 1, 3 do io.write(robin:execute({ text = 'go' }).text, ', ') end
    print(robin:get_config().model)
    local r = Agent.create_composite('safe', { 'broken', 'second' }, 'fallback'):execute({ text = 'go' })
    print(r.text, r.errors.broken:match('refused'), r.answers.second)
    local desk = Agent.create_composite('desk', { 'first', 'second' }, { strategy = 'chooser' })
    local d = desk:execute({ text = 'go' })
    print(d.text, d.metadata.composite, d.answers.chooser)
    print(pcall(desk.execute, desk, { text = 'stop' }))
    print(pcall(function() Agent.create_composite('bad', { 'broken' }, 'fallback'):execute({ text = 'go' }) end) == false)
  `,
    envOf(server),
  );
  assert.deepEqual(out.split('\n'), [
    'I am first, I am second, I am first, composite/round-robin',
    'I am second\trefused\tI am second',
    'I am second\tcomposite/choice\t Second. ',
    "false\tComponent error: Agent 'chooser', which chooses who answers, named none: 'nobody'",
    'true',
    '',
  ]);
  const asked = server.requests.find(({ body }) => body.messages?.[0]?.content === 'chooser');
  assert.match(String(asked?.body.messages?.at(-1)?.content), /- first: is first\n- second: is second\n/);
});

test('an agent as a tool of a script, and of itself: recursion ends with a clear error', async (t) => {
  const server = await openServer(t, answering('42'));
  const env = envOf(server);
  const out = await run(
    `
    Agent.create({ name = 'Deep Thought' })
    local tool = Agent.wrap_as_tool('Deep Thought', { category = 'analysis', security_level = 'safe' })
    local r = Tool.execute(tool, { text = 'the question' })
    print(tool, r.success, r.result, r.text, r.metadata.agent, Tool.get(tool).category)
    print(pcall(Agent.wrap_as_tool, 'Deep Thought', { security_level = 'save' }))
    print(pcall(Agent.wrap_as_tool, 'Nobody', {}))
    Agent.get('Deep Thought'):destroy()
    print(pcall(Tool.execute, tool, { text = 'again' }))
  `,
    env,
  );
  assert.deepEqual(out.split('\n'), [
    'deep-thought-tool\ttrue\t42\t42\tDeep Thought\tanalysis',
    "false\tValidation error: Invalid definition of a tool: security_level: 'save' is none of safe, restricted, privileged (did you mean 'safe'?)",
    "false\tComponent error: Agent 'Nobody' not found",
    "false\tTool execution failed: Component error: Agent 'Deep Thought' has been destroyed",
    '',
  ]);
  server.respondWith(calling('self-tool', { text: 'again' }));
  const wrapped = `
    local a = Agent.create({ name = 'self', allowed_tools = { 'self-tool' }, max_recursion_depth = 3 })
    Agent.wrap_as_tool('self', {})
    print(pcall(a.execute, a, { text = 'go' }))
  `;
  const limit =
    "Resource limit exceeded: Agent 'self' is asked by agents nested deeper than 3: self > self > self > self > self\n";
  assert.equal(await run(wrapped, env), `false\t${limit}`);
  assert.equal(server.requests.length, 1 + 4);
});

test('an agent that calls itself by way of a function of the script ends too', async (t) => {
  const server = await openServer(t, calling('ask', { text: 'again' }));
  const out = await run(
    `
    local a
    Tool.register({ name = 'ask', description = 'Asks', parameters = { { name = 'text', type = 'string' } } },
      function(p) return a:execute({ text = p.text }).text end)
    a = Agent.create({ name = 'self', allowed_tools = { 'ask' }, max_recursion_depth = 2 })
    print(pcall(a.execute, a, { text = 'go' }))
  `,
    envOf(server),
  );
  assert.match(out, /^false\t.*Agent 'self' is asked by agents nested deeper than 2: self > self > self > self/);
  assert.equal(server.requests.length, 3);
});

test('contexts reach the model; shared memory is for all', async (t) => {
  const server = await openServer(t, answering('ok'));
  const out = await run(
    `
    local a = Agent.create({ name = 'a', system_prompt = 'S' })
    local id = Agent.create_context({ user_id = 'u', data = { language = 'en' } })
    local child = Agent.create_child_context(id, { type = 'session', id = 's' }, 'copy')
    Agent.update_context(id, 'language', 'de')
    print(Agent.get_context_data(id, 'language'), Agent.get_context_data(child, 'language'), Agent.get_context_data(id, 'x'))
    local r = a:execute_with_context({ text = 'go' }, child)
    print(r.text, r.metadata.context.user_id, r.metadata.context.scope)
    Agent.remove_context(child)
    print(pcall(Agent.get_context_data, child, 'language') == false, pcall(a.execute_with_context, a, { text = 'x' }, 'none'))
    Agent.set_shared_memory('global', 'k', { 1, 2 })
    Agent.set_shared_memory({ type = 'user', id = 'u' }, 'k', 'mine')
    print(Agent.get_shared_memory('global', 'k')[2], Agent.get_shared_memory({ type = 'user', id = 'u' }, 'k'), Agent.get_shared_memory('global', 'x'))
    print(pcall(Agent.set_shared_memory, 'galaxy', 'k', 1))
    print(pcall(Agent.set_shared_memory, 'global', 'k', print))
  `,
    envOf(server),
  );
  assert.deepEqual(out.split('\n'), [
    'de\ten\tnil',
    'ok\tu\tsession:s',
    "true\tfalse\tComponent error: There is no context 'none'",
    '2\tmine\tnil',
    "false\tValidation error: Invalid scope: 'galaxy' is none of global, session, workflow, agent, user",
    'false\tStorage error: cannot save this value: it contains a function',
    '',
  ]);
  assert.equal(server.requests[0]?.body.messages?.[0]?.content, 'S\n\nContext of this request:\n- language: en');
});

test('a conversation goes by its id, in contexts and inputs, and is saved', async (t) => {
  const server = await openServer(t, answering('ok'));
  const out = await run(
    `
    local a = Agent.create({ name = 'a', system_prompt = 'S' })
    local id = Agent.create_context({ conversation_id = 'c1' })
    local child = Agent.create_child_context(id, 'global')
    a:execute({ text = 'own' })
    a:execute_with_context({ text = 'first' }, id)
    a:save_state()
    a:destroy()
    a = Agent.create({ name = 'a', system_prompt = 'S' })
    print(a:load_state(), a:execute_with_context({ text = 'second' }, child).text)
    a:execute({ text = 'third', conversation_id = 'c1' })
    a:execute({ text = 'more' })
    a:delete_state()
    print(pcall(a.execute, a, { text = 'x', conversation_id = 1 }))
  `,
    envOf(server),
  );
  assert.equal(out, 'true\tok\nfalse\tValidation error: conversation_id: expected a string, got number\n');
  const asked = server.requests.map(({ body }) =>
    body.messages?.filter(({ role }) => role === 'user').map(({ content }) => content),
  );
  assert.deepEqual(asked, [['own'], ['first'], ['first', 'second'], ['first', 'second', 'third'], ['own', 'more']]);
});

test('max_memory_mb: what is oldest is forgotten, and a question that is too large alone is an error', async (t) => {
  const server = await openServer(t, answering('ok'));
  const out = await run(
    `
    local a = Agent.builder():resource_limits({ max_memory_mb = 1 }):build()
    local text = string.rep('x', 300000)
    for _ = 1, 2 do a:execute({ text = text }) end
    a:execute({ text = 'small' })
    print(pcall(a.execute, a, { text = text .. text }))
  `,
    envOf(server),
  );
  assert.match(out, /^false\tResource limit exceeded: Agent '.*' needs more than 1 MB for one question\n$/);
  assert.deepEqual(
    server.requests.map(({ body }) => body.messages?.length),
    [2, 2, 4],
  );
});

test('alerts are raised, logged, and named where they are wrong', async () => {
  const { stdout, stderr } = await runCli([
    'exec',
    `
    local a = Agent.create({ name = 'a' })
    a:configure_alerts({ name = 'busy', severity = 'info', condition = { type = 'metric_threshold', metric = 'requests_total', threshold = 1, operator = '>=' } })
    a:configure_alerts({ name = 'ill', condition = { type = 'health_status' } })
    a:execute({ text = 'x' }) a:execute({ text = 'x' })
    a:set_error('broken')
    for _, alert in ipairs(a:get_alerts()) do print(alert.name, alert.severity, alert.message, alert.value) end
    print(pcall(a.configure_alerts, a, { name = 'x', condition = { type = 'eror_rate' } }))
    a:logEvent('note', 'remember this')
  `,
    '--trace',
    'info,+services.*',
  ]);
  assert.equal(
    stdout,
    "busy\tinfo\tbusy: 1\t1\nill\twarning\till: unhealthy\tunhealthy\nfalse\tValidation error: Invalid alert: condition.type: 'eror_rate' is none of metric_threshold, health_status, error_rate (did you mean 'error_rate'?)\n",
  );
  assert.match(stderr, /alert of agent a.*busy/);
  assert.match(stderr, /remember this/);
});

test('interrupted in the middle of a stream with a tool of the script, no request goes on', async (t) => {
  const server = await openServer(t);
  let closed: () => void = () => undefined;
  const gone = new Promise<void>((resolve) => (closed = resolve));
  server.respondWith((response, request) => {
    response.on('close', closed);
    return streaming([delta('first '), delta('second ')], () => undefined)(response, request);
  });
  const code = `
    Tool.register({ name = 'own', description = 'Own' }, function() return 'x' end)
    local a = Agent.create({ name = 'a', allowed_tools = { 'own' } })
    local s = Display.stream({ markdown = false })
    a:stream({ text = 'go' }, function(chunk) s:write(chunk.text) end)
    print('never')
  `;
  const cli = startCli(['exec', code], { env: envOf(server) });
  await cli.printed('second');
  cli.process.kill('SIGINT');
  const { code: exit, stdout } = await cli.result;
  await gone;
  assert.equal(exit, 130);
  assert.ok(!stdout.includes('never'));
});

test('after an error in the callback the conversation is as it was', async (t) => {
  const server = await openServer(t, answering('one two three'));
  const out = await run(
    `
    local a = Agent.create({ name = 'a', system_prompt = 'S' })
    a:execute({ text = 'before' })
    print(pcall(a.stream, a, { text = 'broken' }, function(chunk) if chunk.index == 2 then error('enough', 0) end end))
    a:execute({ text = 'after' })
    print(a:get_metrics().requests_failed, a:get_last_error())
  `,
    envOf(server),
  );
  assert.equal(out, 'false\tenough\n1\tenough\n');
  assert.deepEqual(
    server.requests.at(-1)?.body.messages?.map(({ content }) => content),
    ['S', 'before', 'one two three', 'after'],
  );
});
