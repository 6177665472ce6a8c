import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createVm, runChunk } from '../../../../test/support/vm.js';
import { LAYOUT, type Layout } from './layout.js';
import { failingLayout } from './check-layout.js';

function changed(group: string, field: string, by: number): Layout {
  const table = structuredClone(LAYOUT) as unknown as Record<string, Record<string, number>>;
  table[group]![field]! += by;
  return table as unknown as Layout;
}

test('the layout holds in this build, and looking leaves nothing behind', () => {
  const vm = createVm();
  const before = vm.api.lua_gettop(vm.L);
  for (let i = 0; i < 50; i++) assert.deepEqual(failingLayout(vm, vm.L), []);
  assert.equal(vm.api.lua_gettop(vm.L), before);
  assert.equal(runChunk(vm, 'print(collectgarbage("setpause", 200))').output, '200\n');
});

for (const [group, fields] of Object.entries(LAYOUT)) {
  for (const field of Object.keys(fields)) {
    test(`${group}.${field} is noticed when it is off by a byte or a word`, () => {
      for (const by of [1, -1, 2, -2, 4, -4]) {
        const vm = createVm();
        assert.notDeepEqual(failingLayout(vm, vm.L, changed(group, field, by)), [], `by ${by}`);
        assert.equal(runChunk(vm, 'print("unharmed")').output, 'unharmed\n');
      }
    });
  }
}
