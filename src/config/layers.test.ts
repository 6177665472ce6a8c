import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, test } from 'node:test';
import { readLayers } from './layers.js';
import { loadConfig } from './load-config.js';

const root = mkdtempSync(join(tmpdir(), 'layers-'));
after(() => rmSync(root, { recursive: true, force: true }));
let count = 0;

/** A folder with a home folder in it, and files by their path below it. */
function places(files: Readonly<Record<string, string>>, environment: Readonly<Record<string, string>> = {}) {
  const folder = join(root, String(++count));
  for (const [path, text] of Object.entries({ 'home/x': '', ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return { workingDirectory: folder, homeDirectory: join(folder, 'home'), environment };
}

const messages = async (given: ReturnType<typeof places>, file?: string): Promise<string[]> => {
  const { problems } = await readLayers({ ...given, ...(file === undefined ? {} : { file }) });
  return problems.map((problem) => `${problem.code} ${problem.message.replaceAll(given.workingDirectory, '.')}`);
};

describe('files', () => {
  test('those of the working directory win over those of the home folder, and these over the last', async () => {
    const given = places({
      'llmspell.toml': '[providers.openai]\nmodel = "one"',
      '.llmspell.toml': '[providers.openai]\nmodel = "two"\n[state]\ndirectory = "s"',
      'home/.llmspell/config.toml': '[state]\ndirectory = "t"\n[limits]\nmemory = "8MB"',
      'home/.config/llmspell/config.toml': '[limits]\nmemory = "9MB"\ntime = "3s"',
    });
    const config = await loadConfig(given);
    assert.equal(config.providers.openai.model?.value, 'one');
    assert.equal(config.state.directory.value, join(given.workingDirectory, 's'));
    assert.equal(config.limits.memoryBytes?.value, 8e6);
    assert.equal(config.limits.timeMs?.value, 3000);
    assert.equal(config.files.length, 4);
  });

  test('XDG_CONFIG_HOME says where the last lies', async () => {
    const given = places({ 'x/llmspell/config.toml': '[limits]\ntime = 7' });
    const environment = { XDG_CONFIG_HOME: join(given.workingDirectory, 'x') };
    assert.equal((await loadConfig({ ...given, environment })).limits.timeMs?.value, 7000);
  });

  test('where one is named no other is read', async () => {
    const given = places({ 'llmspell.toml': 'nonsense', 'my.toml': '[limits]\ntime = 7' });
    assert.equal((await loadConfig({ ...given, file: 'my.toml' })).limits.timeMs?.value, 7000);
    const named = await loadConfig({ ...given, environment: { LLMSPELL_CONFIG: 'my.toml' } });
    assert.equal(named.limits.timeMs?.value, 7000);
  });

  test('one that was only found takes away and does not give', async () => {
    const text = `
permissions.run = true
permissions.net = []
permissions.deny_all = true
providers.openai.base_url = "https://elsewhere.example/v1"
providers.local.base_url = "http://127.0.0.1:1/v1"
mcp.servers.x.command = "rm"
`;
    const found = places({ 'llmspell.toml': text });
    assert.deepEqual(
      (await messages(found)).map((message) => message.slice(0, 54)),
      [
        "CONFIG_UNTRUSTED 'permissions.run' in ./llmspell.toml:",
        "CONFIG_UNTRUSTED 'providers.openai.base_url' in ./llms",
        "CONFIG_UNTRUSTED 'mcp.servers.x.command' in ./llmspell",
      ],
    );
    assert.deepEqual(await messages(found, 'llmspell.toml'), []);
    assert.deepEqual(await messages(places({ 'home/.llmspell.toml': text })), []);
  });

  test('all that is wrong is told, with its place and what is meant', async () => {
    const given = places({
      'a.toml':
        '[limits]\nmemroy = "1GB"\n\n[debug]\n  port = 70000\n[providers."a b"]\nmodel = "x"\n[log]\nlevel = "inof"',
    });
    assert.deepEqual(await messages(given, 'a.toml'), [
      "CONFIG_UNKNOWN_KEY unknown setting 'limits.memroy' in ./a.toml:2:1 (did you mean 'limits.memory'?)",
      "CONFIG_INVALID 'debug.port' in ./a.toml:5:3: expected a port, got 70000",
      "CONFIG_UNKNOWN_KEY unknown setting 'providers.a b' in ./a.toml:6:1",
      "CONFIG_INVALID 'log.level' in ./a.toml:9:1: 'inof' is not allowed (did you mean 'info'?)",
    ]);
  });
});

describe('profiles', () => {
  const files = {
    'c.toml': `
[limits]
time = "1s"
memory = "10MB"
[profiles.base]
limits.time = "2s"
[profiles.mine]
extends = ["base", "test"]
limits.memory = "20MB"
[profiles.test]
limits.time = "5s"
[profiles.round]
extends = "circle"
[profiles.circle]
extends = "round"
`,
  };

  test('stand on files, and extend each other in order; a preset can be added to', async () => {
    const given = { ...places(files), file: 'c.toml' };
    const mine = await loadConfig({ ...given, profile: 'mine' });
    assert.equal(mine.limits.timeMs?.value, 5000);
    assert.equal(mine.limits.memoryBytes?.value, 20e6);
    assert.equal(mine.permissions.net, false);
    assert.equal(mine.profile, 'mine');
    const test = await loadConfig({ ...given, environment: { LLMSPELL_PROFILE: 'test' } });
    assert.deepEqual(test.limits.memoryBytes, {
      value: 256 * 2 ** 20,
      origin: { kind: 'preset', profile: 'test', key: 'limits.memory' },
    });
    assert.equal((await loadConfig(given)).limits.timeMs?.value, 1000);
  });

  test('that are not there, or extend themselves, are refused', async () => {
    const given = { ...places(files), file: 'c.toml' };
    await assert.rejects(
      loadConfig({ ...given, profile: 'mines' }),
      /there is no profile 'mines' \(did you mean 'mine'\?\)/,
    );
    await assert.rejects(loadConfig({ ...given, profile: 'round' }), /round > circle > round/);
  });
});

describe('the environment', () => {
  test('has a variable for every key, and goes before files and profile', async () => {
    const given = places(
      { 'c.toml': '[providers.my-server]\nmodel = "x"\n[limits]\ntime = 1' },
      {
        LLMSPELL_LIMITS_TIME: '4s',
        LLMSPELL_PROVIDER_MY_SERVER_MODEL: 'y',
        LLMSPELL_PROVIDER_GROQ_BASE_URL: 'https://groq.example/v1',
        GROQ_API_KEY: 'gsk-1',
        LLMSPELL_PROVIDER_GROQ_RETRIES: '3',
        LLMSPELL_PERMISSIONS_NET: 'a.example, b.example',
        LLMSPELL_PERMISSIONS_DENY_ALL: 'yes',
        LLMSPELL_DEBUG_BREAKPOINTS: 'a.lua:3',
        LLMSPELL_MCP_FILES_ARGS: '-a,-b',
      },
    );
    const config = await loadConfig({ ...given, file: 'c.toml', profile: 'test' });
    assert.equal(config.limits.timeMs?.value, 4000);
    assert.equal(config.providers['my-server']?.model?.value, 'y');
    assert.equal(config.providers['groq']?.retries, 3);
    assert.equal(config.providers['groq'].apiKey?.value, 'gsk-1');
    assert.deepEqual(config.permissions, { net: ['a.example', 'b.example'], denyAll: true });
    assert.deepEqual(
      config.debug.breakpoints.value.map(({ line }) => line),
      [3],
    );
    assert.deepEqual(config.settings.get('mcp.servers.files.args')?.value, ['-a', '-b']);
  });

  test('names the variable whose value is wrong', async () => {
    const given = places({}, { LLMSPELL_LIMITS_MEMORY: 'lots' });
    await assert.rejects(loadConfig(given), /the environment variable LLMSPELL_LIMITS_MEMORY: 'lots' is no size/);
  });
});

test('secrets are in no listing', async () => {
  const given = places({ 'c.toml': '[debug]\ntoken = "abcdef"' }, { OPENAI_API_KEY: 'sk-abcdef' });
  const config = await loadConfig({ ...given, file: 'c.toml' });
  assert.equal(config.debug.token?.value, 'abcdef');
  assert.doesNotMatch(JSON.stringify([...config.settings]), /abcdef/);
});

test('a kept key is found by the name of its provider, after the environment', async () => {
  const given = places({ 'home/.config/llmspell/x': '' });
  const path = join(given.homeDirectory, '.config/llmspell/keys.json');
  writeFileSync(path, '{"openai": "kept", "groq": "other"}', { mode: 0o600 });
  const kept = await loadConfig(given);
  assert.deepEqual(kept.providers.openai.apiKey, { value: 'kept', origin: { kind: 'kept key', name: 'openai' } });
  assert.equal(kept.providers['groq']?.apiKey?.value, 'other');
  const both = await loadConfig({ ...given, environment: { OPENAI_API_KEY: 'set' } });
  assert.equal(both.providers.openai.apiKey?.value, 'set');
});
