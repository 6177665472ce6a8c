import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silentLogger } from '../../base/log.js';
import type { Setting } from '../../config/config.js';
import { NO_PERMISSIONS } from '../../permissions/defaults.js';
import { createPolicy } from '../../permissions/policy.js';
import type { ModelChoice } from './provider-registry.js';
import { ProviderRegistry } from './provider-registry.js';
import type { ProviderRegistryOptions } from './provider-registry.js';

const setting = (value: string): Setting<string> => ({ value, origin: { kind: 'default' } });

function registry(openai: ProviderRegistryOptions['openai'] = {}, net: readonly string[] = []): ProviderRegistry {
  return new ProviderRegistry({ openai, policy: createPolicy({ ...NO_PERMISSIONS, net }, '/'), logger: silentLogger });
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
