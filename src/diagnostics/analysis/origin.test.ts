import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failureAt, luaFrame, mainFrame, nil, report } from '../../../test/support/failures.js';

/** Marks other than the primary one, notes and help for `print(x.y)` on the last line. */
async function origin(
  code: string,
  type = 'nil',
): Promise<{ related: unknown[]; notes: readonly string[]; help: string[] }> {
  const line = code.split('\n').length;
  const value = type === 'nil' ? nil() : { type, preview: 'true' };
  const made = await report(
    code,
    failureAt(line, `attempt to index a ${type} value (local 'x')`, { locals: { x: value } }),
  );
  const marks = made.excerpts[0]?.marks ?? [];
  const related = marks.filter((mark) => !mark.isPrimary).map((mark) => [mark.line, mark.label]);
  return { related, notes: made.notes, help: made.help.map((help) => help.text) };
}

test('a local that never gets a value', async () => {
  const found = await origin('local x\nprint(x.y)');
  assert.deepEqual(found.related, [[1, 'declared here without a value']]);
  assert.deepEqual(found.help, ['`x` is never assigned: give it a value before it is used']);
});

test('fewer values than names', async () => {
  const found = await origin('local a, x = 1\nprint(x.y)');
  assert.deepEqual(found.help, ['there are fewer values than names on the right of `=`: `x` becomes nil']);
});

test('a standard function that gives nil says when', async () => {
  const found = await origin('local x = string.match("a", "b")\nprint(x.y)');
  assert.deepEqual(found.notes, ['`string.match` returns nil when nothing matches']);
});

test('a function that returns nothing', async () => {
  const found = await origin('local function make() local p = {} end\nlocal x = make()\nprint(x.y)');
  assert.deepEqual(found.related, [
    [2, '`x` gets its value here'],
    [1, '`make` never returns a value'],
  ]);
});

test('a return in a function inside does not count', async () => {
  const found = await origin('local function make() return 1 end\nlocal x = make()\nprint(x.y)');
  assert.equal(found.notes[0], '`make()` returned nil');
});

test('pcall and require give true', async () => {
  assert.deepEqual((await origin('local x = pcall(f)\nprint(x.y)', 'boolean')).help, [
    'write `local ok, x = pcall(...)`',
  ]);
  const required = await origin('local x = require("m")\nprint(x.y)', 'boolean');
  assert.deepEqual(required.notes, ['`require` gives true for a module that returns nothing']);
});

test('of several assignments the last one above is shown, without a claim', async () => {
  const found = await origin('local x = {}\nx = find()\nprint(x.y)');
  assert.deepEqual(found.related, [[2, 'the last assignment to `x` before this line']]);
});

test('an assignment that cannot have run yet', async () => {
  const made = await report(
    'local x\nlocal function init() x = {} end\nlocal function use()\n  print(x.y)\nend\nuse()',
    {
      ...failureAt(4, "attempt to index a nil value (upvalue 'x')"),
      frames: [luaFrame('use', 4, 3, { upvalues: { x: nil() } }), mainFrame(6)],
    },
  );
  assert.deepEqual(
    made.help.map((help) => help.text),
    ['call `init` before, or give `x` its value where it is declared'],
  );
});
