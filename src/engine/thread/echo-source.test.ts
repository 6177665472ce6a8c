import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { echoing } from './echo-source.js';

const STATEMENTS = [
  'x = 1', 'x, y = f(1), {2, 3}', 'local a', 'local a <const> = "s"', 'local t = {f = function() return 1 end}', 'f()', 'f"text"', 'f{1}(2)',
  'a.b.c:m("x", [[long]])', 'function f(a, ...) return a, ... end', 'function a.b:c() end', 'local function g() g() end', 'do x = 1 end',
  'while x do x = nil end', 'for i = 1, 3 do print(i) end', 'for k, v in pairs(t) do if k then break end end', 'repeat local z = 1 until z',
  'if x then f() elseif y then g() else h() end', 'goto out', '::label::', 'x = not y and #z or -w', 'x = a .. b --[[ note ]]', 'x = nil',
  'x = function() end', 'x = ...', 'x = a[1]', '-- a remark\nx = 1', 'x = [==[ end ]==]', "x = 'do'", 'x = 0x1p4 // 2',
]; // prettier-ignore

const EXPRESSIONS = [
  'x',
  'f(x)',
  'x + 1',
  'not x',
  '#t',
  'x.y[1]',
  '1',
  'nil',
  'function() return 1 end',
  '...',
  'x -- why',
  'a,\nb',
];

const statement = fc.constantFrom(...STATEMENTS);
const separator = fc.constantFrom('\n', ' ; ', '\r\n', '\n\n-- a comment: do end\n');

test('property: what is returned begins where the last statement begins', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(statement, separator), { minLength: 1, maxLength: 12 }),
      fc.constantFrom(...EXPRESSIONS),
      (before, last) => {
        const start = before.flat().join('');
        const [whole, split] = echoing(start + last);
        assert.equal(whole, `return nil,${start}${last}`);
        assert.equal(split, `${start}return nil,${last}`);
      },
    ),
  );
});

test('bytes are split like text', () => {
  const [, split] = echoing(Buffer.from('x = "\xe9\xff"\nx', 'latin1'));
  assert.equal(Buffer.from(split as Uint8Array).toString('latin1'), 'x = "\xe9\xff"\nreturn nil,x');
});

test('where blocks, brackets or tokens are broken nothing is split off', () => {
  for (const code of ['f(\nx', 'end\nx', 'do\nx', ')\nx', 'x = "\nx', 'if x then\ny', 'until x\ny', 'x = 1 [[\ny'])
    assert.equal([...echoing(code)].length, 1, code);
});

test('the old prompt’s form is an expression', () => {
  assert.equal([...echoing('  =x')][0], '  return nil,x');
  assert.equal([...echoing('== x')][0], 'return nil,== x');
});
