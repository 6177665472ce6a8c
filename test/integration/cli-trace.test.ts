import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { runCli } from '../support/run-cli.js';
import { tempFolder } from '../support/temp-folder.js';

const folder = tempFolder();
const RECORD = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (ERROR|WARN |INFO |DEBUG|TRACE) [\w.-]+ \S+ \S+ /;

const agent =
  'local a = Agent.builder():name("n"):model("offline/echo"):build() print(a:execute({text = "hello there"}).text)';

describe('--trace', () => {
  test('writes records to standard error only', async () => {
    const { stdout, stderr } = await runCli(['exec', '--trace', 'trace', 'print("out") warn("@on") warn("careful")']);
    assert.equal(stdout, 'out\n');
    const lines = stderr.trimEnd().split('\n');
    assert.ok(lines.length > 0);
    for (const line of lines) assert.match(line, RECORD);
    assert.match(stderr, /careful/);
  });

  test('off writes nothing', async () => {
    assert.equal((await runCli(['exec', '--trace', 'off', 'warn("@on") warn("careful")'])).stderr, '');
  });

  test('rules choose modules', async () => {
    assert.equal(
      (await runCli(['exec', '--trace', 'trace,-engine,-services.*,-cli', 'warn("@on") warn("careful")'])).stderr,
      '',
    );
  });

  test('records begin on lines of their own', async () => {
    const { stderr } = await runCli(['exec', 'io.stderr:write("half a line") warn("@on") warn("careful")']);
    assert.match(stderr, /^half a line\n\d{4}-/);
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
