// Everything that scripts can call, as the engine calls it: plain values in, plain values out.

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { silentLogger } from '../../src/base/log.js';
import type { CallContext, HostMethods, Value } from '../../src/base/values.js';
import { createFunctionRef } from '../../src/base/values.js';
import { loadConfig } from '../../src/config/load-config.js';
import { createGrant } from '../../src/permissions/defaults.js';
import { createHostMethods } from '../../src/services/methods.js';
import { createServices } from '../../src/services/services.js';
import type { Services } from '../../src/services/services.js';
import { BUILT_IN_TOOLS } from '../../src/services/tools/built-in-tools.js';
import { LazyStateStore } from '../../src/services/stores/lazy-state-store.js';
import { SqliteStateStore } from '../../src/services/stores/sqlite-state-store.js';
import { answering, delta, silent, startModelServer, streaming } from '../support/model-server.js';
import type { ModelServer, Responder } from '../support/model-server.js';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'host-methods-')));
let server: ModelServer;
let services: Services | undefined;
let state: LazyStateStore | undefined;
let methods: HostMethods;
let homes = 0;
let home: string;

before(async () => {
  server = await startModelServer();
});
after(async () => {
  await services?.dispose();
  await state?.dispose();
  await server.close();
  rmSync(root, { recursive: true, force: true });
});
beforeEach(() => open({}));

async function open(environment: Readonly<Record<string, string>>, net?: string): Promise<void> {
  await services?.dispose();
  await state?.dispose();
  homes += 1;
  home = join(root, String(homes));
  mkdirSync(home);
  const config = await loadConfig({ environment, homeDirectory: home });
  const grant = createGrant(home, { denyAll: true, read: home, write: home, net });
  state = new LazyStateStore(() => SqliteStateStore.open(config.state.directory.value));
  services = createServices({ config, grant, workingDirectory: home, logger: silentLogger, state });
  methods = createHostMethods(services);
}

const openWithServer = (): Promise<void> =>
  open({ LLMSPELL_PROVIDER_OPENAI_BASE_URL: server.baseUrl, LLMSPELL_PROVIDER_OPENAI_MODEL: 'm' });

type Table = Readonly<Record<string, Value>>;
type Callback = (chunk: Table) => void | Promise<void>;

interface ContextPart {
  readonly signal?: AbortSignal;
  readonly callback?: Callback;
  readonly workingDirectory?: string;
}

function context(part: ContextPart = {}): CallContext {
  return {
    runId: 'run-1',
    workingDirectory: part.workingDirectory ?? home,
    signal: part.signal ?? new AbortController().signal,
    invoke: async (fn, [chunk]) => {
      assert.deepEqual(fn, createFunctionRef(7));
      await part.callback?.(chunk as Table);
      return [];
    },
  };
}

async function call(name: string, args: readonly Value[], part: ContextPart = {}): Promise<Value> {
  const method = methods[name];
  assert.ok(method, `no method ${name}`);
  return method(args, context(part));
}

const callTable = async (...args: Parameters<typeof call>): Promise<Table> => (await call(...args)) as Table;

test('the methods are these and no others', () => {
  assert.deepEqual(Object.keys(methods).sort(), [
    'agent.alerts',
    'agent.as_tool',
    'agent.bridge_metrics',
    'agent.by_capability',
    'agent.capabilities',
    'agent.compose',
    'agent.config',
    'agent.configure_alerts',
    'agent.context_value',
    'agent.create',
    'agent.create_child_context',
    'agent.create_context',
    'agent.delete_state',
    'agent.destroy',
    'agent.details',
    'agent.execute',
    'agent.execute_with_context',
    'agent.from_template',
    'agent.get',
    'agent.get_shared',
    'agent.health',
    'agent.hierarchy',
    'agent.history',
    'agent.info',
    'agent.initialize',
    'agent.invoke_tool',
    'agent.is_healthy',
    'agent.last_error',
    'agent.list',
    'agent.load_state',
    'agent.log_event',
    'agent.metrics',
    'agent.pause',
    'agent.performance',
    'agent.recover',
    'agent.recovery_attempts',
    'agent.remove_context',
    'agent.resume',
    'agent.save_state',
    'agent.set_error',
    'agent.set_shared',
    'agent.set_state',
    'agent.start',
    'agent.state',
    'agent.state_metrics',
    'agent.stop',
    'agent.stream',
    'agent.templates',
    'agent.terminate',
    'agent.to_settings',
    'agent.tools',
    'agent.update_context',
    'artifact.delete',
    'artifact.get',
    'artifact.list',
    'artifact.query',
    'artifact.store',
    'artifact.store_file',
    'config.addAllowedPath',
    'config.get',
    'config.getDefaultEngine',
    'config.getPermissions',
    'config.getProvider',
    'config.getSection',
    'config.getSecurity',
    'config.getTools',
    'config.isFileAccessAllowed',
    'config.isNetworkAccessAllowed',
    'config.listProviders',
    'config.restoreSnapshot',
    'config.setProvider',
    'config.setSecurity',
    'config.snapshot',
    'config.toJson',
    'event.get_stats',
    'event.is_sent',
    'event.list_subscriptions',
    'event.publish',
    'event.receive',
    'event.subscribe',
    'event.unsubscribe',
    'hook.inspect',
    'hook.list',
    'hook.register',
    'hook.shutdown',
    'hook.started',
    'hook.stats',
    'hook.unregister',
    'localllm.info',
    'localllm.list',
    'localllm.pull',
    'localllm.status',
    'process.shell',
    'provider.get',
    'provider.getCapabilities',
    'provider.isAvailable',
    'provider.list',
    'provider.usage',
    'rag.cleanup_scope',
    'rag.configure',
    'rag.configure_session',
    'rag.create_session_collection',
    'rag.get_stats',
    'rag.ingest',
    'rag.list_providers',
    'rag.save',
    'rag.search',
    'session.can_replay',
    'session.complete',
    'session.create',
    'session.delete',
    'session.get',
    'session.get_current',
    'session.list',
    'session.list_replayable',
    'session.load',
    'session.replay',
    'session.replay_metadata',
    'session.resume',
    'session.save',
    'session.search',
    'session.set_current',
    'session.steps',
    'session.suspend',
    'session.tag',
    'state.begin',
    'state.cleanup_backups',
    'state.commit',
    'state.compare_and_set',
    'state.create_backup',
    'state.define_migration',
    'state.delete',
    'state.increment',
    'state.list_backups',
    'state.list_keys',
    'state.list_scopes',
    'state.load',
    'state.migration_plan',
    'state.migration_status',
    'state.receive',
    'state.restore_backup',
    'state.retry',
    'state.roll_back',
    'state.save',
    'state.schema_versions',
    'state.storage_usage',
    'state.subscribe',
    'state.tx.compare_and_set',
    'state.tx.delete',
    'state.tx.increment',
    'state.tx.list_keys',
    'state.tx.load',
    'state.tx.reach',
    'state.tx.save',
    'state.unsubscribe',
    'state.validate_backup',
    'tool.categories',
    'tool.discover',
    'tool.execute',
    'tool.exists',
    'tool.get',
    'tool.list',
    'tool.register',
    'tool.unregister',
    'workflow.check',
    'workflow.check_condition',
    'workflow.check_step',
    'workflow.clear_outputs',
    'workflow.debug',
    'workflow.execute',
    'workflow.last',
    'workflow.metrics',
    'workflow.set_shared',
    'workflow.validate',
  ]);
});

test('wrong arguments are named as Lua names them', async () => {
  const cases: [string, Value[], string][] = [
    ['state.save', [null, 'k', 1], "bad argument #1 to 'State.save' (string expected, got nil)"],
    ['state.save', ['s'], "bad argument #2 to 'State.save' (string expected, got no value)"],
    ['state.save', ['s', 'k'], "bad argument #3 to 'State.save' (value expected)"],
    ['state.load', ['s', { a: 1 }], "bad argument #2 to 'State.load' (string expected, got table)"],
    ['state.load', [new Uint8Array([255]), 'k'], "bad argument #1 to 'State.load' (it is not UTF-8 text)"],
    ['tool.execute', ['calculator'], "bad argument #2 to 'Tool.execute' (table expected, got no value)"],
    ['tool.execute', ['calculator', [1]], "bad argument #2 to 'Tool.execute' (table expected, got array)"],
    [
      'tool.discover',
      [{ category: 1 }],
      "bad argument #1 to 'Tool.discover' (field 'category': string expected, got number)",
    ],
    ['agent.create', ['x'], "bad argument #1 to 'Agent.create' (table expected, got string)"],
    ['agent.execute', ['agent-1', 'hello'], "bad argument #1 to 'agent:execute' (table expected, got string)"],
    ['agent.stream', ['agent-1', {}, 3], "bad argument #2 to 'agent:invokeStream' (function expected, got number)"],
  ];
  await call('agent.create', [{}]);
  for (const [name, args, message] of cases) await assert.rejects(call(name, args), { code: 'BAD_ARGUMENT', message });
});

test('state is kept in the configured directory, and opened at the first call only', async () => {
  assert.deepEqual(readdirSync(home), []);
  await call('state.save', ['app', 'k', { list: [1, 'two'] }]);
  assert.deepEqual(await call('state.load', ['app', 'k']), { list: [1, 'two'] });
  assert.deepEqual(await call('state.list_keys', ['app']), ['k']);
  assert.equal(await call('state.delete', ['app', 'k']), true);
  assert.equal(await call('state.delete', ['app', 'k']), false);
  assert.equal(await call('state.load', ['app', 'k']), undefined);
  assert.ok(readdirSync(join(home, '.llmspell/state')).includes('state.db'));
});

test('relative paths of tools and commands start from the directory of the run', async () => {
  mkdirSync(join(home, 'sub'));
  writeFileSync(join(home, 'sub/b.txt'), 'below');
  const there = { workingDirectory: join(home, 'sub') };
  const read = await call('tool.execute', ['file-operations', { operation: 'read', path: 'b.txt' }], there);
  assert.equal((read as Table)['text'], 'below');
  const outside = call('tool.execute', ['file-operations', { operation: 'list_dir', path: '.' }], {
    workingDirectory: '/',
  });
  await assert.rejects(outside, { code: 'PERMISSION_READ' });
});

test('tools are found, described and run within the permissions', async () => {
  writeFileSync(join(home, 'a.txt'), 'hello');
  const table = await callTable('tool.execute', ['file_operations', { operation: 'read', path: 'a.txt' }]);
  assert.equal(table['text'], 'hello');
  const denied = call('tool.execute', ['file-operations', { operation: 'read', path: '/etc/passwd' }]);
  await assert.rejects(denied, { code: 'PERMISSION_READ' });
  assert.equal(await call('tool.exists', ['hash_calculator']), true);
  assert.equal(await call('tool.exists', ['nosuch']), false);
  assert.equal(await call('tool.get', ['nosuch']), undefined);
  assert.equal((await callTable('tool.get', ['calculator']))['category'], 'utility');
  assert.equal(((await call('tool.list', [])) as Value[]).length, BUILT_IN_TOOLS.length);
  assert.deepEqual(await call('tool.categories', []), ['api', 'data', 'filesystem', 'system', 'utility', 'web']);
  const found = (await call('tool.discover', [{ category: 'filesystem' }])) as { readonly name: string }[];
  const names = found.map(({ name }) => name);
  assert.ok(names.includes('file-operations'));
  assert.ok(!names.includes('calculator'));
});

test('agents: built, listed, used, destroyed', async () => {
  const agent = await callTable('agent.create', [{ name: 'reader', description: 'reads' }]);
  assert.deepEqual(agent, { id: 'agent-1', name: 'reader', model: 'offline/extractive' });
  await assert.rejects(call('agent.create', [{ name: 'reader' }]), { code: 'AGENT_EXISTS' });
  assert.deepEqual(await call('agent.list', []), [agent]);
  assert.deepEqual(await call('agent.get', ['reader']), agent);
  const config = await callTable('agent.config', ['agent-1']);
  assert.equal(config['system_prompt'], 'You are reader, an AI assistant. reads');

  const table = await callTable('agent.execute', ['agent-1', { text: 'Count the words: one two.' }]);
  assert.equal(table['text'], '[offline] The text has 2 words.');
  const metadata = table['metadata'] as Table;
  assert.equal(metadata['model'], 'offline/extractive');
  assert.equal(metadata['offline'], true);
  const usage = metadata['usage'] as Record<string, number>;
  assert.equal(metadata['token_count'], (usage['input_tokens'] ?? 0) + (usage['output_tokens'] ?? 0));

  assert.equal(await call('agent.destroy', ['agent-1']), true);
  assert.equal(await call('agent.destroy', ['agent-1']), false);
  await assert.rejects(call('agent.execute', ['agent-1', { text: 'x' }]), { code: 'AGENT_NOT_FOUND' });
  assert.equal((await callTable('agent.create', [{ name: 'reader' }]))['id'], 'agent-2');
});

test('an agent tells of its tools and calls any', async () => {
  await call('agent.create', [{ allowed_tools: ['calculator', 'Calculator', 'gone'] }]);
  const [tool, ...others] = (await call('agent.tools', ['agent-1'])) as readonly Table[];
  assert.deepEqual([tool?.['name'], tool?.['category'], others.length], ['calculator', 'utility', 0]);
  const answer = (await call('agent.invoke_tool', [
    'agent-1',
    'hash_calculator',
    { operation: 'hash', input: 'x' },
  ])) as Table;
  assert.equal(answer['success'], true);
  await assert.rejects(call('agent.invoke_tool', ['agent-1', 'gone', {}]), { code: 'TOOL_NOT_FOUND' });
});

test('the key of an agent cannot be read back', async () => {
  await openWithServer();
  await call('agent.create', [{ api_key: 'sk-secret' }]);
  assert.equal(JSON.stringify(await call('agent.config', ['agent-1'])).includes('sk-secret'), false);
});

test('empty and unusable input is refused', async () => {
  await call('agent.create', [{}]);
  const cases: [Table, RegExp][] = [
    [{}, /^Input text cannot be empty$/],
    [{ text: ' \n' }, /^Input text cannot be empty$/],
    [{ text: 5 }, /not a string/],
    [{ text: new Uint8Array([255]) }, /not UTF-8/],
    [{ text: 'x', image: { base64: '' } }, /is not base64/],
    [{ text: 'x', output_modalities: ['audio'] }, /not available yet/],
  ];
  for (const [input, message] of cases) await assert.rejects(call('agent.execute', ['agent-1', input]), { message });
  await call('agent.execute', ['agent-1', { text: 'x', media: {}, output_modalities: ['text'], other: true }]);
});

test('a stream calls back with each piece, in order, waiting for each', async () => {
  await call('agent.create', [{}]);
  const chunks: Table[] = [];
  let running = 0;
  const callback = async (chunk: Table): Promise<void> => {
    running += 1;
    assert.equal(running, 1);
    await new Promise((resolve) => setTimeout(resolve, 1));
    chunks.push(chunk);
    running -= 1;
  };
  const args: Value[] = ['agent-1', { text: 'Count the words: one two.' }, createFunctionRef(7)];
  const table = await callTable('agent.stream', args, { callback });
  assert.equal(chunks.map(({ text }) => (typeof text === 'string' ? text : '')).join(''), table['text']);
  assert.deepEqual(
    chunks.map((chunk) => chunk['index']),
    chunks.map((_, i) => i + 1),
  );
  assert.equal(table['success'], true);
  assert.equal(table['chunks_received'], chunks.length);
});

test('the conversation goes to the model, within its limit', async () => {
  await openWithServer();
  server.respondWith(answering('A1'), answering('A2'), answering('A3'));
  await call('agent.create', [{ system_prompt: 'S', max_conversation_length: 2, max_tokens: 9 }]);
  for (const text of ['Q1', 'Q2', 'Q3']) await call('agent.execute', ['agent-1', { text }]);
  const sent = server.requests.slice(-3).map((request) => request.body.messages?.map(({ content }) => content));
  assert.deepEqual(sent, [
    ['S', 'Q1'],
    ['S', 'Q1', 'A1', 'Q2'],
    ['S', 'Q2', 'A2', 'Q3'],
  ]);
  assert.equal(server.requests.at(-1)?.body.max_tokens, 9);
});

test('an answer in JSON is there parsed and as text', async () => {
  await openWithServer();
  server.respondWith(answering('{"result": 3}'));
  await call('agent.create', [{}]);
  const table = await callTable('agent.execute', ['agent-1', { text: 'x' }]);
  assert.equal(table['result'], 3);
  assert.equal(table['text'], '{"result": 3}');
  assert.equal((table['metadata'] as Table)['model'], 'openai/m');
});

test("the configured key goes to the configured server only, a script's own key where the script says", async () => {
  const environment = { LLMSPELL_PROVIDER_OPENAI_BASE_URL: server.baseUrl, OPENAI_API_KEY: 'configured-key' };
  const other = await startModelServer();
  try {
    other.respondWith(answering('x'));
    server.respondWith(answering('x'));
    await open(environment, new URL(other.baseUrl).host);
    const agents: Table[] = [
      {},
      { api_key: 'own-key' },
      { base_url: other.baseUrl },
      { base_url: other.baseUrl, api_key: 'own-key' },
    ];
    for (const spec of agents) {
      const { id } = await callTable('agent.create', [{ ...spec, model: 'openai/m' }]);
      await call('agent.execute', [id, { text: 'x' }]);
    }
    const keys = (from: ModelServer): unknown[] => from.requests.slice(-2).map((request) => request.authorization);
    assert.deepEqual(keys(server), ['Bearer configured-key', 'Bearer own-key']);
    assert.deepEqual(keys(other), [undefined, 'Bearer own-key']);
  } finally {
    await other.close();
  }
});

test('an error of the call-back ends the request', async () => {
  await openWithServer();
  server.respondWith(streaming([delta('one'), delta('two')], () => undefined));
  await call('agent.create', [{}]);
  const callback = (): never => {
    throw new Error('from Lua');
  };
  await assert.rejects(
    call('agent.stream', ['agent-1', { text: 'x' }, createFunctionRef(7)], { callback }),
    /from Lua/,
  );
  await server.onClientGone;
});

test('an interrupted run ends its request; the question is not remembered', async () => {
  await openWithServer();
  const controller = new AbortController();
  const interrupting: Responder = () => controller.abort(new Error('interrupted'));
  server.respondWith(interrupting, answering('A'));
  await call('agent.create', [{ system_prompt: 'S' }]);
  const waiting = call('agent.execute', ['agent-1', { text: 'Q1' }], { signal: controller.signal });
  await assert.rejects(waiting, /interrupted/);
  await call('agent.execute', ['agent-1', { text: 'Q2' }]);
  assert.deepEqual(
    server.requests.at(-1)?.body.messages?.map(({ content }) => content),
    ['S', 'Q2'],
  );
});

test('an agent has so much time and no more', async () => {
  await openWithServer();
  server.respondWith(silent);
  await call('agent.create', [{ name: 'slow', max_execution_time: 1 }]);
  const call1 = call('agent.execute', ['agent-1', { text: 'x' }]);
  await assert.rejects(call1, { code: 'AGENT_TIMEOUT', message: "Agent 'slow' did not finish within 1 s" });
});
