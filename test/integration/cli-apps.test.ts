// `llmspell app` and `llmspell agent`, as processes.

import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { json, startModelServer } from '../support/model-server.js';
import { runCli } from '../support/run-cli.js';
import type { CliOptions, CliResult } from '../support/run-cli.js';
import { tempFolder } from '../support/temp-folder.js';

const folder = tempFolder();
let count = 0;

/** A working directory with files, and a home folder in it. */
function inPlace(files: Readonly<Record<string, string>>) {
  const cwd = join(folder.path, String(++count));
  mkdirSync(join(cwd, 'home'), { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, path)), { recursive: true });
    writeFileSync(join(cwd, path), text);
  }
  const run = (args: readonly string[], options: CliOptions = {}): Promise<CliResult> =>
    runCli(args, { ...options, cwd, env: { HOME: join(cwd, 'home'), ...options.env } });
  return { cwd, run };
}

const OWN = {
  'applications/greeter/main.lua': 'print("hello " .. (ARGS.name or ARGS[1] or "you")) return ARGS[0]',
  'applications/greeter/README.md': '# Greeter\n\nGreets\nwhoever comes.\n\nMore.\n',
  'applications/empty/README.md': 'no application: no main.lua\n',
  'applications/odd/main.lua/x': 'no application: a folder is no script\n',
  'applications/README.md': 'no application: a file\n',
  'applications/.gitkeep': '',
};
const SHARED = 'home/.local/share/llmspell/applications';

describe('llmspell app', () => {
  test('list names what there is, here, with llmspell and of the user', async () => {
    const { cwd, run } = inPlace({ ...OWN, [`${SHARED}/mine/main.lua`]: '', [`${SHARED}/greeter/main.lua`]: '' });
    const { stdout } = await run(['app', 'list']);
    assert.match(stdout, /^name +what it does\n/);
    assert.match(stdout, /^greeter +Greets whoever comes\.$/m);
    assert.match(stdout, /^mine$/m);
    assert.match(stdout, /^file-organizer +\S/m);
    assert.doesNotMatch(stdout, /empty|odd/);
    assert.match((await run(['app', 'run', 'empty'])).stderr, /applications\/empty has no main\.lua/);
    const apps = JSON.parse((await run(['app', 'list', '--output', 'json'])).stdout) as { name: string }[];
    assert.deepEqual(
      apps.find((app) => app.name === 'greeter'),
      {
        name: 'greeter',
        description: 'Greets whoever comes.',
        path: join(cwd, 'applications/greeter'),
        main: join(cwd, 'applications/greeter/main.lua'),
      },
    );
  });

  test('what is no application, and a README that is no file, stand in the way of none', async () => {
    const { cwd, run } = inPlace({ ...OWN, 'applications/plain/main.lua': '', 'applications/plain/README.md/x': '' });
    symlinkSync('circle', join(cwd, 'applications/circle'));
    const { stdout, stderr } = await run(['app', 'list']);
    assert.equal(stderr, '');
    assert.match(stdout, /^plain$/m);
    assert.doesNotMatch(stdout, /README|gitkeep|circle/);
    assert.match((await run(['app', 'run', '.gitkeep'])).stderr, /applications\/\.gitkeep has no main\.lua/);
  });

  test('info shows the README', async () => {
    const { cwd, run } = inPlace(OWN);
    const { stdout } = await run(['app', 'info', 'greeter']);
    assert.match(stdout, /^# Greeter\n\nGreets\nwhoever comes\.\n\nMore\.\n\nscript/);
    assert.ok(stdout.includes(join(cwd, 'applications/greeter/main.lua')));
    const shown = JSON.parse((await run(['app', 'info', 'greeter', '--output', 'json'])).stdout) as { readme: string };
    assert.match(shown.readme, /^# Greeter/);
  });

  test('run gives it what stands behind its name', async () => {
    const { cwd, run } = inPlace(OWN);
    assert.equal((await run(['app', 'run', 'greeter', '--name', 'Ada', '--timeout'])).stdout, 'hello Ada\n');
    assert.equal((await run(['app', 'run', 'greeter', '--', 'Bo'])).stdout, 'hello Bo\n');
    const { stdout } = await run(['app', 'run', '--output', 'json', 'greeter', 'Cy']);
    assert.deepEqual(JSON.parse(stdout), {
      status: 'success',
      mode: 'run',
      script_length: 65,
      args_count: 1,
      streaming: false,
      result: `hello Cy\n${JSON.stringify(join(cwd, 'applications/greeter/main.lua'))}`,
    });
  });

  test('an application reads its own folder, and its settings go below those of the user', async () => {
    const app = {
      'main.lua':
        'print(io.open(ARGS[0]:gsub("main.lua", "notes.txt"), "r"):read("a"), Config.getSection("limits").memory)',
      'notes.txt': 'noted',
      'config.toml': '[limits]\nmemory = "64MiB"\n',
    };
    const files = Object.fromEntries(Object.entries(app).map(([name, text]) => [`${SHARED}/a/${name}`, text]));
    const code = files[`${SHARED}/a/main.lua`]!.replace(
      'ARGS[0]:gsub("main.lua", "notes.txt")',
      '(ARGS[0]:gsub("main.lua", "notes.txt"))',
    );
    const { cwd, run } = inPlace({ ...files, [`${SHARED}/a/main.lua`]: code, 'work/x': '' });
    const env = { HOME: join(cwd, 'home') };
    assert.equal((await runCli(['app', 'run', 'a'], { cwd: join(cwd, 'work'), env })).stdout, 'noted\t64MiB\n');
    writeFileSync(join(cwd, 'llmspell.toml'), '[limits]\nmemory = "32MiB"\n');
    assert.equal((await run(['app', 'run', 'a'])).stdout, 'noted\t32MiB\n');
  });

  test('one that the working directory brings along may not widen what is permitted', async () => {
    const config = '[permissions]\nnet = true\n';
    const { run } = inPlace({ ...OWN, 'applications/greeter/config.toml': config });
    const { code, stderr } = await run(['app', 'run', 'greeter']);
    assert.equal(code, 2);
    assert.match(stderr, /CONFIG_UNTRUSTED|permissions\.net/);
    const mine = inPlace({
      [`${SHARED}/greeter/main.lua`]: 'print(Config.isNetworkAccessAllowed())',
      [`${SHARED}/greeter/config.toml`]: config,
    });
    assert.equal((await mine.run(['app', 'run', 'greeter'])).stdout, 'true\n');
  });

  test('what is wrong is named', async () => {
    const { run } = inPlace(OWN);
    const cases: [readonly string[], RegExp][] = [
      [['app'], /app needs a command/],
      [['app', 'lst'], /unknown command 'app lst' \(did you mean 'list'\?\)/],
      [['app', 'run'], /app run takes the name of an application/],
      [['app', 'list', 'x'], /app list takes no words/],
      [['app', 'info', 'greter'], /no application 'greter' \(did you mean 'greeter'\?\)/],
      [['app', 'run', '--model', 'x', 'greeter'], /--model does not go with 'app'/],
    ];
    for (const [args, message] of cases) {
      const { code, stderr } = await run(args);
      assert.equal(code, 2, args.join(' '));
      assert.match(stderr, message);
    }
  });

  test('names are completed', async () => {
    const { run } = inPlace(OWN);
    assert.match((await run(['complete', 'app', ''])).stdout, /^list\t.*\ninfo\t.*\nrun\t/);
    assert.equal((await run(['complete', 'app', 'run', 'gr'])).stdout, 'greeter\tGreets whoever comes.\n');
    assert.equal((await run(['complete', 'app', 'run', 'greeter', ''])).stdout, ':path\n');
    assert.match((await run(['complete', 'app', '--tim'])).stdout, /^--timeout\t/);
    assert.match((await run(['complete', 'agent', 'test', '--template', ''])).stdout, /^llm\t.*\nbasic\t/);
  });
});

describe('llmspell agent', () => {
  test('list shows the templates', async () => {
    const { run } = inPlace({});
    assert.match((await run(['agent', 'list'])).stdout, /^template .*\nllm .*\nbasic .*\ntool-orchestrator /);
    const templates = JSON.parse((await run(['agent', 'list', '--output', 'json'])).stdout) as { name: string }[];
    assert.deepEqual(
      templates.map(({ name }) => name),
      ['llm', 'basic', 'tool-orchestrator'],
    );
  });

  test('test asks one question', async () => {
    const { run } = inPlace({});
    const prompt = 'Count the words: one two three';
    assert.equal((await run(['agent', 'test', prompt])).stdout, '[offline] The text has 3 words.\n');
    const answer = JSON.parse((await run(['agent', 'test', '--output', 'json', prompt])).stdout) as {
      success: boolean;
      text: string;
      metadata: { model: string };
    };
    assert.deepEqual([answer.success, answer.text], [true, '[offline] The text has 3 words.']);
    assert.equal(answer.metadata.model, 'offline/extractive');
  });

  test('what fails is told, with an exit code of its own', async (t) => {
    const server = await startModelServer();
    t.after(() => server.close());
    server.respondWith(json(401, { error: { message: 'wrong key' } }));
    const { run } = inPlace({});
    const env = { LLMSPELL_PROVIDER_OPENAI_BASE_URL: server.baseUrl };
    const args = ['agent', 'test', '--model', 'openai/m', 'hi'];
    const failed = await run(args, { env });
    assert.equal(failed.code, 1);
    assert.match(failed.stderr, /the server refuses the API key/);
    const { code, stdout } = await run([...args, '--output', 'json'], { env });
    const { success, error } = JSON.parse(stdout) as { success: boolean; error: { code: string } };
    assert.deepEqual([code, success, error.code], [1, false, 'PROVIDER_AUTH']);
    for (const [wrong, message] of [
      [['agent', 'test'], /takes what the agent is asked/],
      [['agent', 'tst'], /did you mean 'test'/],
      [['agent', 'test', '--template', 'lm', 'x'], /no template 'lm' of agents \(did you mean 'llm'\?\)/],
    ] as const) {
      const result = await run(wrong);
      assert.equal(result.code, 2);
      assert.match(result.stderr, message);
    }
  });
});
