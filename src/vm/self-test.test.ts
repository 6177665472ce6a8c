import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createVm, runChunk, runInterrupted, startRun, resumeRun } from '../../test/support/vm.js';
import { FLAG, WORD } from '../base/shared-memory.js';
import { LUA_REGISTRYINDEX, OFFSETS, type Offsets } from './lua.js';
import { failingOffsets } from './self-test.js';

/** The table with one offset changed. */
function changed(group: string, field: string, by: number): Offsets {
  const table = structuredClone(OFFSETS) as unknown as Record<string, Record<string, number>>;
  table[group]![field]! += by;
  return table as unknown as Offsets;
}

const every = Object.entries(OFFSETS).flatMap(([group, fields]) =>
  Object.keys(fields).map((field) => [group, field] as const),
);

describe('the offsets', () => {
  test('hold in this build, and looking leaves nothing behind', () => {
    const vm = createVm();
    assert.equal(vm.offsetsTrusted, true);
    const before = [vm.api.lua_gettop(vm.L), vm.api.lua_rawlen(vm.L, LUA_REGISTRYINDEX), vm.api.stackSave()];
    for (let i = 0; i < 50; i++) assert.deepEqual(failingOffsets(vm, OFFSETS), []);
    assert.deepEqual([vm.api.lua_gettop(vm.L), vm.api.lua_rawlen(vm.L, LUA_REGISTRYINDEX), vm.api.stackSave()], before);
    assert.equal(vm.api.lua_gethookmask(vm.L), 0);
  });

  for (const [group, field] of every) {
    test(`${group}.${field} is noticed when it is off by a byte or a word`, () => {
      for (const by of [1, -1, 2, -2, 4, -4]) {
        const vm = createVm();
        assert.notDeepEqual(failingOffsets(vm, changed(group, field, by)), [], `by ${by}`);
        assert.equal(runChunk(vm, 'print("unharmed")').output, 'unharmed\n');
      }
    });
  }
});

describe('a VM that does not trust its offsets', () => {
  const distrusting = (trap: () => number = () => 1): { vm: ReturnType<typeof createVm>; told: string[] } => {
    const told: string[] = [];
    const vm = createVm({
      offsets: changed('callInfo', 'trap', 4),
      hooks: { distrust: (message) => told.push(message), trap },
    });
    return { vm, told };
  };

  test('says so, and works', () => {
    const { vm, told } = distrusting();
    assert.equal(vm.offsetsTrusted, false);
    assert.equal(told.length, 1);
    assert.match(told[0] ?? '', /CallInfo\.trap.*ordinary debug hooks/);
    const { output } = runChunk(
      vm,
      'print(pcall(error, "x")) print(coroutine.wrap(function() coroutine.yield(1) end)())',
    );
    assert.equal(output, 'false\tx\n1\n');
  });

  const loops: Readonly<Record<string, string>> = {
    'a loop': 'while true do end',
    'pcall loops': 'while true do pcall(function() while true do end end) end',
    'a coroutine': 'coroutine.wrap(function() while true do end end)()',
    'coroutines made by coroutines':
      'coroutine.wrap(function() local co = coroutine.create(function() while true do end end) while true do coroutine.resume(co) end end)()',
    recursion: 'local function f() return f() end f()',
  };
  for (const [name, code] of Object.entries(loops)) {
    test(`can be interrupted in ${name}`, () => {
      const { vm } = distrusting();
      const result = runInterrupted(vm, code);
      assert.deepEqual([result.interrupted, result.status], [true, 2]);
      assert.equal(runChunk(vm, 'print("next")').output, 'next\n');
    });
  }

  test('runs on where the host says so, and never yields to a checkpoint', () => {
    let asked = 0;
    const { vm } = distrusting(() => {
      asked++;
      return 0;
    });
    const run = startRun(vm, 'for i = 1, 1e5 do end print("done")');
    vm.memory.setWord(WORD.flag, FLAG.yield | FLAG.interrupt);
    assert.equal(resumeRun(vm, run), 0);
    // By the count hook, not at every look at the trap.
    assert.ok(asked > 10 && asked < 2000, `asked ${asked} times`);
  });
});
