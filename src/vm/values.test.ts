import assert from 'node:assert/strict';
import { isUtf8 } from 'node:buffer';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { createVm, runChunk } from '../../test/support/vm.js';
import type { LuaFunctionRef, Value } from '../base/values.js';
import { createFunctionRef } from '../base/values.js';
import { LuaRaise } from './errors.js';
import { LUA_REGISTRYINDEX, LUA_TFUNCTION, LUA_TTABLE } from './lua.js';
import { pushValue, toValue, withValue } from './values.js';
import type { LuaVm } from './vm.js';

const vm = createVm();

/** There and back; leaves the stack and the registry as they were. */
function cross(value: Value): Value {
  const top = vm.api.lua_gettop(vm.L);
  pushValue(vm, vm.L, value);
  assert.equal(vm.api.lua_gettop(vm.L), top + 1);
  const back = toValue(vm, vm.L, -1);
  assert.equal(vm.api.lua_gettop(vm.L), top + 1);
  vm.pop(vm.L);
  return back;
}

/** What an expression becomes. */
function evaluate(expression: string, machine: LuaVm = vm, refs: number[] = []): Value {
  assert.equal(machine.load(machine.L, `return ${expression}`, '=expression'), 0);
  machine.call(machine.L, 0, 1);
  try {
    return toValue(machine, machine.L, -1, refs);
  } finally {
    machine.pop(machine.L);
  }
}

/** What the documented conversions make of a value. */
function expected(value: Value): Value {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (value instanceof Uint8Array) return isUtf8(value) ? Buffer.from(value).toString() : value;
  if (typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.length === 0 ? {} : value.map(expected);
  const entries = Object.entries(value).map(([key, item]) => [key, expected(item as Value)] as const);
  const object: Record<string, Value> = {};
  for (const [key, item] of entries) {
    if (item !== undefined)
      Object.defineProperty(object, key, { value: item, enumerable: true, configurable: true, writable: true });
  }
  return object;
}

const integer = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const text = fc.string({ unit: 'binary' });
const bytes = fc.uint8Array();
const scalar: fc.Arbitrary<Value> = fc.oneof(fc.boolean(), fc.double(), fc.integer(), integer, text, bytes);
const { plain } = fc.letrec<{ plain: Value }>((tie) => ({
  plain: fc.oneof(
    { depthSize: 'small' },
    scalar,
    fc.array(tie('plain')),
    fc.dictionary(text, fc.oneof(tie('plain'), fc.constantFrom(null, undefined))),
  ),
}));

describe('values cross both ways', () => {
  test('plain data comes back as it was', () => {
    fc.assert(
      fc.property(plain, (value) => assert.deepStrictEqual(cross(value), expected(value))),
      { numRuns: 500 },
    );
  });
  test('64-bit integers keep their value', () => {
    const edges = [2n ** 63n - 1n, -(2n ** 63n), 2n ** 53n, 2n ** 53n - 1n, -(2n ** 53n), -(2n ** 53n) + 1n, 0n];
    for (const edge of edges) assert.strictEqual(cross(edge), expected(edge));
    fc.assert(fc.property(integer, (value) => assert.equal(BigInt(cross(value) as number | bigint), value)));
    assert.strictEqual(evaluate('math.maxinteger'), 2n ** 63n - 1n);
    assert.strictEqual(evaluate('math.mininteger'), -(2n ** 63n));
  });
  test('an integer that no Lua integer can hold is refused', () => {
    assert.throws(() => cross(2n ** 63n), LuaRaise);
    assert.throws(() => cross(-(2n ** 63n) - 1n), LuaRaise);
  });
  test('floats keep their value, infinities, zeros and not-a-number too', () => {
    const floats = [0.1, -0, Infinity, -Infinity, NaN, 5e-324, 1.7976931348623157e308, 2 ** 53, -(2 ** 63), 1e300];
    for (const value of floats) assert.strictEqual(cross(value), value);
    assert.strictEqual(evaluate('-0.0'), -0);
  });
  test('a number is an integer in Lua where it has no fraction and is safe', () => {
    const subtype = (value: Value): Value => {
      vm.getGlobal(vm.L, 'math');
      vm.getField(vm.L, -1, 'type');
      pushValue(vm, vm.L, value);
      vm.call(vm.L, 1, 1);
      const type = toValue(vm, vm.L, -1);
      vm.pop(vm.L, 2);
      return type;
    };
    assert.deepEqual([3, -3, 0, 2 ** 53 - 1].map(subtype), Array(4).fill('integer'));
    assert.deepEqual([3.5, -0, 2 ** 53, Infinity, NaN].map(subtype), Array(5).fill('float'));
    assert.equal(subtype(5n), 'integer');
  });
});

describe('strings', () => {
  test('valid UTF-8 is text, anything else bytes, byte for byte', () => {
    const all = Uint8Array.from({ length: 256 }, (_, i) => i);
    assert.deepStrictEqual(cross(all), all);
    assert.strictEqual(cross(new Uint8Array([0x41, 0, 0x42])), 'A\0B');
    assert.strictEqual(evaluate('"\\u{1F600}\\0é"'), '\u{1F600}\0é');
    assert.deepStrictEqual(evaluate('"\\xff"'), new Uint8Array([0xff]));
    // A surrogate half in UTF-8 and an overlong form are not valid.
    assert.deepStrictEqual(evaluate('"\\xed\\xa0\\x80"'), new Uint8Array([0xed, 0xa0, 0x80]));
    assert.deepStrictEqual(evaluate('"\\xc0\\x80"'), new Uint8Array([0xc0, 0x80]));
    assert.strictEqual(cross(''), '');
  });
  test('strings larger than the scratch room cross', () => {
    for (const length of [0x3fff, 0x4000, 0x4001, 3_000_000])
      assert.strictEqual(cross('é'.repeat(length)), 'é'.repeat(length));
  });
  test('what comes out is a copy', () => {
    const value = evaluate('"\\xff\\xfe"') as Uint8Array;
    assert.ok(!(value.buffer instanceof SharedArrayBuffer));
  });
});

describe('tables', () => {
  test('a raw length above 0 makes an array, which drops string keys', () => {
    assert.deepStrictEqual(evaluate('{10, 20, name = "x"}'), [10, 20]);
    assert.deepStrictEqual(evaluate('{1, nil, 3}'), [1, null, 3]);
    assert.deepStrictEqual(evaluate('{}'), {});
  });
  test('numeric keys of other tables become text', () => {
    assert.deepStrictEqual(evaluate('{[0] = "a", [-1] = "b", [1.5] = "c"}'), { '0': 'a', '-1': 'b', '1.5': 'c' });
  });
  test('keys that are no text keep their bytes as characters', () => {
    assert.deepStrictEqual(evaluate('{["\\xff"] = 1}'), { '\xff': 1 });
  });
  test('the key __proto__ is a key as any other', () => {
    const value = evaluate('{__proto__ = {x = 1}, constructor = 2}') as Record<string, Value>;
    assert.deepEqual(Object.keys(value).sort(), ['__proto__', 'constructor']);
    assert.equal(Object.getPrototypeOf(value), Object.prototype);
    assert.equal(({} as Record<string, unknown>)['x'], undefined);
    assert.deepStrictEqual(cross(value), value);
  });
  test('metamethods do not run', () => {
    assert.deepStrictEqual(
      evaluate('setmetatable({a = 1}, {__index = error, __len = error, __pairs = error, __tostring = error})'),
      { a: 1 },
    );
  });
  test('the same table twice is no cycle', () => {
    assert.deepStrictEqual(evaluate('(function() local t = {x = 1} return {a = t, b = t} end)()'), {
      a: { x: 1 },
      b: { x: 1 },
    });
  });
  test('cycles are refused', () => {
    assert.throws(() => evaluate('(function() local t = {} t.a = {t} return t end)()'), /table that contains itself/);
  });
  test('depth has a limit that says so', () => {
    const nested = (depth: number): string =>
      `(function() local t = 1 for i = 1, ${depth} do t = {a = t} end return t end)()`;
    let value = evaluate(nested(100));
    for (let i = 0; i < 100; i++) value = (value as Record<string, Value>)['a'];
    assert.equal(value, 1);
    assert.throws(() => evaluate(nested(101)), /nested deeper than 100/);
  });
  test('a key that is no string or number is refused', () => {
    assert.throws(() => evaluate('{[true] = 1}'), /a boolean as key/);
    assert.throws(() => evaluate('{[{}] = 1}'), /a table as key/);
  });
});

describe('what is no data', () => {
  test('threads and userdata are refused', () => {
    assert.throws(() => evaluate('coroutine.create(print)'), /cannot pass a thread to the host/);
    vm.api.lua_newuserdatauv(vm.L, 8, 0);
    assert.throws(() => toValue(vm, vm.L, -1), /cannot pass a userdata to the host/);
    vm.pop(vm.L);
    vm.api.lua_pushlightuserdata(vm.L, 8);
    assert.throws(() => toValue(vm, vm.L, -1), LuaRaise);
    vm.pop(vm.L);
  });
  test('functions are references that can be called and released', () => {
    const refs: number[] = [];
    const value = evaluate('{double = function(x) return x * 2 end, print}', vm, refs);
    assert.deepEqual(value, [createFunctionRef(refs[0]!)]);
    for (const ref of refs) vm.releaseRef(ref);

    const held: number[] = [];
    const double = evaluate('function(x) return x * 2 end', vm, held);
    pushValue(vm, vm.L, double);
    pushValue(vm, vm.L, 21);
    vm.call(vm.L, 1, 1);
    assert.equal(toValue(vm, vm.L, -1), 42);
    vm.pop(vm.L);
    for (const ref of held) vm.releaseRef(ref);
  });
  test('a released reference, or data that looks like one, reaches nothing', () => {
    const refs: number[] = [];
    const fn = evaluate('print', vm, refs) as LuaFunctionRef;
    const typeOf = (value: Value): number => {
      pushValue(vm, vm.L, value);
      const type = vm.api.lua_type(vm.L, -1);
      vm.pop(vm.L);
      return type;
    };
    assert.equal(typeOf(fn), LUA_TFUNCTION);
    const held = refs[0]!;
    assert.equal(typeOf({ luaFunction: held }), LUA_TTABLE);
    for (const ref of refs) vm.releaseRef(ref);
    assert.throws(() => typeOf(fn), /not held any more/);
    // 2 is the table of globals in every registry.
    assert.throws(() => typeOf(createFunctionRef(2)), /not held any more/);
    assert.equal(typeOf({ luaFunction: held }), LUA_TTABLE);
    assert.deepStrictEqual(cross({ luaFunction: held }), { luaFunction: held });
    assert.deepStrictEqual(cross({ luaFunction: 'x', more: 1 }), { luaFunction: 'x', more: 1 });
  });
  test('the registry does not grow', () => {
    const length = (): number => Number(vm.api.lua_rawlen(vm.L, LUA_REGISTRYINDEX));
    const before = length();
    for (let i = 0; i < 1000; i++) {
      const refs: number[] = [];
      evaluate('{a = print, b = {c = function() end}}', vm, refs);
      assert.equal(refs.length, 2);
      for (const ref of refs) vm.releaseRef(ref);
    }
    assert.ok(length() <= before + 2, `${before} before, ${length()} after`);
  });
});

test('a table of a hundred thousand entries crosses', () => {
  const value = evaluate('(function() local t = {} for i = 1, 1e5 do t[i] = {i = i} end return t end)()') as Value[];
  assert.equal(value.length, 100_000);
  assert.deepEqual(value[99_999], { i: 100_000 });
  const { output } = runChunk(vm, 'print("still here")');
  assert.equal(output, 'still here\n');
});

test('functions inside a value that is lent are given back', () => {
  const vm = createVm();
  const { L } = vm;
  vm.load(L, 'return {print, nested = {print}}', '=test');
  vm.call(L, 0, 1);
  const refs = Array.from({ length: 3 }, () =>
    withValue(vm, L, -1, (value) => JSON.stringify([...(value as Map<string, number>[])[0]!])),
  );
  assert.deepEqual(new Set(refs).size, 1);
});
