// `llmspell state` and `llmspell backup`, as processes: of the store itself and of a kernel.

import assert from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { runCli, startCli } from '../support/run-cli.js';
import type { CliOptions, CliResult } from '../support/run-cli.js';
import { tempFolder } from '../support/temp-folder.js';

const folder = tempFolder();
let count = 0;

class Store {
  readonly directory = join(folder.path, String((count += 1)));

  run(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
    return runCli(args, { ...options, env: { LLMSPELL_STATE_DIR: this.directory } });
  }

  async out(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.run(args);
    assert.equal(code, 0, stderr);
    return stdout;
  }
}

describe('llmspell state', () => {
  test('says which file cannot be read or written', async () => {
    const store = new Store();
    await store.out('state', 'set', 'x', '1');
    const read = await store.run(['state', 'import', join(folder.path, 'none.json')]);
    assert.match(read.stderr, /^error: cannot read '.*none\.json': it is not there/);
    const written = await store.run(['state', 'export', join(folder.path, 'none', 'x.json')]);
    assert.match(written.stderr, /^error: cannot write '.*x\.json': it is not there, or its folder is not/);
  });

  test('shares values with scripts', async () => {
    const store = new Store();
    await store.out('state', 'set', 'theme', 'dark');
    await store.out('state', 'set', 'limits', '{"tokens": 500, "big": 9007199254740993}');
    await store.out('state', 'set', 'number', '5', '--text');
    await store.run(['state', 'set', 'piped', '-'], { input: '[1, 2]' });
    const script = `
      local limits = State.get('limits')
      print(State.get('theme'), limits.tokens, limits.big, math.type(limits.big), type(State.get('number')), #State.get('piped'))
      State.set('bytes', '\\255') State.save('app', 'x', { y = true })
    `;
    assert.equal(await store.out('exec', script), 'dark\t500\t9007199254740993\tinteger\tstring\t2\n');
    assert.equal(await store.out('state', 'get', 'theme'), 'dark\n');
    assert.equal(await store.out('state', 'get', 'bytes'), '{"$bytes":"/w=="}\n');
    assert.equal(await store.out('state', 'get', 'x', '--scope', 'app'), '{"y":true}\n');
    assert.equal(await store.out('state', 'list'), 'bytes\nlimits\nnumber\npiped\ntheme\n');
    assert.equal(await store.out('state', 'list', 't*'), 'theme\n');
    assert.match(await store.out('state', 'list', '--scope', '*'), /^app\tx\nuser\tbytes\n/);
    assert.equal((await store.run(['state', 'get', 'none'])).code, 1);
    assert.equal((await store.run(['state', 'delete', 'theme'])).code, 0);
    assert.equal((await store.run(['state', 'delete', 'theme'])).code, 1);
  });

  for (const [ending, reads] of [
    ['json', /^\{\n {2}"big": \{\n {4}"\$integer"/],
    ['yaml', /^bytes:\n {2}\$bytes: /m],
    ['toml', /^\[bytes\]|^text = /m],
  ] as const) {
    test(`values go out as ${ending} and come back as they were`, async () => {
      const store = new Store();
      const values = `{ 1, { deep = true } }, text = 'a\\n"b"', float = 0.5, bytes = '\\0\\255', big = math.maxinteger`;
      await store.out(
        'exec',
        `for k, v in pairs({ list = ${values} }) do State.set(k, v) end State.save('app', 'k', 1)`,
      );
      const file = join(store.directory, `values.${ending}`);
      assert.equal(await store.out('state', 'export', file, '--scope', '*'), `${file}\n`);
      assert.equal(statSync(file).mode & 0o777, 0o600);
      assert.match(await store.out('state', 'show', '--format', ending), reads);
      await store.out('state', 'clear', '--scope', '*', '--yes');
      assert.equal(await store.out('state', 'list', '--scope', '*'), '');
      assert.match(await store.out('state', 'import', file, '--scope', '*'), /^6 values are kept in 'app', 'user'/);
      const check = `
        local big, list = State.get('big'), State.get('list')
        print(big == math.maxinteger, list[2].deep, State.get('text') == 'a\\n"b"', State.get('float'), State.get('bytes') == '\\0\\255', State.load('app', 'k'))
      `;
      assert.equal(await store.out('exec', check), 'true\ttrue\ttrue\t0.5\ttrue\t1\n');
    });
  }

  test('an import replaces the scope, or is merged into it', async () => {
    const store = new Store();
    const file = join(folder.path, 'import.json');
    writeFileSync(file, '{"a": 1}');
    await store.out('state', 'set', 'b', '2');
    await store.out('state', 'import', file, '--merge');
    assert.equal(await store.out('state', 'list'), 'a\nb\n');
    await store.out('state', 'import', file);
    assert.equal(await store.out('state', 'list'), 'a\n');
    writeFileSync(file, '{"a": 1, "large": 9007199254740993}');
    await store.out('state', 'import', file);
    assert.equal(await store.out('exec', 'print(State.get("large"))'), '9007199254740993\n');
    for (const [text, name, message] of [
      ['{"a": ', 'bad.json', /'.*bad\.json' is not JSON: /],
      ['a: [1', 'bad.yaml', /bad\.yaml' is not YAML: .*column \d+\n/],
      ['[1]', 'list.yaml', /holds no table of values by key/],
      ['{"a": {"$bytes": 1}}', 'tag.json', /unknown tag \$bytes/],
    ] as const) {
      const bad = join(folder.path, name);
      writeFileSync(bad, text);
      const { code, stderr } = await store.run(['state', 'import', bad]);
      assert.equal(code, 2);
      assert.match(stderr, message);
    }
    assert.equal(await store.out('state', 'get', 'a'), '1\n');
    assert.match((await store.run(['state', 'import', join(folder.path, 'none.json')])).stderr, /none\.json/);
  });

  test('changes are watched as they happen, until an interrupt', async () => {
    const store = new Store();
    await store.out('state', 'set', 'first', '1');
    const watching = startCli(['state', 'watch', 'j*', '--output', 'json'], {
      env: { LLMSPELL_STATE_DIR: store.directory },
    });
    // Nothing says that it has begun: so something changes until it is seen.
    const changing = setInterval(() => void store.out('state', 'set', 'job', '{"n": 1}'), 1000);
    await watching.printed('"job"');
    clearInterval(changing);
    await store.out('state', 'delete', 'job');
    await watching.printed('"deleted":true');
    watching.process.kill('SIGINT');
    const { code, stdout } = await watching.result;
    assert.equal(code, 130);
    assert.deepEqual(JSON.parse(stdout.split('\n')[0] ?? ''), {
      scope: 'user',
      key: 'job',
      value: { n: 1 },
      deleted: false,
    });
  });

  test('asks a kernel for its own', async () => {
    const [store, other] = [new Store(), new Store()];
    const args = ['kernel', 'start', '--id', `state-${process.pid}`, '--state-dir', store.directory];
    const kernel = startCli(args, { env: {} });
    const connect = ['--connect', `state-${process.pid}`];
    await kernel.printed('state-');
    await other.out('state', 'set', 'k', '{"a": [1]}', ...connect);
    await other.out('state', 'set', 'bytes', '{"x": 1}', ...connect);
    assert.equal(await other.out('state', 'get', 'k', ...connect), '{"a":[1]}\n');
    assert.equal(await store.out('state', 'get', 'k'), '{"a":[1]}\n');
    assert.equal(await other.out('state', 'list'), '');
    assert.equal(await other.out('state', 'list', '--scope', '*', ...connect), 'user\tbytes\nuser\tk\n');
    assert.match(await other.out('state', 'clear', 'b*', '--yes', ...connect), /^1 value /);
    assert.equal((await other.run(['state', 'delete', 'bytes', ...connect])).code, 1);
    const watching = startCli(['state', 'watch', ...connect], { env: {} });
    const changing = setInterval(() => void store.out('state', 'set', 'k', '2'), 1000);
    await watching.printed('k = 2');
    clearInterval(changing);
    watching.process.kill('SIGINT');
    await watching.result;
    kernel.process.kill('SIGTERM');
    await kernel.result;
  });

  test('wrong use says what is right', async () => {
    const store = new Store();
    for (const [args, message] of [
      [['state'], /state needs a command\n.*get, set/],
      [['state', 'lst'], /unknown command 'state lst' \(did you mean 'list'\?\)/],
      [['state', 'set', 'k'], /state set takes 2 words\n.*state set KEY VALUE/],
      [['state', 'show', '--format', 'xml'], /there is no format 'xml'/],
      [['state', 'clear'], /0 values are forgotten/],
      [['backup', 'restore'], /backup restore takes the id of one backup/],
      [['backup', 'verify', 'none'], /there is no backup 'none'\n.*backup list/],
    ] as const) {
      const { stderr, stdout } = await store.run(args);
      assert.match(stderr + stdout, message);
    }
    await store.out('state', 'set', 'k', '1');
    const { code, stderr } = await store.run(['state', 'clear']);
    assert.equal(code, 2);
    assert.match(stderr, /nothing was done: forget 1 value of 'user'\n.*--yes/);
  });
});

test('llmspell backup makes copies, checks them and brings them back', async () => {
  const store = new Store();
  await store.out('state', 'set', 'k', '1');
  const id = (await store.out('backup', 'create')).trim();
  await store.out('state', 'set', 'k', '2');
  const [listed] = JSON.parse(await store.out('backup', 'list', '--output', 'json')) as {
    id: string;
    entries: number;
  }[];
  assert.deepEqual([listed?.id, listed?.entries], [id, 1]);
  assert.match(await store.out('backup', 'list'), new RegExp(`^ID .*\\n${id}  .* kB +1\\n$`));
  assert.equal(await store.out('backup', 'verify', id), `${id} is whole\n`);
  assert.match(await store.out('backup', 'verify'), /^state\.db is whole\n/);
  assert.equal((await store.run(['backup', 'restore', id])).code, 2);
  assert.equal(await store.out('state', 'get', 'k'), '2\n');
  assert.equal(await store.out('backup', 'restore', id, '--yes'), `${id} is restored: 1 entry\n`);
  assert.equal(await store.out('state', 'get', 'k'), '1\n');
  const file = join(store.directory, 'backups', id, 'state.db');
  writeFileSync(file, readFileSync(file).subarray(0, 5000));
  const damaged = await store.run(['backup', 'verify', id]);
  assert.deepEqual([damaged.code, damaged.stdout], [1, 'state.db is not what was written\n']);
  assert.match(
    (await store.run(['backup', 'restore', id, '--yes'])).stderr,
    /is damaged: state\.db is not what was written/,
  );
  assert.equal(await store.out('backup', 'remove', id, '--yes'), `${id} is removed\n`);
  assert.match(await store.out('backup', 'list'), /there are no backups yet/);
});
