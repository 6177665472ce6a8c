import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failureAt, GLOBALS, luaFrame, mainFrame, number, report, table } from '../../../test/support/failures.js';

type More = Parameters<typeof failureAt>[2];

async function help(code: string, line: number, message: string, more?: More): Promise<string[]> {
  const made = await report(code, failureAt(line, message, more));
  return made.help.map(({ text }) => text);
}

const CALL = (name: string): string => `attempt to call a nil value (global '${name}')`;
const INDEX = (name: string): string => `attempt to index a nil value (global '${name}')`;

test('a function is proposed where something is called, no function where not', async () => {
  assert.deepEqual(await help('pritn(1)', 1, CALL('pritn')), ['did you mean `print`?']);
  assert.deepEqual(await help('print(prints.x)', 1, INDEX('prints')), [
    'test it before you use it: `if prints then ... end`',
  ]);
  assert.deepEqual(await help('tabel.insert(t, 1)', 1, INDEX('tabel')), ['did you mean `table`?']);
});

test('a local counts with the value that it has', async () => {
  const code = 'local counter, counters = 1, {}\nprint(countre.x)';
  const more = { locals: { counter: number(1), counters: table([]) } };
  assert.deepEqual(await help(code, 2, INDEX('countre'), more), ['did you mean `counter`?']);
});

test('a function of a module', async () => {
  assert.deepEqual(await help('print(floor(1.5))', 1, CALL('floor')), ['did you mean `math.floor`?']);
});

test('names of other languages', async () => {
  assert.deepEqual(await help('print(len(t))', 1, CALL('len')), [
    'Lua has no global function `len`: use the length operator: `#value`',
  ]);
  assert.deepEqual(await help('x = null.y', 1, INDEX('null')), ['the word for no value is `nil` in Lua']);
});

test('a local that is declared further down, and one whose block has ended', async () => {
  const frames = [luaFrame('a', 1, 1), mainFrame(3)];
  const later = await help('local function a() b() end\nlocal function b() end\na()', 1, CALL('b'), { frames });
  assert.match(later[0]!, /^a local is visible only below its declaration/);
  const ended = await help('do local b = {} end\nprint(b.x)', 2, INDEX('b'));
  assert.deepEqual(ended, ['declare `local b` before the block, and assign it inside without `local`']);
});

test('a local of another function further down is none of its business', async () => {
  const found = await help('b()\nlocal function c() local b = 1 end', 1, CALL('b'));
  assert.deepEqual(found, ['look where `b` should get its function']);
});

test('a global that the text defines later', async () => {
  assert.deepEqual(await help('setup()\nfunction setup() end', 1, CALL('setup')), [
    'a function exists from where its definition has run: move it before its first use',
  ]);
  assert.ok(!('setup' in GLOBALS));
});
