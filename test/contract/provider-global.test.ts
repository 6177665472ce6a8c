// `Provider` and `LocalLLM` as scripts call them, with the services behind them and an Ollama that is none.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { silentLogger } from '../../src/base/log.js';
import type { CallContext, HostMethods, Value } from '../../src/base/values.js';
import { loadConfig } from '../../src/config/load-config.js';
import { createGrant } from '../../src/permissions/defaults.js';
import { createHostMethods } from '../../src/services/methods.js';
import { createServices } from '../../src/services/services.js';
import { LazyStateStore } from '../../src/services/stores/lazy-state-store.js';
import { SqliteStateStore } from '../../src/services/stores/sqlite-state-store.js';
import { answering, json, startModelServer } from '../support/model-server.js';
import type { ModelServer, Responder } from '../support/model-server.js';
import { tempFolder } from '../support/temp-folder.js';

const folder = tempFolder();
const KEY = 'sk-hidden-key';
let server: ModelServer;
before(async () => void (server = await startModelServer()));
after(() => server.close());

async function open(environment: Readonly<Record<string, string>>): Promise<HostMethods> {
  const config = await loadConfig({ environment, homeDirectory: folder.path, workingDirectory: folder.path });
  const state = new LazyStateStore(() => SqliteStateStore.open(folder.path));
  const grant = createGrant(folder.path, { denyAll: true }, config.permissions);
  const services = createServices({ config, grant, workingDirectory: folder.path, logger: silentLogger, state });
  return createHostMethods(services);
}

type Table = Readonly<Record<string, Value>>;

const context = (runId = 'run-1'): CallContext =>
  ({ runId, signal: new AbortController().signal }) as unknown as CallContext;

const call = async (methods: HostMethods, name: string, ...args: Value[]): Promise<Table> =>
  (await methods[name]!(args, context())) as Table;

const withServer = (): Promise<HostMethods> =>
  open({
    LLMSPELL_PROVIDER_OPENAI_BASE_URL: server.baseUrl,
    LLMSPELL_PROVIDER_OPENAI_MODEL: 'm',
    LLMSPELL_PROVIDER_OPENAI_PRICE_INPUT: '2',
    LLMSPELL_PROVIDER_OPENAI_PRICE_OUTPUT: '4',
    OPENAI_API_KEY: KEY,
  });

describe('Provider', () => {
  test('without configuration there is the offline provider alone', async () => {
    const [only, ...more] = (await call(await open({}), 'provider.list')) as unknown as Table[];
    assert.deepEqual(more, []);
    assert.deepEqual(
      [only?.['name'], only?.['offline'], only?.['default']],
      ['offline/offline/extractive', true, true],
    );
  });

  test('lists the default first, by names whose parts are kind, provider and model', async () => {
    const methods = await withServer();
    const [first, last] = (await call(methods, 'provider.list')) as unknown as Table[];
    assert.deepEqual([first?.['name'], last?.['name']], ['openai-compatible/openai/m', 'offline/offline/extractive']);
    assert.equal(JSON.stringify([first, last]).includes(KEY), false);
    for (const name of ['openai', 'openai-compatible/openai/m']) {
      const got = await call(methods, 'provider.get', name);
      assert.deepEqual([got['provider'], got['has_api_key'], got['base_url']], ['openai', true, server.baseUrl]);
      assert.deepEqual(await call(methods, 'provider.getCapabilities', name), {
        supports_streaming: true,
        supports_multimodal: true,
        available_models: ['m'],
      });
      assert.equal(await call(methods, 'provider.isAvailable', name), true);
    }
    assert.equal(await call(methods, 'provider.get', 'nobody'), undefined);
    assert.equal(await call(methods, 'provider.getCapabilities', 'nobody'), undefined);
    assert.equal(await call(methods, 'provider.isAvailable', 'nobody'), false);
    await assert.rejects(async () => call(methods, 'provider.get'), /bad argument #1 to 'Provider.get'/);
  });

  test('tells what was asked and what it cost, in this run and in all', async () => {
    const methods = await withServer();
    server.respondWith(answering('Good day'));
    const agent = await call(methods, 'agent.create', { name: 'a' });
    const id = agent['id'];
    const answer = (await methods['agent.execute']!([id, { text: 'Hi' }], context('run-1'))) as Table;
    await methods['agent.execute']!([id, { text: 'Hi' }], context('run-2'));
    const cost = (5 * 2 + 3 * 4) / 1e6;
    assert.equal((answer['metadata'] as Table)['cost_usd'], cost);
    const { total, run } = (await call(methods, 'provider.usage')) as unknown as { total: Table; run: Table };
    assert.deepEqual(
      { ...run, time_ms: 0 },
      {
        requests: 1,
        failures: 0,
        input_tokens: 5,
        output_tokens: 3,
        total_tokens: 8,
        cost_usd: cost,
        time_ms: 0,
      },
    );
    assert.deepEqual([total['requests'], total['total_tokens']], [2, 16]);
    assert.equal(((await call(methods, 'provider.get', 'openai'))['usage'] as Table)['requests'], 2);
  });

  test('one that keeps failing is left alone, and says so', async () => {
    const methods = await open({
      LLMSPELL_PROVIDER_OPENAI_BASE_URL: server.baseUrl,
      LLMSPELL_PROVIDER_OPENAI_MODEL: 'm',
      LLMSPELL_PROVIDER_OPENAI_RETRIES: '0',
      LLMSPELL_PROVIDER_OPENAI_BREAKER_FAILURES: '2',
    });
    server.respondWith(json(500, 'broken'));
    const { id } = await call(methods, 'agent.create', { name: 'a' });
    const ask = async (): Promise<unknown> => call(methods, 'agent.execute', id, { text: 'Hi' });
    await assert.rejects(ask, { code: 'PROVIDER_UNAVAILABLE' });
    await assert.rejects(ask, { code: 'PROVIDER_UNAVAILABLE' });
    const seen = server.requests.length;
    await assert.rejects(ask, { code: 'PROVIDER_PAUSED', message: /openai is left alone/ });
    assert.equal(server.requests.length, seen);
    assert.equal(await call(methods, 'provider.isAvailable', 'openai'), false);
    assert.equal(await call(methods, 'provider.isAvailable', 'offline'), true);
  });
});

/** The parts of Ollama's own API, by path. */
const ollama: Responder = (response, request) => {
  const name = 'llama3.2:latest';
  const details = { format: 'gguf', parameter_size: '3.2B', quantization_level: 'Q4_K_M' };
  const layer = { status: 'pulling a1', digest: 'a1', total: 200 };
  const pulled = [{ status: 'pulling manifest' }, { ...layer, completed: 50 }, { ...layer, completed: 200 }];
  const answers: Readonly<Record<string, unknown>> = {
    '/api/version': { version: '0.6.4' },
    '/api/tags': { models: [{ name, size: 2000, modified_at: '2026-01-02T03:04:05Z', details }] },
    '/api/ps': { models: [{ name }] },
    '/api/show': { details, model_info: { 'general.parameter_count': 3_212_749_888 } },
    '/api/pull':
      request.body.model === 'llama3.2'
        ? [...pulled, { status: 'success' }].map((line) => JSON.stringify(line)).join('\n')
        : [...pulled.slice(0, 2), { error: 'no space left' }].map((line) => JSON.stringify(line)).join('\n'),
  };
  return json(200, answers[request.path] ?? {})(response, request);
};

describe('LocalLLM', () => {
  const withOllama = (): Promise<HostMethods> => open({ LLMSPELL_PROVIDER_OLLAMA_BASE_URL: server.baseUrl });
  const candle = { ready: false, models: 0, error: 'Not configured' };

  test('unconfigured it says so', async () => {
    const methods = await open({});
    const status = { ollama: { running: false, models: 0, error: 'Not configured' }, candle };
    assert.deepEqual(await call(methods, 'localllm.status'), status);
    assert.deepEqual(await call(methods, 'localllm.list'), []);
    await assert.rejects(async () => call(methods, 'localllm.info', 'x'), /Model 'x' not found in any backend/);
    await assert.rejects(async () => call(methods, 'localllm.pull', 'x'), { code: 'PROVIDER_LOCAL_MODEL' });
  });

  test('tells which models are there', async () => {
    server.respondWith(ollama);
    const methods = await withOllama();
    const status = { ollama: { running: true, models: 1, version: '0.6.4' }, candle };
    assert.deepEqual(await call(methods, 'localllm.status'), status);
    const listed = [
      {
        id: 'llama3.2:latest',
        backend: 'ollama',
        size_bytes: 2000,
        quantization: 'Q4_K_M',
        modified_at: Date.UTC(2026, 0, 2, 3, 4, 5) / 1000,
      },
    ];
    for (const args of [[], ['ollama'], ['all']])
      assert.deepEqual(await call(methods, 'localllm.list', ...args), listed);
    assert.deepEqual(await call(methods, 'localllm.list', 'candle'), []);
    assert.deepEqual(await call(methods, 'localllm.info', 'llama3.2'), {
      id: 'llama3.2:latest',
      backend: 'ollama',
      size_bytes: 2000,
      format: 'gguf',
      loaded: true,
      parameter_count: 3_212_749_888,
      quantization: 'Q4_K_M',
    });
    await assert.rejects(async () => call(methods, 'localllm.info', 'x'), { code: 'PROVIDER_LOCAL_MODEL' });
  });

  test('pulls a model, and says why it could not', async () => {
    server.respondWith(ollama);
    const methods = await withOllama();
    const pulled = { bytes_total: 200 };
    assert.deepEqual(await call(methods, 'localllm.pull', 'llama3.2@ollama'), {
      ...pulled,
      model_id: 'llama3.2',
      percent_complete: 100,
      bytes_downloaded: 200,
      status: 'complete',
    });
    assert.deepEqual(await call(methods, 'localllm.pull', 'big'), {
      ...pulled,
      model_id: 'big',
      percent_complete: 25,
      bytes_downloaded: 50,
      status: 'failed',
      error: 'no space left',
    });
    await assert.rejects(async () => call(methods, 'localllm.pull', 'x@candle'), { code: 'PROVIDER_LOCAL_MODEL' });
  });

  test('a server that is not there is no error, but for who wants something of it', async () => {
    const gone = await startModelServer();
    const methods = await open({ LLMSPELL_PROVIDER_OLLAMA_BASE_URL: gone.baseUrl });
    await gone.close();
    const { ollama: status } = (await call(methods, 'localllm.status')) as unknown as { ollama: Table };
    assert.match(String(status['error']), /^the Ollama server at http.*: nothing listens there$/);
    assert.deepEqual(await call(methods, 'localllm.list'), []);
    await assert.rejects(async () => call(methods, 'localllm.info', 'x'), { code: 'PROVIDER_LOCAL_MODEL' });
  });
});
