import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callsMade, spreadStatements, statementStarts } from './statements.js';

test('a statement begins where its first word stands', async () => {
  const starts = await statementStarts('local a = 1; b = 2\nif a then return b end\nfor i = 1, 2 do f(i) end');
  assert.deepEqual(
    starts.map(({ line, column }) => `${line}:${column}`),
    ['1:1', '1:14', '2:1', '2:11', '3:1', '3:17'],
  );
});

test('statements that share a line get lines of their own, and each line knows where it comes from', async () => {
  const spread = await spreadStatements('local a = 1; b = 2\n  c()\nif a then d() else e() end');
  assert.equal(spread?.text, 'local a = 1; \nb = 2\n  c()\nif a then \nd() else \ne() end');
  assert.deepEqual(
    spread.origins.map(({ line, column }) => `${line}:${column}`),
    ['1:1', '1:14', '2:3', '3:1', '3:11', '3:20'],
  );
});

test('line breaks of every kind are counted as Lua does', async () => {
  const spread = await spreadStatements('a = 1 b = 2\r\nc = 3\rd = 4 e = 5');
  assert.deepEqual(
    spread?.origins.map(({ line, column }) => `${line}:${column}`),
    ['1:1', '1:7', '2:1', '3:1', '3:7'],
  );
});

test('a text whose statements have lines of their own stays as it is', async () => {
  assert.equal(await spreadStatements('local a = 1\nreturn a'), undefined);
});

test('columns count UTF-16 units', async () => {
  const [, second] = await statementStarts('local s = "😀"; t = 1');
  assert.deepEqual(second, { line: 1, column: 17 });
});

test('calls come in the order in which they are made', async () => {
  const text = 'local x = f(g(1), a.b(2)) + t:m()\nlocal function h() return f(1) end';
  assert.deepEqual(await callsMade(text, 1, 0), ['g', 'a.b', 'f', 't:m']);
  assert.deepEqual(await callsMade(text, 2, 0), []);
  assert.deepEqual(await callsMade(text, 2, 2), ['f']);
});
