import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failureAt, report, table } from '../../test/support/failures.js';
import { renderJson } from './render-json.js';

test('the form is stable', async () => {
  const made = await report(
    'local user = {}\nprint(user.nmae.first)\n',
    failureAt(2, "attempt to index a nil value (field 'nmae')", { locals: { user: table(['name']) } }),
  );
  assert.deepEqual(renderJson(made), {
    code: 'LUA1001',
    host_code: null,
    severity: 'error',
    message: "attempt to index a nil value (field 'nmae')",
    location: { file: 'script.lua', line: 2, column: 12, end_column: 16 },
    marks: [{ file: 'script.lua', line: 2, column: 12, end_column: 16, label: '`user.nmae` is nil', primary: true }],
    notes: [],
    help: [
      {
        text: '`user` has no field `nmae`; did you mean `name`?',
        edit: { file: 'script.lua', line: 2, column: 12, end_column: 16, replacement: 'name' },
      },
    ],
    traceback: [{ kind: 'main', text: 'in main chunk', file: 'script.lua', line: 2, tail_call: false }],
    variables: [{ name: 'user', kind: 'local', type: 'table', value: '{...}' }],
    docs: 'docs/reference/errors.md#lua1001',
  });
});

test('what is not known is null', async () => {
  const made = await report('', { kind: 'internal', message: 'lost', frames: [], globals: {} });
  const json = renderJson(made);
  assert.deepEqual([json.location, json.host_code, json.marks, json.traceback], [null, null, [], []]);
});
