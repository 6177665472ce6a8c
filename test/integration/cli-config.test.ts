import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { CliOptions, CliResult } from '../support/run-cli.js';
import { runCli } from '../support/run-cli.js';
import { tempFolder } from '../support/temp-folder.js';

const folder = tempFolder();
let count = 0;

/** A working directory with files, and a home folder in it. */
function inPlace(files: Readonly<Record<string, string>> = {}, env: Readonly<Record<string, string>> = {}) {
  const cwd = join(folder.path, String(++count));
  const home = join(cwd, 'home');
  mkdirSync(join(home, '.config', 'llmspell'), { recursive: true });
  for (const [path, text] of Object.entries(files)) writeFileSync(join(cwd, path), text);
  const run = (args: readonly string[], options: CliOptions = {}): Promise<CliResult> =>
    runCli(args, { ...options, cwd, env: { HOME: home, ...env } });
  return { cwd, home, run };
}

const OWN = 'home/.config/llmspell/config.toml';

describe('llmspell config', () => {
  test('init writes a file that is valid, once', async () => {
    const { cwd, run } = inPlace();
    assert.equal((await run(['config', 'init'])).stdout, `${join(cwd, 'llmspell.toml')}\n`);
    assert.match(readFileSync(join(cwd, 'llmspell.toml'), 'utf8'), /^# \[providers\.openai\]$[^]*^# timeout = $/m);
    const again = await run(['config', 'init']);
    assert.deepEqual([again.code, again.stdout], [2, '']);
    assert.match(again.stderr, /it is there already\n {2}help: .*--force/);
    assert.equal((await run(['config', 'init', '--force'])).code, 0);
    const valid = await run(['config', 'validate']);
    assert.deepEqual([valid.code, valid.stdout], [0, `${join(cwd, 'llmspell.toml')}: nothing is wrong\n`]);
  });

  test('validate tells everything that is wrong, for people and for programs', async () => {
    const { cwd, run } = inPlace({ 'llmspell.toml': '[limits]\nmemroy = 1\n[debug]\nport = "x"\n' });
    const { code, stdout, stderr } = await run(['config', 'validate']);
    assert.deepEqual([code, stdout], [2, '']);
    const path = join(cwd, 'llmspell.toml');
    assert.ok(
      stderr.includes(`unknown setting 'limits.memroy' in ${path}:2:1 (did you mean 'limits.memory'?)`),
      stderr,
    );
    assert.ok(stderr.includes(`'debug.port' in ${path}:4:1: expected a port, got 'x'`), stderr);
    const json = JSON.parse((await run(['config', 'validate', '--output', 'json'])).stdout) as {
      valid: boolean;
      problems: { code: string; line?: number }[];
    };
    assert.equal(json.valid, false);
    assert.deepEqual(
      json.problems.map((problem) => problem.code),
      ['CONFIG_UNKNOWN_KEY', 'CONFIG_INVALID'],
    );
    writeFileSync(path, 'a = [1,\nb');
    assert.match((await run(['config', 'validate'])).stderr, /llmspell\.toml:\d+:\d+: /);
  });

  test('validate looks at profiles that nobody has chosen, and at variables that set nothing', async () => {
    const profiles = [
      '[profiles.a]',
      'extends = "b"',
      '[profiles.b]',
      'extends = "a"',
      '[profiles.c]',
      'extends = "tset"',
    ];
    const { run } = inPlace({ 'llmspell.toml': `${profiles.join('\n')}\n[sesions]\nx = 1\n` });
    const { code, stderr } = await run(['config', 'validate']);
    assert.equal(code, 2);
    assert.match(stderr, /unknown setting 'sesions' .*\(did you mean 'sessions'\?\)/);
    assert.match(stderr, /no profile 'tset', which 'c' extends \(did you mean 'test'\?\)/);
    assert.equal(stderr.match(/a profile extends itself/g)?.length, 1, stderr);
    const env = { LLMSPELL_DEBUGG: '1', LLMSPELL_PROVIDER_X_MODEL: 'm', LLMSPELL_KERNEL_DIR: '/x' };
    const warned = await runCli(['config', 'validate'], { cwd: tempFolder().path, env });
    assert.equal(warned.code, 0);
    assert.equal(
      warned.stderr,
      "warning: no setting has the variable LLMSPELL_DEBUGG (did you mean 'LLMSPELL_DEBUG'?)\n",
    );
  });

  test('without files validate says where they are looked for', async () => {
    const { cwd, home, run } = inPlace();
    const { stdout } = await run(['config', 'validate']);
    for (const path of [join(cwd, 'llmspell.toml'), join(home, '.config/llmspell/config.toml')]) {
      assert.ok(stdout.includes(`  ${path}\n`), stdout);
    }
  });

  test('show writes what holds as TOML, JSON and YAML, with origins', async () => {
    const files = { 'llmspell.toml': '[limits]\ntime = "90s"\n', [OWN]: '[limits]\ntime = 1\nmemory = "64MiB"\n' };
    const { cwd, run } = inPlace(files, { LLMSPELL_LIMITS_OUTPUT: '2MB' });
    const show = async (...args: string[]): Promise<string> => (await run(['config', 'show', ...args])).stdout;
    assert.equal(await show('limits'), '[limits]\nmemory = "64MiB"\ntime = "90s"\noutput = "2MB"\n');
    assert.deepEqual(JSON.parse(await show('limits', '--format', 'json')), {
      limits: { memory: '64MiB', time: '90s', output: '2MB' },
    });
    assert.equal(await show('limits', '--format=yaml'), 'limits:\n  memory: "64MiB"\n  time: "90s"\n  output: "2MB"\n');
    const origins = await show('--origin');
    assert.ok(origins.includes(`time = "90s"  # 'limits.time' in ${join(cwd, 'llmspell.toml')}:2:1\n`), origins);
    assert.ok(origins.includes('# the environment variable LLMSPELL_LIMITS_OUTPUT\n'), origins);
    assert.ok(origins.includes('level = "warn"  # the default\n'), origins);
    const unknown = await run(['config', 'show', 'limit']);
    assert.match(unknown.stderr, /there is no setting 'limit' \(did you mean 'limits'\?\)/);
    assert.match((await run(['config', 'show', '--format', 'xml'])).stderr, /no format 'xml'/);
  });

  test('what show writes can be read again', async () => {
    const { cwd, run } = inPlace();
    const { stdout } = await run(['config', 'show', '--profile', 'production']);
    writeFileSync(join(cwd, 'again.toml'), stdout);
    assert.equal((await run(['config', 'show', '-c', 'again.toml'])).stdout, stdout);
  });

  test('set changes one value and leaves comments; get reads it', async () => {
    const { cwd, home, run } = inPlace({ 'llmspell.toml': '# mine\n[limits]\ntime = 1 # short\n' });
    assert.equal((await run(['config', 'set', 'limits.time', '2s'])).code, 0);
    assert.equal(readFileSync(join(cwd, 'llmspell.toml'), 'utf8'), '# mine\n[limits]\ntime = "2s" # short\n');
    assert.equal((await run(['config', 'get', 'limits.time'])).stdout, '2s\n');
    assert.deepEqual([(await run(['config', 'get', 'limits.memory'])).code], [1]);
    // What a found file may not say goes into the user's own.
    const net = await run(['config', 'set', 'permissions.net', '["a.example"]']);
    assert.match(net.stdout, /config\.toml: permissions\.net = \["a\.example"\]\n$/);
    assert.equal(
      readFileSync(join(home, '.config/llmspell/config.toml'), 'utf8'),
      '[permissions]\nnet = ["a.example"]\n',
    );
    const wrong = await run(['config', 'set', 'limits.time', 'soon']);
    assert.deepEqual([wrong.code, wrong.stdout], [2, '']);
    assert.match(wrong.stderr, /'soon' is no time/);
    assert.match((await run(['config', 'set', 'limits.tme', '1'])).stderr, /did you mean 'limits\.time'/);
  });

  test('profiles are listed, chosen, and hold for scripts', async () => {
    const { run } = inPlace({ 'llmspell.toml': '[profiles.slow]\nextends = "test"\nlimits.time = "300ms"\n' });
    assert.equal(
      (await run(['config', 'list-profiles', '--profile', 'slow'])).stdout,
      'production\ndevelopment\ntest\nbenchmark\nslow *\n',
    );
    const ended = await run(['exec', '--profile', 'slow', 'while true do end']);
    assert.equal(ended.code, 124, ended.stderr);
    assert.match((await run(['exec', '--profile', 'fast', 'print(1)'])).stderr, /there is no profile 'fast'/);
  });

  test('a found file cannot permit anything; a named one can', async () => {
    const { cwd, run } = inPlace({ 'llmspell.toml': '[permissions]\nread = ["/etc"]\n' });
    const code = 'print(io.open("/etc/hosts") ~= nil)';
    const found = await run(['exec', code]);
    assert.deepEqual([found.code, found.stdout], [2, '']);
    assert.ok(found.stderr.includes(`help: if you know the file, name it: --config ${join(cwd, 'llmspell.toml')}`));
    assert.equal((await run(['exec', '--config', 'llmspell.toml', code])).stdout, 'true\n');
  });

  test('the schema describes every section', async () => {
    const { properties } = JSON.parse((await runCli(['config', 'schema'])).stdout) as {
      properties: Record<string, unknown>;
    };
    assert.deepEqual(Object.keys(properties), [
      'providers',
      'state',
      'hooks',
      'events',
      'sessions',
      'history',
      'modules',
      'permissions',
      'debug',
      'repl',
      'keys',
      'tools',
      'runtime',
      'limits',
      'mcp',
      'rag',
      'log',
      'profiles',
    ]);
  });

  test('commands that are none, or take other words, say so', async () => {
    assert.match((await runCli(['config', 'shwo'])).stderr, /unknown command 'config shwo' \(did you mean 'show'\?\)/);
    assert.match(
      (await runCli(['config', 'get', 'debug'])).stderr,
      /'debug' is a section, no setting\n.*config show debug/,
    );
    assert.equal((await runCli(['config', 'show', 'mcp'])).stdout, '# nothing is set in mcp\n');
    assert.match((await runCli(['config', 'get'])).stderr, /config get takes 1 word\n/);
    assert.match((await runCli(['config', 'get'])).stderr, /write llmspell config get KEY/);
    assert.match((await runCli(['run', '--origin', 'x.lua'])).stderr, /--origin does not go with 'run'/);
  });
});

describe('llmspell keys', () => {
  const KEY = 'sk-0123456789abcdefWXYZ';

  test('keeps keys where only the user can read them, and shows only their end', async () => {
    const { home, run } = inPlace();
    assert.equal((await run(['keys', 'list'])).stdout, 'no keys are kept\n');
    assert.match((await run(['keys', 'add', 'groq'], { input: '' })).stderr, /key of groq is empty\n.*pipe it/);
    const added = await run(['keys', 'add', 'groq'], { input: `${KEY}\n` });
    const path = join(home, '.config/llmspell/keys.json');
    assert.deepEqual([added.code, added.stdout, added.stderr], [0, `groq is kept in ${path}\n`, '']);
    assert.equal(statSync(path).mode & 0o777, 0o600);
    await run(['keys', 'add', 'short'], { input: 'secret' });
    assert.equal((await run(['keys', 'list'])).stdout, 'groq  ...WXYZ  (file)\nshort  (file)\n');
    assert.deepEqual(JSON.parse((await run(['keys', 'list', '--output', 'json'])).stdout), [
      { name: 'groq', place: 'file', ending: 'WXYZ' },
      { name: 'short', place: 'file' },
    ]);
    for (const args of [
      ['config', 'show', '--origin'],
      ['config', 'list'],
      ['exec', 'print(1)', '--trace', 'trace'],
    ]) {
      const { stdout, stderr } = await run(args);
      assert.ok(!`${stdout}${stderr}`.includes(KEY.slice(3, 12)), args.join(' '));
    }
    assert.equal((await run(['keys', 'remove', 'groq'])).code, 0);
    assert.equal((await run(['keys', 'list'])).stdout, 'short  (file)\n');
    assert.match(
      (await run(['keys', 'remove', 'shrot'])).stderr,
      /no key of 'shrot' is kept \(did you mean 'short'\?\)/,
    );
  });

  test('a key is never taken from the command line, and a wrong one not shown', async () => {
    const { home, run } = inPlace();
    const { code, stderr } = await run(['keys', 'add', 'openai', KEY]);
    assert.equal(code, 2);
    assert.ok(!stderr.includes(KEY));
    assert.ok(!(await run(['keys', 'add', `${KEY}!`])).stderr.includes(KEY));
    const spaced = await run(['keys', 'add', 'openai'], { input: `${KEY} x` });
    assert.equal(spaced.code, 2);
    assert.ok(!spaced.stderr.includes(KEY));
    assert.ok(!existsSync(join(home, '.config/llmspell/keys.json')));
  });

  test('a file that others can read is refused', async () => {
    const { home, run } = inPlace();
    const path = join(home, '.config/llmspell/keys.json');
    writeFileSync(path, `{"openai": "${KEY}"}`, { mode: 0o644 });
    const { code, stderr } = await run(['exec', 'print(1)']);
    assert.equal(code, 2);
    assert.match(stderr, /others can read it\n {2}help: .*chmod 600/);
    chmodSync(path, 0o600);
    assert.equal((await run(['exec', 'print(1)'])).stdout, '1\n');
    writeFileSync(path, `{${KEY}`);
    const broken = await run(['exec', 'print(1)']);
    assert.match(broken.stderr, /does not hold keys by name/);
    assert.ok(!broken.stderr.includes(KEY.slice(0, 8)));
  });
});

test('scripts see the configuration through Config', async () => {
  const { run } = inPlace({ 'llmspell.toml': '[limits]\nmemory = "64MiB"\n' });
  const code = `
    print(Config.get("limits.memory").limits.memory, Config.getSection("limits").memory, Config.getProvider("openai"))
    print(#Config.listProviders(), Config.getPermissions().read, Config.isNetworkAccessAllowed())
    print(pcall(Config.setSecurity, { allow_network_access = true }))
    print(pcall(Config.getSection, "nonsense"))
    Config.restoreSnapshot(Config.snapshot())
  `;
  const { stdout, stderr } = await run(['exec', code]);
  assert.equal(stderr, '');
  const lines = stdout.split('\n');
  assert.deepEqual(lines.slice(0, 2), ['64MiB\t64MiB\tnil', '0\ttrue\tfalse']);
  assert.match(lines[2] ?? '', /^false\tConfiguration error: Config\.setSecurity is not allowed/);
  assert.match(lines[3] ?? '', /^false\tConfiguration error: Unknown configuration section: nonsense/);
});
