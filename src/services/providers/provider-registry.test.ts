import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silentLogger } from '../../base/log.js';
import type { Setting } from '../../config/config.js';
import { keyVariableOf, kindOf } from '../../config/known-servers.js';
import type { ProviderSettings } from '../../config/provider-settings.js';
import { NO_PERMISSIONS } from '../../permissions/defaults.js';
import { createPolicy } from '../../permissions/policy.js';
import type { ModelChoice } from './provider-registry.js';
import { ProviderRegistry } from './provider-registry.js';
import type { ProviderRegistryOptions } from './provider-registry.js';

const setting = (value: string): Setting<string> => ({ value, origin: { kind: 'default' } });

type Given = Partial<ProviderSettings>;

function settings(name: string, given: Given): ProviderSettings {
  const kind = kindOf(name, given.baseUrl?.value);
  return { name, kind, apiKeyVariable: keyVariableOf(name), ...given };
}

function registryOf(
  given: Readonly<Record<string, Given>>,
  more: Partial<ProviderRegistryOptions> = {},
): ProviderRegistry {
  const providers = Object.fromEntries(Object.entries(given).map(([name, each]) => [name, settings(name, each)]));
  return new ProviderRegistry({ providers, policy: createPolicy(NO_PERMISSIONS, '/'), logger: silentLogger, ...more });
}

function registry(openai: Given = {}, net: readonly string[] = []): ProviderRegistry {
  return registryOf({ openai }, { policy: createPolicy({ ...NO_PERMISSIONS, net }, '/') });
}

function resolve(from: ProviderRegistry, choice: ModelChoice): string {
  const { provider, model } = from.resolve(choice);
  return `${provider.name} ${model}`;
}

const configured = { baseUrl: setting('http://127.0.0.1:1/v1'), model: setting('small') };

test('without configuration the offline provider is the default', () => {
  assert.equal(resolve(registry(), {}), 'offline extractive');
  assert.equal(resolve(registry(), { model: 'offline/extractive' }), 'offline extractive');
});

test('a base URL or a key makes openai the default', () => {
  assert.equal(resolve(registry(configured), {}), 'openai small');
  assert.match(resolve(registry({ apiKey: setting('k') }), {}), /^openai ./);
  assert.equal(resolve(registry(configured), { provider: 'offline' }), 'offline extractive');
});

test('models with and without provider, with slashes of their own', () => {
  const from = registry(configured);
  assert.equal(resolve(from, { model: 'openai/gpt-4' }), 'openai gpt-4');
  assert.equal(resolve(from, { model: 'gpt-4' }), 'openai gpt-4');
  assert.equal(resolve(from, { model: 'openai/meta/llama' }), 'openai meta/llama');
  assert.equal(resolve(from, { model: 'meta/llama', provider: 'openai' }), 'openai meta/llama');
  assert.equal(resolve(from, { model: 'offline/x', provider: 'openai' }), 'openai x');
});

test('what is unknown or not configured says what is, and what configures it', () => {
  const help = (error: unknown, pattern: RegExp): boolean => pattern.test((error as { help: string }).help);
  assert.throws(
    () => registry().resolve({ model: 'openai/gpt-4' }),
    (error: unknown) => {
      assert.ok(help(error, /LLMSPELL_PROVIDER_OPENAI_BASE_URL.*OPENAI_API_KEY.*configured: offline/));
      return (error as { code: string }).code === 'PROVIDER_NOT_CONFIGURED';
    },
  );
  assert.throws(
    () => registry(configured).resolve({ model: 'opnai/gpt-4' }),
    (error: unknown) => {
      assert.ok(help(error, /configured: openai, offline/));
      return (error as Error).message === "Unknown provider 'opnai' (did you mean 'openai'?)";
    },
  );
  assert.throws(() => registry({ baseUrl: setting('http://x/v1') }).resolve({}), { code: 'MODEL_REQUIRED' });
});

test("a server of the script's choice needs the network permission", () => {
  const choice = { model: 'openai/m', baseUrl: 'http://127.0.0.1:8080/v1' };
  assert.throws(() => registry(configured).resolve(choice), { code: 'PERMISSION_NET' });
  assert.throws(() => registry(configured, ['127.0.0.1:80']).resolve(choice), { code: 'PERMISSION_NET' });
  assert.equal(resolve(registry(configured, ['127.0.0.1:8080']), choice), 'openai m');
  assert.throws(() => registry().resolve({ ...choice, baseUrl: 'nonsense' }), { code: 'AGENT_SPEC' });
  assert.throws(() => registry().resolve({ ...choice, model: 'offline/extractive' }), { code: 'AGENT_SPEC' });
});

test("a key of the script's own goes to the configured server without that permission", () => {
  const choice = { model: 'openai/m', apiKey: 'k' };
  assert.equal(resolve(registry(configured), choice), 'openai m');
  assert.equal(resolve(registry(configured), { ...choice, baseUrl: configured.baseUrl.value }), 'openai m');
  assert.throws(() => registry().resolve(choice), { code: 'PERMISSION_NET' });
});

test('every table of the configuration is a provider, found by its name', () => {
  const from = registryOf({
    openai: {},
    lab: { baseUrl: setting('http://127.0.0.1:9000/v1'), model: setting('small') },
    anthropic: { apiKey: setting('k') },
    ollama: {},
  });
  assert.equal(resolve(from, { model: 'lab/tiny' }), 'lab tiny');
  assert.equal(resolve(from, { provider: 'lab' }), 'lab small');
  assert.equal(resolve(from, { model: 'anthropic/claude' }), 'anthropic claude');
  assert.equal(resolve(from, { model: 'ollama/llama3.2' }), 'ollama llama3.2');
  assert.equal(resolve(from, { model: 'meta/llama', provider: 'lab' }), 'lab meta/llama');
  assert.deepEqual(
    from.list().map(({ settings: { name, kind }, baseUrl }) => [name, kind, baseUrl]),
    [
      ['lab', 'openai-compatible', 'http://127.0.0.1:9000/v1'],
      ['anthropic', 'anthropic', 'https://api.anthropic.com/v1'],
      ['ollama', 'openai-compatible', 'http://127.0.0.1:11434/v1'],
      ['offline', 'offline', undefined],
    ],
  );
});

test('the default is what the configuration names, else openai, else the first with a model', () => {
  const lab = { baseUrl: setting('http://127.0.0.1:9000/v1'), model: setting('small') };
  assert.equal(resolve(registryOf({ ollama: {}, lab }), {}), 'lab small');
  assert.equal(resolve(registryOf({ lab, openai: configured }), {}), 'openai small');
  assert.equal(resolve(registryOf({ lab, openai: configured }, { defaultProvider: 'lab' }), {}), 'lab small');
  assert.equal(resolve(registryOf({ ollama: {} }), {}), 'offline extractive');
  assert.throws(() => registryOf({ lab }, { defaultProvider: 'lob' }).resolve({}), { code: 'PROVIDER_NOT_FOUND' });
});

test('what a provider lacks is said: its key, or its address', () => {
  const from = registryOf({ lab: { model: setting('m') } });
  const help = (model: string): string => {
    try {
      from.resolve({ model });
      return 'nothing';
    } catch (error) {
      return `${(error as { code: string }).code}: ${(error as { help: string }).help}`;
    }
  };
  assert.match(
    help('anthropic/claude'),
    /^PROVIDER_NOT_CONFIGURED: set ANTHROPIC_API_KEY \(or llmspell keys add anthropic\)/,
  );
  assert.match(help('groq/llama'), /^PROVIDER_NOT_CONFIGURED: set GROQ_API_KEY/);
  assert.match(
    help('lab/m'),
    /^PROVIDER_NOT_CONFIGURED: set LLMSPELL_PROVIDER_LAB_BASE_URL, or base_url in \[providers.lab\]/,
  );
  assert.match(help('lob/m'), /^PROVIDER_NOT_FOUND: configured: offline; another server needs \[providers.NAME\]/);
});

test("a server of the script's choice is spoken to in the protocol of the provider that it names", () => {
  const from = registryOf({}, { policy: createPolicy({ ...NO_PERMISSIONS, net: ['127.0.0.1'] }, '/') });
  const baseUrl = 'http://127.0.0.1:8080/v1';
  assert.equal(resolve(from, { model: 'anthropic/claude', baseUrl }), 'anthropic claude');
  assert.equal(resolve(from, { model: 'elsewhere/m', baseUrl }), 'elsewhere m');
  assert.throws(() => from.resolve({ model: 'elsewhere/m', apiKey: 'k' }), { code: 'PROVIDER_NOT_FOUND' });
});
