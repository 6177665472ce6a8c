import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CapturedFrame, CapturedValue } from '../captured.js';
import { failureAt, luaFrame, mainFrame, nil, number, report, table } from '../../../test/support/failures.js';

const METHOD = 'function M:add(n)\n  return self.total + n\nend\n';
const FUNCTION = 'function M.add(a, b)\n  return a + b\nend\n';

async function marksAndHelp(code: string, message: string, frames: CapturedFrame[]): Promise<unknown> {
  const made = await report(code, { ...failureAt(2, message), frames });
  const labels = made.excerpts.flatMap((excerpt) =>
    excerpt.marks.filter((mark) => mark.line === 4).map((mark) => mark.label),
  );
  return { labels, help: made.help.map((help) => help.text) };
}

function frames(locals: Readonly<Record<string, CapturedValue>>): CapturedFrame[] {
  return [luaFrame('add', 2, 1, { locals }), mainFrame(4)];
}

test('a method called with a dot', async () => {
  const found = await marksAndHelp(
    `${METHOD}m.add(5)`,
    "attempt to index a number value (local 'self')",
    frames({ self: number(5), n: nil() }),
  );
  assert.deepEqual(found, {
    labels: ['called with `.`, so there is no `self`'],
    help: ['`M:add` is a method: call it with `:`, as `m:add(...)`'],
  });
});

test('a method whose object is passed on purpose is left alone', async () => {
  const found = await marksAndHelp(
    `${METHOD}M.add(m, nil)`,
    "attempt to perform arithmetic on a nil value (local 'n')",
    frames({ self: table(['total']), n: nil() }),
  );
  assert.deepEqual((found as { labels: unknown }).labels, ['passed as `n` here']);
});

test('a function called with a colon', async () => {
  const found = await marksAndHelp(
    `${FUNCTION}M:add(1, 2)`,
    "attempt to perform arithmetic on a table value (local 'a')",
    frames({ a: table(['add']), b: number(1) }),
  );
  assert.deepEqual(found, {
    labels: ['`:` passes `M` as first argument'],
    help: ['`M.add` is not a method: call it with `.`, as `M.add(...)`'],
  });
});

test('a missing argument is shown in the call', async () => {
  const found = await marksAndHelp(
    `${FUNCTION}print(M.add(1))`,
    "attempt to perform arithmetic on a nil value (local 'b')",
    frames({ a: number(1), b: nil() }),
  );
  assert.deepEqual(found, {
    labels: ['no argument for `b` in this call'],
    help: ['`M.add` takes 2 arguments (a, b), this call passes 1'],
  });
});

test('nothing is said where the last argument may give more values, or two calls fit', async () => {
  const message = "attempt to perform arithmetic on a nil value (local 'b')";
  const locals = frames({ a: number(1), b: nil() });
  const open = await marksAndHelp(`${FUNCTION}print(M.add(f()))`, message, locals);
  const two = await marksAndHelp(`${FUNCTION}print(M.add(1), M.add(2))`, message, locals);
  assert.deepEqual([(open as { labels: unknown }).labels, (two as { labels: unknown }).labels], [[], []]);
});
