import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CapturedFailure } from '../captured.js';
import {
  failureAt,
  luaFrame,
  mainFrame,
  nil,
  number,
  primary,
  report,
  table,
  text,
} from '../../../test/support/failures.js';

type More = Parameters<typeof failureAt>[2];

async function place(code: string, line: number, message: string, more?: More): Promise<string | undefined> {
  return primary(await report(code, failureAt(line, message, more)));
}

test('the only operand of that name is marked', async () => {
  assert.equal(await place('local a, b\nprint(a.x, b)', 2, "attempt to index a nil value (local 'a')"), '2:7-8');
  assert.equal(await place('print(foo.bar.baz)', 1, "attempt to index a nil value (field 'bar')"), '1:11-14');
  assert.equal(await place('t = {}\nt:run(1)', 2, "attempt to call a nil value (method 'run')"), '2:3-6');
  assert.equal(
    await place('local n\nprint(1 + n)', 2, "attempt to perform arithmetic on a nil value (local 'n')"),
    '2:11-12',
  );
  assert.equal(await place('print(#list)', 1, "attempt to get length of a nil value (global 'list')"), '1:8-12');
  assert.equal(await place('local t = {}\nprint(t[1].x)', 2, "attempt to index a nil value (field '?')"), '2:7-11');
  assert.equal(
    await place('local t = {}\nprint(t[1].x)', 2, "attempt to index a nil value (field 'integer index')"),
    '2:7-11',
  );
});

test('two operands of one name leave the column open', async () => {
  const code = 'print(a().x.y, b().x.y)';
  const made = await report(code, failureAt(1, "attempt to index a nil value (field 'x')"));
  assert.equal(primary(made), '1');
  assert.equal(made.notes[0], 'several parts of this line can be meant: `a().x`, `b().x`');
});

test('a name of another kind is not taken for it', async () => {
  const code = 'local x = {}\nprint(x.a, y.x.b)';
  assert.equal(await place(code, 2, "attempt to index a nil value (field 'x')"), '2:14-15');
  assert.equal(await place(code, 2, "attempt to index a nil value (local 'z')"), '2');
});

test('of several reads of one variable the first fails', async () => {
  assert.equal(await place('local p\nprint(p.x .. p.y)', 2, "attempt to index a nil value (local 'p')"), '2:7-8');
  assert.equal(await place('local p\np.x = p.y', 2, "attempt to index a nil value (local 'p')"), '2:7-8');
});

test('unless a call in between may change it, or it may be skipped', async () => {
  assert.equal(await place('print(p.x, f(), p.y)', 1, "attempt to index a nil value (global 'p')"), '1');
  assert.equal(await place('local p\nprint(q and p.x, p.y)', 2, "attempt to index a nil value (local 'p')"), '2');
});

test('operands that the capture shows to be sound are left out', async () => {
  const more = { locals: { a: table(['size']), b: table([]) } };
  const code = 'local a, b = {size = {}}, {}\nprint(a.size.x, b.size.x)';
  assert.equal(await place(code, 2, "attempt to index a nil value (field 'size')", more), '2:19-23');
  const compared = { locals: { a: number(1), b: text('2') } };
  const comparison = 'local a, b = 1, "2"\nif a > 0 and b > 0 then end';
  assert.equal(await place(comparison, 2, 'attempt to compare number with string', compared), '2:16-17');
});

test('operations of other functions on the line do not count', async () => {
  const code = 'local t\nlocal f = function() return t.x end; print(t.x)';
  const inner: CapturedFailure = {
    ...failureAt(2, "attempt to index a nil value (upvalue 't')"),
    frames: [luaFrame('f', 2, 2, { upvalues: { t: nil() } }), mainFrame(3)],
  };
  assert.equal(primary(await report(code, inner)), '2:29-30');
  assert.equal(await place(code, 2, "attempt to index a nil value (local 't')"), '2:44-45');
});

test('an expression over several lines is found from any line that the compiler may note', async () => {
  const code = 'local r = agent\n  :name("x")\n  :modle("y")\n';
  assert.equal(await place(code, 1, "attempt to call a nil value (method 'modle')"), '3:4-9');
  assert.equal(await place(code, 3, "attempt to call a nil value (method 'modle')"), '3:4-9');
});

test('columns count code points', async () => {
  const code = '\tprint("😀", x.y)';
  assert.equal(await place(code, 1, "attempt to index a nil value (global 'x')"), '1:13-14');
});
