import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { answering, json, startModelServer } from '../support/model-server.js';
import { runCli } from '../support/run-cli.js';
import { tempFolder } from '../support/temp-folder.js';

const folder = tempFolder();
const RECORD = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (ERROR|WARN |INFO |DEBUG|TRACE) [\w.-]+ \S+ \S+ /;

const agent =
  'local a = Agent.builder():name("n"):model("offline/extractive"):build() print(a:execute({text = "hello there"}).text)';

describe('--trace', () => {
  test('writes records to standard error only, with time, level, module, place and run', async () => {
    const { stdout, stderr } = await runCli(['exec', '--trace', 'trace', `print("out") ${agent}`]);
    assert.match(stdout, /^out\n/);
    assert.doesNotMatch(stdout, / INFO /);
    const lines = stderr.trimEnd().split('\n');
    for (const line of lines) assert.match(line, RECORD);
    assert.match(stderr, / INFO {2}cli - run-1 run begins script=exec bytes=\d+ args=0$/m);
    assert.match(stderr, / DEBUG services\.agent exec:1 run-1 agent\.execute ms=\d/);
    assert.match(stderr, / INFO {2}cli - run-1 run has ended status=ok ms=\d+$/m);
  });

  test('says nothing about an ordinary run by default, or when off', async () => {
    assert.equal((await runCli(['exec', agent])).stderr, '');
    assert.equal((await runCli(['exec', '--trace', 'off', agent])).stderr, '');
  });

  test('a request that is tried again is told with its run and its place', async () => {
    const server = await startModelServer();
    server.respondWith(json(429, { error: { message: 'slow down' } }, { 'retry-after': '0' }), answering('done'));
    const code = '\nlocal a = Agent.builder():model("openai/m"):build()\nprint(a:execute({text = "x"}).text)';
    const env = { LLMSPELL_PROVIDER_OPENAI_BASE_URL: server.baseUrl };
    const { stdout, stderr } = await runCli(['exec', code], { env });
    await server.close();
    assert.equal(stdout, 'done\n');
    assert.match(stderr, / WARN {2}services\.providers exec:3 run-1 .*slow down.*trying again/);
  });

  test('rules choose modules', async () => {
    const { stderr } = await runCli(['exec', '--trace', 'debug,+services.*', agent]);
    assert.match(stderr, / services\.agent /);
    assert.doesNotMatch(stderr, / cli /);
    assert.doesNotMatch(
      (await runCli(['exec', '--trace', 'debug,-services.agent', agent])).stderr,
      / services\.agent /,
    );
  });

  test('records begin on lines of their own', async () => {
    const { stderr } = await runCli(['exec', '--trace', 'info', 'io.stderr:write("half a line")']);
    assert.match(stderr, /^half a line\n\d{4}-\S+ INFO {2}cli - run-1 run has ended/m);
  });
});

describe('--stream', () => {
  test('prints answers as they come, behind what was printed before', async () => {
    const code = `io.write("before|") ${agent}`;
    const plain = await runCli(['exec', code], { cwd: folder.path });
    const answer = plain.stdout.slice('before|'.length).trimEnd();
    assert.ok(answer.length > 0);
    const streamed = await runCli(['exec', '--stream', code], { cwd: folder.path });
    assert.equal(streamed.stdout, `before|${answer}\n${answer}\n`);
  });

  test('is part of what --output json keeps', async () => {
    const { stdout } = await runCli(['exec', '--stream', '--output', 'json', agent], { cwd: folder.path });
    const object = JSON.parse(stdout) as { streaming: boolean; result: string };
    assert.equal(object.streaming, true);
    const half = (object.result.length - 1) / 2;
    assert.equal(object.result.slice(0, half), object.result.slice(half + 1));
  });
});
