// `llmspell tool`, as a process: in a kernel of its own, and in one that runs.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { runCli } from '../support/run-cli.js';
import { tempFolder } from '../support/temp-folder.js';

const folder = tempFolder();
const calculate = ['tool', 'invoke', 'calculator', 'operation=evaluate', 'input=6 * 7'];

function parse(text: string): Record<string, unknown> {
  return JSON.parse(text) as Record<string, unknown>;
}

describe('llmspell tool', () => {
  test('lists and finds tools', async () => {
    const { stdout } = await runCli(['tool', 'list', '--output', 'json', '--category', 'filesystem']);
    const tools = JSON.parse(stdout) as { readonly name: string; readonly category: string }[];
    assert.ok(tools.some(({ name }) => name === 'file-operations'));
    assert.ok(tools.every(({ category }) => category === 'filesystem'));
    const found = await runCli(['tool', 'search', 'JSON', 'quer']);
    assert.match(found.stdout, /^name +category +what it does\njson-processor /);
    assert.equal((await runCli(['tool', 'search', 'nothing-like-it'])).stdout, 'there are no such tools\n');
  });

  test('says what a tool takes', async () => {
    const { stdout } = await runCli(['tool', 'info', 'hash_calculator']);
    assert.match(stdout, /^hash-calculator \(utility\)\n/);
    assert.match(stdout, /\noperation +string +required +.*hash, verify/);
    const csv = await runCli(['tool', 'info', 'csv-analyzer']);
    assert.match(csv.stdout, / {2}analyze, convert, filter, transform, validate, sample\n/);
    const json = parse((await runCli(['tool', 'info', 'calculator', '--output', 'json'])).stdout);
    assert.deepEqual(Object.keys(json).sort(), ['category', 'description', 'name', 'schema', 'version']);
  });

  test('runs a tool', async () => {
    const words = await runCli(calculate);
    assert.equal((parse(words.stdout) as { readonly result: number }).result, 42, words.stderr);
    const json = await runCli(['tool', 'invoke', 'calculator', '--output', 'json', '-'], {
      input: '{"operation": "evaluate", "input": "1 / 4"}',
    });
    assert.equal(json.code, 0);
    assert.deepEqual([parse(json.stdout)['success'], json.stdout.split('\n').length], [true, 2]);
    const jq = await runCli(['tool', 'invoke', 'json-processor', 'query=.a[1]', 'input={"a": [1, "two"]}']);
    assert.equal(jq.stdout, '"two"\n', jq.stderr);
  });

  test('parameters may stand in an option, as JSON', async () => {
    const invoke = ['tool', 'invoke', 'calculator'];
    const { stdout, stderr } = await runCli([...invoke, '--params', '{"input": "6 * 7"}']);
    assert.equal(
      stdout,
      ['{', '  "input": "6 * 7",', '  "result": 42,', '  "result_type": "float",', '  "variables": {}', '}', ''].join(
        '\n',
      ),
      stderr,
    );
    const twice = await runCli([...invoke, 'input=1', '--params', '{}']);
    assert.deepEqual(
      [twice.code, twice.stderr.split('\n')[0]],
      [2, 'error: --params is for tool invoke NAME, without other parameters'],
    );
    assert.match((await runCli([...invoke, '--params', 'x'])).stderr, /'x' is no parameter/);
  });

  test('what is but a message does not hide the result', async () => {
    const file = join(folder.path, 'listed.txt');
    writeFileSync(file, '');
    const { stdout } = await runCli(['tool', 'invoke', 'file-operations', 'operation=exists', `path=${file}`]);
    assert.equal(stdout, `Path ${file} exists\n${JSON.stringify({ exists: true, path: file }, null, 2)}\n`);
  });

  test('has the permissions of a script', async () => {
    const file = join(folder.path, 'x.txt');
    writeFileSync(file, 'some text');
    const read = ['tool', 'invoke', 'file-operations', 'operation=read', `path=${file}`];
    const denied = await runCli([...read, '--deny-all']);
    assert.deepEqual([denied.code, denied.stdout], [1, '']);
    assert.match(denied.stderr, /^error: Tool execution failed: .*permission|denied/i);
    assert.equal((await runCli([...read, '--deny-all', `--allow-read=${folder.path}`])).stdout, 'some text\n');
    const json = await runCli([...read, '--deny-all', '--output', 'json']);
    assert.deepEqual([json.code, parse(json.stdout)['success']], [1, false]);
  });

  test('wrong usage is told', async () => {
    const misspelt = await runCli(['tool', 'invoke', 'calculater']);
    assert.equal(misspelt.code, 2);
    assert.match(misspelt.stderr, /Tool 'calculater' not found[^]*did you mean `calculator`/);
    assert.match((await runCli(['tool', 'info', 'email-sender'])).stderr, /not available yet/);
    const category = await runCli(['tool', 'list', '--category', 'dta']);
    assert.equal(category.code, 2);
    assert.match(category.stderr, /there is no category 'dta' \(did you mean 'data'\?\)/);
    assert.match((await runCli(['tool', 'search'])).stderr, /tool search takes words to look for/);
    assert.match((await runCli(['tool', 'lst'])).stderr, /unknown command 'tool lst'.*list/);
    assert.equal((await runCli(['tool', 'invoke', 'calculator', 'six'])).code, 2);
    const unknown = await runCli(['tool', 'invoke', 'calculator', 'inptu=1']);
    assert.equal(unknown.code, 1);
    assert.match(unknown.stderr, /inptu/);
  });

  test('failures and the time limit have their codes', async () => {
    const failed = await runCli(['tool', 'invoke', 'calculator', 'operation=evaluate', 'input=1 +']);
    assert.equal(failed.code, 1, failed.stdout);
    const slow = ['tool', 'invoke', 'process-executor', 'executable=sleep', 'arguments=["60"]', '--allow-run=sleep'];
    assert.equal((await runCli([...slow, '--timeout', '300ms'])).code, 124);
  });

  test('uses the tools of a kernel that runs', async () => {
    await runCli(['kernel', 'start', '--daemon', '--id', 'tools']);
    try {
      const register = `Tool.register({ name = 'greeter', description = 'Greets', parameters = { { name = 'who', type = 'string', required = true } } },
        function(p) return 'hello ' .. p.who end)`;
      const connect = ['--connect', 'tools'];
      const registered = await runCli(['exec', ...connect, register]);
      assert.equal(registered.code, 0, registered.stderr);
      const greeted = await runCli(['tool', 'invoke', 'greeter', 'who=Ada', ...connect]);
      assert.equal(greeted.stdout, 'hello Ada\n', greeted.stderr);
      assert.match((await runCli(['tool', 'list', ...connect])).stdout, /^greeter /m);
      assert.notEqual((await runCli(['tool', 'list', '--allow-read', ...connect])).code, 0);
    } finally {
      await runCli(['kernel', 'stop', 'tools']);
    }
  });
});

test('json-processor works in the built command', async () => {
  const code = `local answer = Tool.execute('json-processor', { operation = 'query', query = '.a | map(. * 2)', input = '{"a": [1, 2]}' })
    print(answer.text)`;
  const { stdout, stderr } = await runCli(['exec', code]);
  assert.deepEqual(JSON.parse(stdout), [2, 4], stderr);
});
