import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatFields, toFields } from './result.js';
import type { RunSummary } from './result.js';

const summary: RunSummary = {
  status: 'success',
  mode: 'exec',
  scriptLength: 20,
  argsCount: 0,
  isStreaming: false,
  output: '',
  results: [],
  exitCode: 0,
};

test('the object of a run', () => {
  assert.deepEqual(toFields(summary), {
    status: 'success',
    mode: 'exec',
    script_length: 20,
    args_count: 0,
    streaming: false,
    result: '',
  });
});

test('result is the output, then what was returned', () => {
  const resultOf = (part: Partial<RunSummary>) => toFields({ ...summary, ...part })['result'];
  assert.equal(resultOf({ output: 'a\nb\n' }), 'a\nb');
  assert.equal(resultOf({ results: [{ answer: 42 }] }), '{"answer":42}');
  assert.equal(resultOf({ output: 'a\n', results: [7n] }), 'a\n7');
  assert.equal(resultOf({ output: 'a', results: [1, null, 'x'] }), 'a\n[1,null,"x"]');
  assert.equal(resultOf({ results: [null] }), 'null');
});

test('a failed run has its exit code and error', () => {
  const fields = toFields({ ...summary, status: 'error', exitCode: 1, runId: 'run-1', error: { code: 'X' } });
  assert.equal(fields['run_id'], 'run-1');
  assert.equal(fields['exit_code'], 1);
  assert.deepEqual(fields['error'], { code: 'X' });
});

test('formats', () => {
  const fields = { status: 'success', result: 'a\nb', nested: { n: 1n } };
  assert.equal(formatFields(fields, 'json'), '{"status":"success","result":"a\\nb","nested":{"n":1}}\n');
  assert.equal(formatFields(fields, 'pretty').split('\n')[1], '  "status": "success",');
  assert.equal(
    formatFields(fields, 'table'),
    'status  success\nresult  a\n        b\nnested  {\n          "n": 1\n        }\n',
  );
});

test('a table shows of an error what people need', () => {
  const error = {
    code: 'LUA1001',
    message: 'attempt to index a nil value',
    location: { file: 'x.lua', line: 3, column: 7, end_column: 9 },
    marks: [],
    help: [
      { text: 'did you mean `name`?', edit: { file: 'x.lua' } },
      { text: 'test it first', edit: null },
    ],
    traceback: [{ kind: 'main' }],
  };
  assert.equal(
    formatFields({ status: 'error', error }, 'table'),
    `status   error
code     LUA1001
message  attempt to index a nil value
place    x.lua:3:7
help     did you mean \`name\`?
         test it first
`,
  );
  const whole = { ...error, location: { file: 'x.lua', line: 3, column: null, end_column: null }, help: [] };
  assert.match(formatFields({ error: whole }, 'table'), /place +x\.lua:3\n$/);
  const request = { code: 'OUTPUT', message: 'too much', help: 'leave it out' };
  assert.equal(
    formatFields({ error: request }, 'table'),
    'code     OUTPUT\nmessage  too much\nhelp     leave it out\n',
  );
});
