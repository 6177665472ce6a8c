// `llmspell session`, as processes: of the store itself and of a kernel.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { DatabaseSync } from '@photostructure/sqlite';
import { runCli, startCli } from '../support/run-cli.js';
import type { CliOptions, CliResult } from '../support/run-cli.js';
import { tempFolder } from '../support/temp-folder.js';

const folder = tempFolder();
let count = 0;

class Store {
  readonly directory = join(folder.path, String((count += 1)));

  run(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
    return runCli(['session', ...args], { ...options, env: { LLMSPELL_STATE_DIR: this.directory } });
  }

  async out(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.run(args);
    assert.equal(code, 0, stderr);
    return stdout;
  }

  async fails(args: readonly string[], pattern: RegExp, options: CliOptions = {}): Promise<void> {
    const { code, stderr } = await this.run(args, options);
    assert.notEqual(code, 0);
    assert.match(stderr, pattern);
  }

  async json(...args: string[]): Promise<unknown> {
    return JSON.parse(await this.out(...args, '--output', 'json'));
  }
}

const ID = '11111111-2222-4333-8444-555555555555';
const manner = { echo: true, keepsLocals: false };

function step(code: string, more: object = {}, output = ''): object {
  return { code, output, started_at: 1, record: { status: 'ok', durationMs: 2, manner, calls: [], ...more } };
}

const STEPS = [
  step('x = 20'),
  step("print('x is', x)\nx + 1", { result: '21' }, 'x is\t20\n'),
  step("print(1)\nprint('now')", {}, '1\nthen\n'),
];

/** A file as `session export` writes it. */
function exported(name: string, more: object = {}): string {
  const record = { description: 'a try', tags: ['a', 'b'], metadata: {}, origin: 'kernel', shutdown: 'clean' };
  const session = { id: ID, name: 'work', status: 'suspended', created_at: 1000, updated_at: 2000, record };
  const artifact = {
    ...{ sequence: 1, hash: '-', name: 'r.md', type: 'agent_output', created_at: 1500 },
    ...{
      content: Buffer.from('# Hello\u00ff\n').toString('base64'),
      record: { mimeType: 'text/markdown', tags: [], custom: {} },
    },
  };
  const document = { format: 'llmspell-session', version: 1, session, steps: STEPS, artifacts: [artifact], ...more };
  const file = join(folder.path, name);
  writeFileSync(file, JSON.stringify(document));
  return file;
}

async function withWork(): Promise<Store> {
  const store = new Store();
  assert.equal(await store.out('import', exported('work.json')), `${ID}\n`);
  return store;
}

describe('llmspell session', () => {
  test('creates sessions that scripts use, lists and deletes them', async () => {
    const store = new Store();
    const id = (await store.out('create', 'mine', '--description', 'for me', '--tag', 'x', '--tag', 'y')).trim();
    const script = `local s = Session.get('${id}') print(s.name, s.description, table.concat(s.tags, ' '), s.status)`;
    const ran = await runCli(['exec', script], { env: { LLMSPELL_STATE_DIR: store.directory } });
    assert.equal(ran.stdout, 'mine\tfor me\tx y\tactive\n');
    await store.out('create', 'other');
    assert.match(
      await store.out('list'),
      /^ID +NAME +STATUS +STEPS +LAST +TAGS\n\w{8} +other .*\n\w{8} +mine .*x y\n$/,
    );
    assert.equal((await store.out('list', '--tag', 'x', '--tag', 'y')).split('\n').length, 3);
    assert.match(await store.out('list', '--status', 'completed'), /no such sessions/);
    await store.fails(['delete', 'mine'], /nothing was done: delete the session 'mine'/, { input: '' });
    assert.equal(await store.out('delete', 'mine', '--yes'), `${id} is deleted\n`);
    await store.fails(['delete', 'othr', '--yes'], /there is no session 'othr' \(did you mean 'other'\?\)/);
  });

  test('shows what was run, by name, id or the beginning of one, and from step to step', async () => {
    const store = await withWork();
    const text = await store.out('show', 'work');
    assert.match(text, /^id +11111111-.*\nname +work\nstatus +suspended\n/);
    assert.match(text, /\[2\] {2}.*, 2 ms\n {4}print\('x is', x\)\n {4}x \+ 1\n {2}\| x is\t20\n {2}= 21\n/);
    assert.match(text, /ARTIFACT +NAME +TYPE +MIME +SIZE\n1 +r\.md +agent_output +text\/markdown/);
    assert.equal(await store.out('show', ID), text);
    assert.equal(await store.out('show', ID.slice(0, 8)), text);
    const part = (await store.json('show', 'work', '--from-step', '2', '--to-step', '2')) as {
      steps: { number: number }[];
    };
    assert.deepEqual(
      part.steps.map(({ number }) => number),
      [2],
    );
    await store.fails(['show', 'work', '--from-step', '0'], /--from-step takes a whole number from 1, not '0'/);
  });

  test('finds steps by words in code and output', async () => {
    const store = await withWork();
    assert.match(await store.out('search', 'print now'), /^SESSION .*\n11111111 +3 .* print\(1\) ⏎ print\('now'\)\n$/);
    assert.match(await store.out('search', 'then', '--in', 'work'), /11111111 +3 /);
    const { code, stderr } = await store.run(['search', 'nowhere']);
    assert.deepEqual([code, stderr], [1, 'nothing was found\n']);
  });

  test('what goes out comes back as it was, compressed or not, also under another id', async () => {
    const store = await withWork();
    const shown = async (): Promise<unknown> => {
      const { session, ...rest } = (await store.json('show', ID)) as { session: object };
      return { ...rest, session: { ...session, updated_at: 'when it was taken in' } };
    };
    const before = await shown();
    const [plain, packed] = [join(folder.path, 'out.json'), join(folder.path, 'out.json.gz')];
    await store.out('export', 'work', plain);
    await store.out('export', 'work', packed);
    assert.equal(gunzipSync(readFileSync(packed)).toString(), readFileSync(plain, 'utf8'));
    assert.equal(await store.out('export', 'work'), readFileSync(plain, 'utf8'));
    await store.fails(['import', plain], /there is a session '11111111-.*' already[^]*--copy/);
    const copy = (await store.out('import', packed, '--copy')).trim();
    assert.notEqual(copy, ID);
    await store.out('delete', ID, '--yes');
    await store.out('import', packed);
    assert.deepEqual(await shown(), before);
    const code = `io.write(Artifact.get('${copy}', Artifact.list('${copy}')[1].id).content)`;
    const ran = await runCli(['exec', code], { env: { LLMSPELL_STATE_DIR: store.directory } });
    assert.equal(ran.stdout, '# Hello\u00ff\n');
  });

  for (const [name, more, pattern] of [
    ['another format', { format: 'x' }, /its format is not 'llmspell-session'/],
    ['a later version', { version: 2 }, /of version 2, and this program reads version 1/],
    ['no steps', { steps: 1 }, /'steps' is not a list/],
    ['a step without code', { steps: [{}] }, /'started_at' is not a number/],
    ['a session without a name', { session: { id: ID, record: {} } }, /'name' is not a text/],
  ] as const) {
    test(`a file with ${name} is refused, and nothing is kept`, async () => {
      const store = new Store();
      await store.fails(['import', exported('bad.json', more)], pattern);
      assert.match(await store.out('list'), /no such sessions/);
    });
  }

  test('a file that is damaged or not there is refused', async () => {
    const store = new Store();
    await store.fails(['import', '-'], /standard input is no session/, { input: '{' });
    writeFileSync(join(folder.path, 'cut.gz'), Buffer.from([0x1f, 0x8b, 8, 0]));
    await store.fails(['import', join(folder.path, 'cut.gz')], /cut\.gz' is no session: unexpected end of file/);
    await store.fails(
      ['import', join(folder.path, 'none.json')],
      /^error: cannot read '.*none\.json': it is not there/,
    );
    await store.fails(['list', '--status', 'complete'], /no 'complete' \(did you mean 'completed'\?\)/);
    await store.fails(['search', ' '], /session search needs words/);
    await store.out('create', 'mine');
    await store.fails(['export', 'mine', folder.path], /^error: cannot write '.*': it is a folder/);
  });

  test('replay runs all again in a fresh session, and shows where it differs', async () => {
    const store = await withWork();
    const { code, stdout } = await store.run(['replay', 'work']);
    assert.equal(code, 1);
    assert.match(stdout, /^\[1\] {2}as before, \d+ ms\n {4}x = 20\n\[2\] {2}as before/);
    assert.match(
      stdout,
      /\[3\] {2}differs, .*\n.*\n.*\n {2}output\n {4}- then\n {4}\+ now\n3 steps run again, 1 not as before\n$/,
    );
    // What went before is run, and not looked at.
    assert.match(
      await store.out('replay', 'work', '--from-step', '2', '--to-step', '2'),
      /^\[2\][^]*\n1 step run again, all as before\n$/,
    );
    const result = await store.run(['replay', 'work', '--output', 'json', '--stop']);
    const { different, steps } = JSON.parse(result.stdout) as { different: number; steps: { is_same: boolean }[] };
    assert.deepEqual([different, steps.map((each) => each.is_same)], [1, [true, true, false]]);
  });

  test('a step that is damaged is told when the session is shown, taken out and run again', async () => {
    const store = await withWork();
    const database = new DatabaseSync(join(store.directory, 'sessions.db'));
    database.exec("UPDATE steps SET record = '[]' WHERE number = 2");
    database.close();
    assert.match(await store.out('show', 'work'), /\n\(step 2 is damaged: its record is not a table\)\n/);
    const { stdout, stderr } = await store.run(['export', 'work']);
    assert.equal(stderr, 'left out: step 2 is damaged: its record is not a table\n');
    const { steps, damaged } = JSON.parse(stdout) as { steps: { number: number }[]; damaged: unknown };
    assert.deepEqual(
      [steps.map(({ number }) => number), damaged],
      [[1, 3], [{ number: 2, problem: 'its record is not a table' }]],
    );
    const replayed = await store.run(['replay', 'work', '--from-step', '2']);
    assert.match(
      replayed.stdout,
      /^\[2\] {2}not run, damaged: .*\n\[3\] {2}differs[^]*1 step run again, 1 not as before, 1 damaged and not run\n$/,
    );
    assert.equal(replayed.code, 1);
  });

  test('Ctrl+C ends a replay, and what was run so far is told', async () => {
    const store = new Store();
    await store.out('import', exported('endless.json', { steps: [step('x = 1'), step('while true do end')] }));
    const cli = startCli(['session', 'replay', 'work'], { env: { LLMSPELL_STATE_DIR: store.directory } });
    await cli.printed('as before');
    cli.process.kill('SIGINT');
    const { code, stdout } = await cli.result;
    assert.equal(code, 130);
    assert.match(stdout, /1 step run again, all as before\n$/);
  });

  test('a kernel answers the same', async (t) => {
    const store = await withWork();
    const env = { LLMSPELL_STATE_DIR: store.directory, HOME: folder.path };
    const kernel = await runCli(['kernel', 'start', '--daemon', '--id', 'kept'], { env });
    assert.equal(kernel.code, 0, kernel.stderr);
    t.after(() => runCli(['kernel', 'stop', 'kept'], { env }));
    const ask = async (...args: string[]): Promise<CliResult> => {
      return runCli(['session', ...args, '--connect', 'kept'], { env });
    };
    for (const args of [
      ['list'],
      ['show', 'work'],
      ['search', 'print'],
      ['export', 'work'],
      ['show', 'work', '--output', 'json'],
    ]) {
      assert.equal((await ask(...args)).stdout, await store.out(...args), args.join(' '));
    }
    assert.match((await ask('replay', 'work')).stdout, /3 steps run again, 1 not as before\n$/);
    const copy = (await ask('import', exported('again.json'), '--copy')).stdout.trim();
    assert.equal((await ask('delete', copy, '--yes')).stdout, `${copy} is deleted\n`);
    assert.match((await ask('show', 'wrok')).stderr, /there is no session 'wrok' \(did you mean 'work'\?\)/);
    assert.match((await ask('import', exported('again.json'))).stderr, /there is a session/);
  });
});
