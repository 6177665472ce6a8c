import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SpellError } from '../../base/errors.js';
import { silentLogger } from '../../base/log.js';
import type { CallContext } from '../../base/values.js';
import { ScriptedProvider, toolCall } from '../../../test/support/scripted-provider.js';
import type { Tool } from '../tools/tool.js';
import type { ValueObject } from '../value-kinds.js';
import { decodeValue, encodeValue } from '../stores/encode-value.js';
import { parseAgentSpec } from './agent-spec.js';
import { Agent } from './agent.js';
import type { AgentTools } from './agent-tools.js';
import { ModelResponder } from './model-responder.js';

type Work = (parameters: ValueObject, signal: AbortSignal) => ValueObject | Promise<ValueObject>;

const ADD: Tool = {
  name: 'add',
  description: 'Adds',
  version: '1',
  category: 'utility',
  parameters: [
    { name: 'a', type: 'number', description: 'one', required: true },
    { name: 'b', type: 'array', description: 'two', default: 1, choices: ['1'] },
  ],
  execute: () => Promise.reject(new Error('tests run it themselves')),
};

function createAgent(provider: ScriptedProvider, spec: ValueObject, work: Work = () => ({ text: 'done' })): Agent {
  const parsed = parseAgentSpec({ name: 'n', allowed_tools: ['add'], ...spec });
  const tools: AgentTools = {
    complete: () => Promise.resolve(),
    find: (name) => (name === 'add' ? ADD : undefined),
    runFor: () => (_name, parameters, signal) => Promise.resolve(work(parameters, signal)),
  };
  const responder = new ModelResponder(parsed, { provider, model: 'm' }, tools);
  return new Agent('agent-1', parsed, responder, tools, silentLogger);
}

function call(signal = new AbortController().signal): CallContext {
  return { runId: 'r', workingDirectory: '/', signal, invoke: () => Promise.resolve([]) };
}

const metadataOf = (table: ValueObject): ValueObject => table['metadata'] as ValueObject;

test('images that a model makes are in the answer, streamed or not', async () => {
  const image = { mediaType: 'image/png', bytes: new Uint8Array([1, 2, 3]) };
  const reply = { text: 'Here', images: [image] };
  const provider = new ScriptedProvider(reply, reply);
  const agent = createAgent(provider, {});
  const input = { text: 'Draw', output_modalities: ['text', 'image'] };
  const media = [{ type: 'image', base64: 'AQID', format: 'png' }];
  assert.deepEqual((await agent.execute(input, call()))['media'], media);
  assert.deepEqual((await agent.stream(input, () => undefined, call())).table['media'], media);
  assert.deepEqual(
    provider.requests.map(({ wantsImages }) => wantsImages),
    [true, true],
  );
});

test('calls several tools of one reply in order and gives the results back', async () => {
  const asked = [toolCall('add', { a: 1 }), toolCall('add', { a: 2 })];
  const provider = new ScriptedProvider({ text: 'Let me see', toolCalls: asked }, { text: 'Three' });
  const order: unknown[] = [];
  const agent = createAgent(provider, {}, async ({ a }) => {
    order.push(`begin ${JSON.stringify(a)}`);
    await Promise.resolve();
    order.push(`end ${JSON.stringify(a)}`);
    return { success: true, result: { sum: 9007199254740993n } };
  });
  const table = await agent.execute({ text: 'Add' }, call());
  assert.deepEqual(order, ['begin 1', 'end 1', 'begin 2', 'end 2']);
  assert.equal(table['text'], 'Three');
  assert.deepEqual(provider.requests[0]?.tools, [
    {
      name: 'add',
      description: 'Adds',
      parameters: {
        type: 'object',
        properties: {
          a: { type: 'number', description: 'one' },
          b: { type: 'array', description: 'two', items: {}, enum: ['1'], default: 1 },
        },
        required: ['a'],
        additionalProperties: false,
      },
    },
  ]);
  const result = '{"success":true,"result":{"sum":9007199254740993}}';
  assert.deepEqual(provider.requests[1]?.messages.slice(2), [
    { role: 'assistant', text: 'Let me see', toolCalls: asked },
    { role: 'tool', callId: asked[0]?.id, name: 'add', text: result },
    { role: 'tool', callId: asked[1]?.id, name: 'add', text: result },
  ]);
  const { tool_calls, usage } = metadataOf(table);
  const [first] = tool_calls as readonly ValueObject[];
  assert.equal(typeof first?.['duration_ms'], 'number');
  assert.deepEqual({ ...first, duration_ms: 0 }, { name: 'add', arguments: { a: 1 }, duration_ms: 0, success: true });
  assert.deepEqual(usage, { input_tokens: 20, output_tokens: 4, total_tokens: 24 });
});

test('what a tool refuses, wrong arguments and tools that were not offered are told to the model', async () => {
  const provider = new ScriptedProvider(
    {
      toolCalls: [
        toolCall('add', '{"a":'),
        toolCall('add', '[1]'),
        toolCall('remove', {}),
        toolCall('add', { a: 'x' }),
      ],
    },
    { text: 'Sorry' },
  );
  const agent = createAgent(provider, { max_tool_calls: 4 }, () => {
    throw new SpellError('TOOL_PARAMETER', 'Invalid parameter', { help: 'a number' });
  });
  const table = await agent.execute({ text: 'Add' }, call());
  const told = provider.requests[1]?.messages.filter((message) => message.role === 'tool').map(({ text }) => text);
  assert.deepEqual(told, [
    'Error: The arguments are not a JSON object (write them as one)',
    'Error: The arguments are not a JSON object (write them as one)',
    "Error: There is no tool 'remove' (the tools are add)",
    'Error: Invalid parameter (a number)',
  ]);
  const records = metadataOf(table)['tool_calls'] as readonly ValueObject[];
  assert.deepEqual(
    records.map(({ success, error }) => [success, typeof error]),
    Array.from({ length: 4 }, () => [false, 'string']),
  );
  assert.equal(records[0]?.['arguments'], '{"a":');
});

test('a defect of a tool is no message to the model', async () => {
  const agent = createAgent(new ScriptedProvider({ toolCalls: [toolCall('add', {})] }), {}, () => {
    throw new TypeError('defect');
  });
  await assert.rejects(agent.execute({ text: 'x' }, call()), TypeError);
});

test('limits: tool calls, tokens, time', async () => {
  let ran = 0;
  const work: Work = () => {
    ran += 1;
    return {};
  };
  const lines = () => [{ toolCalls: [toolCall('add', {})] }, { toolCalls: [toolCall('add', {})] }, { text: 'end' }];
  const byCalls = createAgent(new ScriptedProvider(...lines()), { max_tool_calls: 1 }, work);
  await assert.rejects(byCalls.execute({ text: 'x' }, call()), {
    code: 'AGENT_LIMIT',
    message: "Agent 'n' wanted more than 1 tool calls for one question (next: add)",
  });
  assert.equal(ran, 1);

  const provider = new ScriptedProvider(...lines());
  const byTokens = createAgent(provider, { max_tokens: 4 }, work);
  await assert.rejects(byTokens.execute({ text: 'x' }, call()), {
    code: 'AGENT_LIMIT',
    message: /used up its 4 tokens/,
  });
  assert.deepEqual(
    provider.requests.map((request) => request.maxOutputTokens),
    [4, 2],
  );

  const byTime = createAgent(new ScriptedProvider(...lines()), { max_execution_time: 1 }, (_, signal) => {
    return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
  });
  await assert.rejects(byTime.execute({ text: 'x' }, call()), { code: 'AGENT_TIMEOUT' });
});

test('a tool that is not there is an error before anything is asked', async () => {
  const provider = new ScriptedProvider();
  const agent = createAgent(provider, { allowed_tools: ['gone'] });
  await assert.rejects(agent.execute({ text: 'x' }, call()), { code: 'TOOL_NOT_FOUND', message: /'gone'/ });
  assert.equal(provider.requests.length, 0);
});

test('remembers tool calls with the answer; a question that failed is forgotten', async () => {
  const provider = new ScriptedProvider(
    { toolCalls: [toolCall('add', {})] },
    { text: 'A' },
    () => {
      throw new SpellError('PROVIDER_SERVER', 'broken');
    },
    { text: 'C' },
  );
  const agent = createAgent(provider, {});
  await agent.execute({ text: 'a' }, call());
  await assert.rejects(agent.execute({ text: 'b' }, call()), { code: 'PROVIDER_SERVER' });
  await agent.execute({ text: 'c' }, call());
  assert.deepEqual(
    provider.requests.at(-1)?.messages.map((message) => message.role),
    ['system', 'user', 'assistant', 'tool', 'assistant', 'user'],
  );
});

test('streams pieces before and after tool calls', async () => {
  const provider = new ScriptedProvider({ text: 'one moment', toolCalls: [toolCall('add', {})] }, { text: 'it is 3' });
  const pieces: string[] = [];
  const { table, chunks } = await createAgent(provider, {}).stream(
    { text: 'x' },
    (text, index) => void pieces.push(`${index}${text}`),
    call(),
  );
  assert.deepEqual(pieces, ['1one', '2 moment', '3it', '4 is', '5 3']);
  assert.deepEqual([chunks, table['text'], provider.open], [5, 'it is 3', 0]);
});

test('interrupted in a piece or in a tool, nothing goes on', async () => {
  for (const place of ['piece', 'tool']) {
    const controller = new AbortController();
    const interrupt = (): void => controller.abort(new Error('interrupted'));
    const provider = new ScriptedProvider({ text: 'a b', toolCalls: [toolCall('add', {})] }, { text: 'never' });
    const agent = createAgent(provider, {}, () => {
      if (place === 'tool') interrupt();
      return {};
    });
    const onChunk = place === 'piece' ? interrupt : () => undefined;
    await assert.rejects(agent.stream({ text: 'x' }, onChunk, call(controller.signal)), /interrupted/);
    assert.deepEqual([provider.requests.length, provider.open], [1, 0], place);
  }
});

test('images and the schema go to the model; an answer that is no JSON is refused', async () => {
  const provider = new ScriptedProvider({ text: '{"success":true,"n":1}' }, { text: 'one' });
  const agent = createAgent(provider, {});
  const input = { text: 'x', image: { base64: 'QUJD' }, response_schema: { type: 'object' } };
  const table = await agent.execute(input, call());
  assert.deepEqual(table['data'], { success: true, n: 1 });
  assert.deepEqual(provider.requests[0]?.responseSchema, { type: 'object' });
  assert.deepEqual(provider.requests[0].messages[1], {
    role: 'user',
    text: 'x',
    images: [{ mediaType: 'image/png', bytes: new Uint8Array([65, 66, 67]) }],
  });
  await assert.rejects(agent.execute(input, call()), { code: 'AGENT_ANSWER' });
});

test('figures, health and the last error follow what happens', async () => {
  const provider = new ScriptedProvider({ toolCalls: [toolCall('add', {})] }, { text: 'A' }, () => {
    throw new SpellError('PROVIDER_SERVER', 'broken');
  });
  const agent = createAgent(provider, {});
  agent.alerts.configure({
    name: 'tokens',
    condition: { type: 'metric_threshold', metric: 'total_tokens', threshold: 20 },
  });
  await agent.execute({ text: 'a' }, call());
  assert.deepEqual([agent.health, agent.lifecycle.lastError], ['healthy', undefined]);
  assert.deepEqual(
    agent.alerts.list().map(({ name, value }) => [name, value]),
    [['tokens', 24]],
  );
  await assert.rejects(agent.execute({ text: 'b' }, call()), /broken/);
  const { requests_total, requests_failed, tool_invocations, total_tokens, memory_bytes } = agent.metrics();
  assert.deepEqual([requests_total, requests_failed, tool_invocations, total_tokens], [2, 1, 1, 24]);
  assert.ok(Number(memory_bytes) > 100);
  assert.equal(agent.lifecycle.lastError, 'broken');
  assert.equal(agent.health, 'healthy');
  await assert.rejects(agent.execute({ text: '' }, call()));
  assert.equal(agent.health, 'degraded');
});

test('a paused agent answers nothing', async () => {
  const agent = createAgent(new ScriptedProvider({ text: 'A' }), {});
  agent.lifecycle.perform('start');
  agent.lifecycle.perform('pause');
  await assert.rejects(agent.execute({ text: 'a' }, call()), { code: 'AGENT_STATE', message: /is Paused/ });
  agent.lifecycle.perform('resume');
  assert.equal((await agent.execute({ text: 'a' }, call()))['text'], 'A');
});

test('what is saved goes on in another agent, images and tool calls included', async () => {
  const first = createAgent(new ScriptedProvider({ toolCalls: [toolCall('add', {})] }, { text: 'A' }), {});
  await first.execute({ text: 'a', image: { base64: 'QUJD' } }, call());
  first.custom = { mood: 'good' };
  const provider = new ScriptedProvider({ text: 'B' });
  const second = createAgent(provider, {});
  second.restore(decodeValue(encodeValue(first.saved())));
  await second.execute({ text: 'b' }, call());
  assert.deepEqual(
    provider.requests[0]?.messages.map((message) => message.role),
    ['system', 'user', 'assistant', 'tool', 'assistant', 'user'],
  );
  assert.deepEqual(second.custom, { mood: 'good' });
  const { messages } = provider.requests[0];
  assert.deepEqual(
    messages[1]?.role === 'user' && messages[1].images?.map(({ bytes }) => Buffer.from(bytes).toString()),
    ['ABC'],
  );
  for (const saved of [
    undefined,
    {},
    { version: 1 },
    { version: 1, conversation: [[{ role: 'assistant', text: '' }]] },
  ]) {
    assert.throws(() => second.restore(saved), { code: 'AGENT_STATE' });
  }
});

test('agents that ask agents end at the limit of their depth', async () => {
  const agent = createAgent(new ScriptedProvider({ text: 'A' }), { max_recursion_depth: 1 });
  const at = (...names: string[]): CallContext => ({ ...call(), inside: names.map((name) => `agent:${name}`) });
  assert.equal((await agent.execute({ text: 'a' }, at('x')))['text'], 'A');
  await assert.rejects(agent.execute({ text: 'a' }, at('x', 'n')), {
    code: 'AGENT_LIMIT',
    message: "Agent 'n' is asked by agents nested deeper than 1: x > n > n",
  });
});

test('the context of a request is told to the model, and not remembered', async () => {
  const provider = new ScriptedProvider({ text: 'A' }, { text: 'B' });
  const agent = createAgent(provider, { system_prompt: 'S' });
  await agent.execute({ text: 'a', context: { language: 'en', tags: ['x'] } }, call());
  await agent.execute({ text: 'b' }, call());
  assert.deepEqual(
    provider.requests.map(({ messages }) => messages[0]?.text),
    ['S\n\nContext of this request:\n- language: en\n- tags: ["x"]', 'S'],
  );
});
