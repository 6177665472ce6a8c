// Checks the layout that a reload relies on against what the C API says of objects made for it. Engine thread.

import { OFFSETS } from '../../../vm/lua.js';
import type { LuaVm } from '../../../vm/vm.js';
import type { Layout } from './layout.js';
import { COLLECTABLE, GUESSED_SIZE, LAYOUT, SHORT_TEXT, TAG, VALUE_SIZE, WHITE_BITS } from './layout.js';

type Check = readonly [name: string, holds: () => boolean];

const NUMBER = 4711;
const ARRAY = 77;
const POWER = 64;
/** Sorted, as many as a power of two. */
const NAMES = ['a', 'bb', 'ccc', 'dddd', 'e', 'ff', 'ggg', 'hhhh'];
/** Values of true and of whole numbers have these tags. */
const TRUE = 17;
const INTEGER = 3;
/** `gcpause` of the collector, a quarter of what is set, stands so far behind `currentwhite`. */
const PAUSE = { set: 444, behind: 8 } as const;
/** A collection between two steps of a check may spoil it. */
const TRIES = 3;

/** Names of what does not hold; empty when all does. @param E has nothing to do */
export function failingLayout(vm: LuaVm, E: number, layout: Layout = LAYOUT): string[] {
  const top = vm.api.lua_gettop(E);
  const isMet = (holds: () => boolean): boolean => {
    for (let left = TRIES; left > 0; left--) {
      const held = holds();
      vm.api.lua_settop(E, top);
      if (held) return true;
    }
    return false;
  };
  const all = [...objectChecks(vm, E, layout), ...tableChecks(vm, E, layout), ...functionChecks(vm, E, layout)];
  return all.filter(([, holds]) => !isMet(holds)).map(([name]) => name);
}

function objectChecks(vm: LuaVm, E: number, o: Layout): Check[] {
  const { api, memory } = vm;
  const word = wordReader(vm);
  const global = (): number => word(E + OFFSETS.state.global);
  const tagOf = (object: number): number => memory.byte(object + o.object.tag) & ~COLLECTABLE;
  return [
    [
      'GCObject.next',
      () => {
        const [first, second] = [newTable(vm, E), newTable(vm, E)];
        return word(second + o.object.next) === first;
      },
    ],
    ['GCObject.tt', () => tagOf(newTable(vm, E)) === TAG.table && tagOf(api.lua_newthread(E)) === TAG.thread],
    [
      'TValue.tt',
      () => {
        api.lua_pushboolean(E, 1);
        return memory.byte(word(E + OFFSETS.state.top) - VALUE_SIZE + o.value.tag) === TRUE;
      },
    ],
    [
      'global_State.currentwhite',
      () => {
        const white = global() + o.global.white;
        const before = pauseOfCollector(vm, E, PAUSE.set);
        const isThere = memory.byte(white + PAUSE.behind) === PAUSE.set / 4;
        pauseOfCollector(vm, E, before);
        const marked = memory.byte(newTable(vm, E) + o.object.marked);
        return isThere && marked !== 0 && marked === (memory.byte(white) & WHITE_BITS);
      },
    ],
    [
      'global_State.finobj',
      () => {
        const table = newTable(vm, E);
        api.lua_createtable(E, 0, 1);
        api.lua_pushboolean(E, 1);
        vm.setField(E, -2, '__gc');
        api.lua_setmetatable(E, -2);
        return word(global() + o.global.finalized) === table;
      },
    ],
    [
      'lua_State.stack',
      () => {
        const co = api.lua_newthread(E);
        return word(co + o.state.stack) === word(word(co + OFFSETS.state.ci) + OFFSETS.callInfo.func);
      },
    ],
  ];
}

function tableChecks(vm: LuaVm, E: number, o: Layout): Check[] {
  const { api, memory } = vm;
  const word = wordReader(vm);
  return [
    [
      'Table.array',
      () => {
        api.lua_createtable(E, ARRAY, 0);
        const array = (): number => word(api.lua_topointer(E, -1) + o.table.array);
        api.lua_pushinteger(E, BigInt(NUMBER));
        api.lua_rawseti(E, -2, BigInt(ARRAY));
        const last = array() + (ARRAY - 1) * VALUE_SIZE;
        return word(last) === NUMBER && memory.byte(last + o.value.tag) === INTEGER;
      },
    ],
    [
      'Table.flags',
      () => {
        // Where only the last element of a power of two is nil, the length that was found takes the place of the size.
        api.lua_createtable(E, POWER, 0);
        const flags = (): number => memory.byte(api.lua_topointer(E, -1) + o.table.flags) & GUESSED_SIZE;
        const before = flags();
        api.lua_pushboolean(E, 1);
        api.lua_rawseti(E, -2, BigInt(POWER - 1));
        api.lua_rawlen(E, -1);
        return before === 0 && flags() === GUESSED_SIZE;
      },
    ],
    [
      'Node',
      () => {
        // Every node is taken: wherever hashes put two keys, another size might come by both.
        api.lua_createtable(E, 0, NAMES.length);
        const table = api.lua_topointer(E, -1);
        for (const name of NAMES) {
          api.lua_pushboolean(E, 1);
          vm.setField(E, -2, name);
        }
        const first = word(table + OFFSETS.table.nodes);
        const found: string[] = [];
        for (let node = first, left = NAMES.length; left > 0; left--, node += o.node.size) {
          if (memory.byte(node + o.value.tag) !== TRUE || memory.byte(node + o.node.keyTag) !== SHORT_TEXT) continue;
          const key = word(node + o.node.key);
          found.push(memory.lossyText(key + o.text.contents, memory.byte(key + o.text.length)));
        }
        return found.sort().join() === NAMES.join();
      },
    ],
  ];
}

function functionChecks(vm: LuaVm, E: number, o: Layout): Check[] {
  const { api, memory } = vm;
  const word = wordReader(vm);
  const tagOf = (object: number): number => memory.byte(object + o.object.tag) & ~COLLECTABLE;
  return [
    [
      'Proto.numparams',
      () => {
        const closure = functionOf(vm, E, 'return function(a) end');
        return memory.byte(word(closure + OFFSETS.closure.proto) + o.proto.parameters) === 1;
      },
    ],
    [
      'LClosure.upvals',
      () => {
        const closure = functionOf(vm, E, `local a = ${NUMBER} return function() return a end`);
        const upvalue = word(closure + o.closure.upvalues);
        const isCounted = memory.byte(closure + o.closure.count) === 1;
        const isTagged = tagOf(closure) === TAG.lua && tagOf(upvalue) === TAG.upvalue;
        return isCounted && isTagged && word(word(upvalue + o.upvalue.value)) === NUMBER;
      },
    ],
    [
      'CClosure.upvalue',
      () => {
        const closure = functionOf(vm, E, 'return coroutine.wrap(function() end)');
        const isCounted = memory.byte(closure + o.closure.count) === 1;
        const kept = closure + o.closure.upvalues;
        return (
          tagOf(closure) === TAG.host && isCounted && memory.byte(kept + o.value.tag) === (TAG.thread | COLLECTABLE)
        );
      },
    ],
    [
      'Udata',
      () => {
        api.lua_newuserdatauv(E, 0, 2);
        const object = word(word(E + OFFSETS.state.global) + OFFSETS.global.allGc);
        api.lua_pushinteger(E, BigInt(NUMBER));
        api.lua_setiuservalue(E, -2, 2);
        const isCounted = memory.bytes.readUInt16LE(object + o.userdata.count) === 2;
        return isCounted && tagOf(object) === TAG.userdata && word(object + o.userdata.values + VALUE_SIZE) === NUMBER;
      },
    ],
  ];
}

/** Words lie at multiples of four; anything else is no word of the interpreter's. */
function wordReader(vm: LuaVm): (address: number) => number {
  return (address) => (address > 0 && address % 4 === 0 ? vm.memory.word(address) : NaN);
}

function newTable(vm: LuaVm, E: number): number {
  vm.api.lua_createtable(E, 0, 0);
  return vm.api.lua_topointer(E, -1);
}

/** Leaves what a chunk returns. */
function functionOf(vm: LuaVm, E: number, code: string): number {
  vm.load(E, code, '=(layout)');
  vm.api.lua_callk(E, 0, 1, 0, 0);
  return vm.api.lua_topointer(E, -1);
}

/** @returns what it was */
function pauseOfCollector(vm: LuaVm, E: number, pause: number): number {
  vm.load(E, `return collectgarbage("setpause", ${pause})`, '=(layout)');
  vm.api.lua_callk(E, 0, 1, 0, 0);
  const before = vm.memory.word(vm.memory.word(E + OFFSETS.state.top) - VALUE_SIZE);
  vm.pop(E);
  return before;
}
