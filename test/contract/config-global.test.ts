// `Config` as scripts call it, with the services behind it: what it tells, what it keeps to itself, what it refuses.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { silentLogger } from '../../src/base/log.js';
import type { CallContext, HostMethods } from '../../src/base/values.js';
import { loadConfig } from '../../src/config/load-config.js';
import { createGrant } from '../../src/permissions/defaults.js';
import type { PermissionFlags } from '../../src/permissions/defaults.js';
import { createHostMethods } from '../../src/services/methods.js';
import { createServices } from '../../src/services/services.js';
import { LazyStateStore } from '../../src/services/stores/lazy-state-store.js';
import { SqliteStateStore } from '../../src/services/stores/sqlite-state-store.js';
import { tempFolder } from '../support/temp-folder.js';

const folder = tempFolder();
const ENVIRONMENT = {
  LLMSPELL_PROVIDER_GROQ_BASE_URL: 'https://groq.example/v1',
  LLMSPELL_PROVIDER_GROQ_TIMEOUT: '3s',
  GROQ_API_KEY: 'sk-hidden-key',
  LLMSPELL_DEBUG_TOKEN: 'hidden-token',
  LLMSPELL_MCP_FILES_ARGS: '--password=hidden-argument',
  LLMSPELL_LIMITS_MEMORY: '64MiB',
};

async function open(environment: Readonly<Record<string, string>>, flags: PermissionFlags = {}): Promise<HostMethods> {
  const config = await loadConfig({ environment, homeDirectory: folder.path, workingDirectory: folder.path });
  const state = new LazyStateStore(() => SqliteStateStore.open(folder.path));
  const grant = createGrant(folder.path, flags, config.permissions);
  const services = createServices({ config, grant, workingDirectory: folder.path, logger: silentLogger, state });
  return createHostMethods(services);
}

const context = {} as CallContext;

describe('Config', () => {
  test('tells what is configured, by section', async () => {
    const methods = await open(ENVIRONMENT);
    const ask = (name: string, ...args: string[]): unknown => methods[`config.${name}`]!(args, context);
    const groq = {
      name: 'groq',
      kind: 'openai-compatible',
      enabled: true,
      base_url: 'https://groq.example/v1',
      has_api_key: true,
      timeout_ms: 3000,
    };
    assert.deepEqual(ask('getProvider', 'groq'), groq);
    assert.equal(ask('getProvider', 'openai'), undefined);
    assert.deepEqual(ask('listProviders'), ['groq']);
    assert.deepEqual(ask('getSection', 'providers'), { groq });
    assert.deepEqual({ ...(ask('getSection', 'limits') as object) }, { memory: '64MiB' });
    for (const name of ['engines', 'runtime', 'tools', 'security', 'state', 'modules', 'debug', 'log']) {
      assert.equal(typeof ask('getSection', name), 'object', name);
    }
    assert.throws(() => ask('getSection', 'nonsense'), /Unknown configuration section: nonsense/);
    assert.throws(() => ask('getSection', '__proto__'), /Unknown configuration section/);
    assert.equal(ask('getDefaultEngine'), 'lua');
    assert.equal((JSON.parse(ask('toJson') as string) as { default_engine: string }).default_engine, 'lua');
    assert.throws(() => ask('getProvider'), /bad argument #1 to 'Config.getProvider'/);
  });

  test('keeps secrets to itself', async () => {
    const methods = await open(ENVIRONMENT);
    for (const name of ['get', 'toJson', 'getTools', 'getSecurity', 'listProviders', 'getPermissions']) {
      assert.doesNotMatch(JSON.stringify(await methods[`config.${name}`]!([], context)), /hidden/, name);
    }
    assert.doesNotMatch(JSON.stringify(await methods['config.getProvider']!(['groq'], context)), /hidden/);
  });

  test('tells what the script may touch', async () => {
    const wide = await open({}, { net: 'a.example' });
    assert.equal(wide['config.isFileAccessAllowed']!([], context), true);
    assert.equal(wide['config.isNetworkAccessAllowed']!([], context), true);
    const narrow = await open({}, { denyAll: true });
    assert.equal(narrow['config.isFileAccessAllowed']!([], context), false);
    assert.deepEqual(narrow['config.getSecurity']!([], context), {
      allow_file_access: false,
      allow_network_access: false,
      allow_process_spawn: false,
      allow_environment_access: false,
    });
  });

  test('refuses to be changed', async () => {
    const methods = await open({});
    const readOnly = { code: 'CONFIG_READ_ONLY', category: 'Configuration error' };
    assert.throws(() => methods['config.setProvider']!(['x', { base_url: 'http://127.0.0.1' }], context), readOnly);
    assert.throws(() => methods['config.setSecurity']!([{ allow_network_access: true }], context), readOnly);
    assert.throws(() => methods['config.addAllowedPath']!(['/etc'], context), readOnly);
    assert.equal(methods['config.addAllowedPath']!([folder.path], context), undefined);
    assert.throws(() => methods['config.addAllowedPath']!([1], context), /bad argument #1/);
  });

  test('goes back to snapshots of this session', async () => {
    const methods = await open({});
    const first = methods['config.snapshot']!([], context) as number;
    const second = methods['config.snapshot']!([], context) as number;
    assert.ok(second > first);
    assert.equal(methods['config.restoreSnapshot']!([first], context), undefined);
    assert.throws(() => methods['config.restoreSnapshot']!([1], context), { code: 'CONFIG_SNAPSHOT' });
  });
});
