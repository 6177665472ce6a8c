import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, test } from 'node:test';
import { SpellError } from '../base/errors.js';
import { loadConfig } from './load-config.js';
import { SECRETS } from './prompt-secrets.js';

const directory = mkdtempSync(join(tmpdir(), 'config-'));
after(() => rmSync(directory, { recursive: true, force: true }));
let files = 0;

function writeConfig(text: string): string {
  files += 1;
  const path = join(directory, `${files}.toml`);
  writeFileSync(path, text);
  return path;
}

const fails = (promise: Promise<unknown>, code: string, message: RegExp): Promise<void> =>
  assert.rejects(promise, (error: unknown) => {
    assert.ok(error instanceof SpellError, String(error));
    assert.equal(error.code, code);
    assert.match(error.message, message);
    assert.ok(error.help);
    return true;
  });

test('without anything set only what has a default has a value', async () => {
  const { settings, ...config } = await loadConfig({ environment: {}, homeDirectory: '/home/me' });
  assert.equal(settings.get('debug.enabled')?.value, false);
  assert.deepEqual(config, {
    providers: { openai: { name: 'openai', kind: 'openai', apiKeyVariable: 'OPENAI_API_KEY' } },
    state: { directory: { value: '/home/me/.llmspell/state', origin: { kind: 'default' } } },
    hooks: { slowCallMs: { value: 10_000, origin: { kind: 'default' } } },
    events: { keep: { value: false, origin: { kind: 'default' } } },
    sessions: {
      enabled: { value: true, origin: { kind: 'default' } },
      outputBytes: { value: 64 * 1024, origin: { kind: 'default' } },
      artifactBytes: { value: 2 ** 30, origin: { kind: 'default' } },
      retentionMs: { value: 90 * 24 * 3600 * 1000, origin: { kind: 'default' } },
      maxCount: { value: 1000, origin: { kind: 'default' } },
    },
    history: {
      maxEntries: { value: 100_000, origin: { kind: 'default' } },
      retentionMs: { value: 0, origin: { kind: 'default' } },
    },
    modules: { path: { value: [], origin: { kind: 'default' } } },
    permissions: {},
    debug: {
      enabled: { value: false, origin: { kind: 'default' } },
      breakOnError: { value: true, origin: { kind: 'default' } },
      breakpoints: { value: [], origin: { kind: 'default' } },
      rememberMs: { value: 30 * 24 * 3600 * 1000, origin: { kind: 'default' } },
    },
    repl: {
      keys: { value: 'emacs', origin: { kind: 'default' } },
      bindings: { value: [], origin: { kind: 'default' } },
      theme: { value: 'dark', origin: { kind: 'default' } },
      status: { value: true, origin: { kind: 'default' } },
      locals: { value: true, origin: { kind: 'default' } },
      history: { value: true, origin: { kind: 'default' } },
      historySize: { value: 20_000, origin: { kind: 'default' } },
      secrets: {
        value: SECRETS,
        origin: { kind: 'default' },
      },
    },
    engine: { value: 'lua', origin: { kind: 'default' } },
    limits: {},
    tools: {},
    retrieval: { embedder: 'offline', chunkSize: 256, chunkOverlap: 32, chunkStrategy: 'auto', topK: 10 },
    mcpServers: [],
    searchKeys: {},
    files: [],
  });
});

test('variables are read with their origin; empty ones count as unset', async () => {
  const config = await loadConfig({
    environment: {
      LLMSPELL_PROVIDER_OPENAI_BASE_URL: 'http://127.0.0.1:1/v1/',
      LLMSPELL_PROVIDER_OPENAI_MODEL: '  ',
      OPENAI_API_KEY: 'sk-1\n',
      LLMSPELL_STATE_DIR: 'state',
    },
    workingDirectory: '/w',
  });
  assert.deepEqual(config.providers.openai, {
    name: 'openai',
    kind: 'openai-compatible',
    apiKeyVariable: 'OPENAI_API_KEY',
    baseUrl: {
      value: 'http://127.0.0.1:1/v1',
      origin: { kind: 'environment', variable: 'LLMSPELL_PROVIDER_OPENAI_BASE_URL' },
    },
    apiKey: { value: 'sk-1', origin: { kind: 'environment', variable: 'OPENAI_API_KEY' } },
  });
  assert.equal(config.state.directory.value, '/w/state');
});

test('the file sets what it may, the environment goes before it', async () => {
  const file = writeConfig(`
[providers.openai]
base_url = "https://models.example.com/v1"
model = "small"
api_key_env = "MY_KEY"
[state]
directory = "data"
[permissions]
read = ["docs", "/etc"]
net = true
run = ["git", "bin/tool"]
deny_all = true
`);
  const config = await loadConfig({ environment: { MY_KEY: 'k', LLMSPELL_PROVIDER_OPENAI_MODEL: 'large' }, file });
  assert.equal(config.providers.openai.baseUrl?.value, 'https://models.example.com/v1');
  assert.equal(config.providers.openai.model?.value, 'large');
  assert.equal(config.providers.openai.apiKey?.value, 'k');
  assert.deepEqual(config.state.directory, {
    value: join(directory, 'data'),
    origin: { kind: 'file', path: file, key: 'state.directory', line: 7, column: 1 },
  });
  assert.deepEqual(config.permissions, {
    denyAll: true,
    read: [join(directory, 'docs'), '/etc'],
    net: true,
    run: ['git', join(directory, 'bin/tool')],
  });
});

test('the module path is a list in the file and divided text in the variable', async () => {
  const file = writeConfig('[modules]\npath = ["lib", "/usr/share/lua"]');
  const fromFile = await loadConfig({ environment: {}, file });
  assert.deepEqual(fromFile.modules.path.value, [join(directory, 'lib'), '/usr/share/lua']);
  const environment = { LLMSPELL_MODULE_PATH: ['one', '/two', ''].join(delimiter) };
  const fromVariable = await loadConfig({ environment, file, workingDirectory: '/w' });
  assert.deepEqual(fromVariable.modules.path, {
    value: ['/w/one', '/two'],
    origin: { kind: 'environment', variable: 'LLMSPELL_MODULE_PATH' },
  });
  await fails(
    loadConfig({ environment: {}, file: writeConfig('[modules]\npath = "lib"') }),
    'CONFIG_INVALID',
    /'modules.path' in .*expected a list of strings, got a string/,
  );
  await fails(
    loadConfig({ environment: { LLMSPELL_MODULE_PATH: '/what?' } }),
    'CONFIG_INVALID',
    /LLMSPELL_MODULE_PATH.*\? in its name/,
  );
});

test('malformed values name the place and do not show secrets', async () => {
  const url = (value: string) => loadConfig({ environment: { LLMSPELL_PROVIDER_OPENAI_BASE_URL: value } });
  await fails(url('localhost:8080'), 'CONFIG_INVALID', /LLMSPELL_PROVIDER_OPENAI_BASE_URL.*http:\/\//);
  await fails(url('nonsense'), 'CONFIG_INVALID', /'nonsense' is not a URL/);
  await fails(url('http://me:hunter2@x/v1'), 'CONFIG_INVALID', /^(?!.*hunter2)/);
  await fails(url('http://x/v1?a=1'), 'CONFIG_INVALID', /query/);
  await fails(loadConfig({ environment: { OPENAI_API_KEY: 'sk secret' } }), 'CONFIG_INVALID', /^(?!.*secret)/);
});

test('faulty files say where and what', async () => {
  const load = (text: string) => loadConfig({ environment: {}, file: writeConfig(text) });
  await fails(load('a = [1,\nb'), 'CONFIG_SYNTAX', /\.toml:\d+:\d+: /);
  await fails(
    load('[providers.openai]\nbase_ulr = "x"'),
    'CONFIG_UNKNOWN_KEY',
    /did you mean 'providers.openai.base_url'/,
  );
  await fails(load('[provider]\n'), 'CONFIG_UNKNOWN_KEY', /'provider'/);
  await fails(
    load('[providers.openai]\nmodel = 3'),
    'CONFIG_INVALID',
    /'providers.openai.model' in .*expected a string, got a number/,
  );
  await fails(load('[providers.openai]\nmodel = {x = 1}'), 'CONFIG_INVALID', /got a table/);
  await fails(load('[providers.openai]\napi_key_env = "sk-123"'), 'CONFIG_INVALID', /^(?!.*sk-123)/);
  await fails(load('[permissions]\nread = "docs"'), 'CONFIG_INVALID', /list of strings/);
  await fails(load('permissions = 1'), 'CONFIG_UNKNOWN_KEY', /'permissions'/);
  await fails(loadConfig({ environment: {}, file: join(directory, 'none.toml') }), 'CONFIG_FILE', /no such file/);
  await fails(loadConfig({ environment: {}, file: directory }), 'CONFIG_FILE', /directory/);
  const binary = join(directory, 'binary.toml');
  writeFileSync(binary, Buffer.from([0xff, 0xfe]));
  await fails(loadConfig({ environment: {}, file: binary }), 'CONFIG_FILE', /UTF-8/);
});

test('an empty table of a known section is fine', async () => {
  const config = await loadConfig({ environment: {}, file: writeConfig('[providers]\n[permissions]\n') });
  assert.deepEqual(config.permissions, {});
});

test('providers: what the name says, headers that are shown nowhere, and which one is the default', async () => {
  const file = writeConfig(`
[providers]
default_provider = "lab"
[providers.lab]
base_url = "https://models.example.com/v1"
headers = ["X-Team: secret-7"]
timeout = "5s"
[providers.scripted]
kind = "offline"
cassette = "answers.json"
`);
  const config = await loadConfig({ environment: { GROQ_API_KEY: 'gk' }, file });
  const { lab, scripted, groq } = config.providers;
  assert.equal(config.defaultProvider?.value, 'lab');
  assert.deepEqual(lab?.headers, { 'X-Team': 'secret-7' });
  assert.deepEqual([lab.kind, lab.timeoutMs, lab.apiKeyVariable], ['openai-compatible', 5000, 'LAB_API_KEY']);
  assert.equal(scripted?.cassette?.value, join(directory, 'answers.json'));
  assert.equal(groq?.apiKey?.value, 'gk');
  assert.equal(JSON.stringify([...config.settings]).includes('secret-7'), false);
});

test('a header that is none is refused without being shown', async () => {
  const file = writeConfig('[providers.lab]\nheaders = ["sk-secret-key"]\n');
  await assert.rejects(loadConfig({ environment: {}, file }), (error: Error & { code?: string }) => {
    assert.match(error.message, /providers\.lab\.headers.*holds something that is no header/);
    return !error.message.includes('sk-secret') && error.code?.startsWith('CONFIG_') === true;
  });
});
