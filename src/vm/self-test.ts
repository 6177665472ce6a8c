// Checks, when a VM starts, every structure offset that is used against what the C API says of the same facts. Engine thread.

import { LUA_DEBUG_SIZE, LUA_MASKCOUNT, LUA_MULTRET, LUA_YIELD, SLOT, type Offsets } from './lua.js';
import type { LuaVm } from './vm.js';

/** A chunk whose inner function has known lines; it yields, so that its activation can be looked at. */
const PROBE = 'local co = ...\n\nlocal function probe(yield)\n  yield(1, 2)\nend\nreturn probe';

type Check = readonly [name: string, holds: () => boolean];

/** Names of the offsets that do not hold; empty when all do. */
export function failingOffsets(vm: LuaVm, offsets: Offsets): string[] {
  const { api } = vm;
  const top = api.lua_gettop(vm.L);
  const co = api.lua_newthread(vm.L);
  const ar = api.malloc(LUA_DEBUG_SIZE + 8);
  try {
    const closure = startProbe(vm, co, ar + LUA_DEBUG_SIZE);
    if (closure === 0) return ['probe'];
    const checks = [...stateChecks(vm, co, offsets), ...frameChecks(vm, co, ar, closure, offsets)];
    return checks.filter(([, holds]) => !holds()).map(([name]) => name);
  } finally {
    api.free(ar);
    api.lua_settop(vm.L, top);
  }
}

/** Leaves `probe` suspended in a yield on `co`; gives the address of its closure, 0 where that fails. */
function startProbe(vm: LuaVm, co: number, results: number): number {
  const { api } = vm;
  if (vm.load(co, PROBE, '=probe') !== 0) return 0;
  vm.call(co, 0, LUA_MULTRET);
  const closure = api.lua_topointer(co, -1);
  vm.getGlobal(co, 'coroutine');
  vm.getField(co, -1, 'yield');
  api.lua_copy(co, -1, -2);
  vm.pop(co);
  return api.lua_resume(co, vm.L, 1, results) === LUA_YIELD ? closure : 0;
}

function stateChecks(vm: LuaVm, co: number, o: Offsets): Check[] {
  const { api, memory } = vm;
  const word = (address: number): number => memory.word(address);
  return [
    ['lua_State.status', () => memory.byte(co + o.state.status) === api.lua_status(co) && memory.byte(vm.L + o.state.status) === 0],
    ['global_State.mainthread', () => word(word(co + o.state.global) + o.global.mainThread) === vm.L],
    ['lua_State.nCcalls', () => word(vm.L + o.state.cCalls) >>> 16 !== 0 && word(co + o.state.cCalls) >>> 16 === 0],
    [
      'lua_State.top',
      () => {
        const before = word(vm.L + o.state.top);
        api.lua_pushnil(vm.L);
        const after = word(vm.L + o.state.top);
        vm.pop(vm.L);
        return after - before === 16;
      },
    ],
    [
      'lua_State.hook',
      () => {
        api.lua_sethook(co, SLOT.hook, LUA_MASKCOUNT, 12345);
        const set =
          word(co + o.state.hook) === SLOT.hook &&
          word(co + o.state.baseHookCount) === 12345 &&
          word(co + o.state.hookCount) === 12345 &&
          word(co + o.state.hookMask) === LUA_MASKCOUNT;
        api.lua_sethook(co, 0, 0, 0);
        return set && word(co + o.state.hookMask) === 0;
      },
    ],
  ];
}

function frameChecks(vm: LuaVm, co: number, ar: number, closure: number, o: Offsets): Check[] {
  const { api, memory } = vm;
  const word = (address: number): number => memory.word(address);
  const infoOf = (level: number): boolean =>
    api.lua_getstack(co, level, ar) !== 0 && memory.with('nSltu', (what) => api.lua_getinfo(co, what, ar)) !== 0;
  const proto = word(closure + o.closure.proto);
  return [
    ['lua_State.ci', () => infoOf(0) && word(co + o.state.ci) === word(ar + o.debug.ci)],
    ['lua_Debug.what', () => memory.cString(word(ar + o.debug.what)) === 'C' && word(ar + o.debug.currentLine) === -1],
    ['CallInfo.previous', () => infoOf(1) && word(word(co + o.state.ci) + o.callInfo.previous) === word(ar + o.debug.ci)],
    ['CallInfo.func', () => word(word(word(ar + o.debug.ci) + o.callInfo.func)) === closure],
    [
      'CallInfo.top',
      () => {
        const ci = word(ar + o.debug.ci);
        const slots = (word(ci + o.callInfo.top) - word(ci + o.callInfo.func)) / 16;
        return Number.isInteger(slots) && slots > 1 && slots < 256;
      },
    ],
    [
      'CallInfo.savedpc',
      () => {
        const pc = word(word(ar + o.debug.ci) + o.callInfo.savedPc) - word(proto + o.proto.code);
        return pc > 0 && pc % 4 === 0 && pc < 64;
      },
    ],
    [
      'CallInfo.trap',
      () => {
        // Setting a hook sets the trap of every Lua activation; the word may hold anything before.
        const trap = word(ar + o.debug.ci) + o.callInfo.trap;
        memory.setWord(trap, 0);
        api.lua_sethook(co, SLOT.hook, LUA_MASKCOUNT, 12345);
        const set = word(trap) === 1;
        api.lua_sethook(co, 0, 0, 0);
        return set;
      },
    ],
    ['CallInfo.callstatus', () => (memory.bytes.readUInt16LE(word(co + o.state.ci) + o.callInfo.callStatus) & 2) === 2],
    ['CallInfo.callstatus of Lua', () => (memory.bytes.readUInt16LE(word(ar + o.debug.ci) + o.callInfo.callStatus) & 2) === 0],
    ['Proto.linedefined', () => word(proto + o.proto.lineDefined) === 3 && word(ar + o.debug.lineDefined) === 3],
    ['Proto.lastlinedefined', () => word(proto + o.proto.lastLineDefined) === 5 && word(ar + o.debug.lastLineDefined) === 5],
    ['Proto.lineinfo', () => [0, 1].includes(memory.byte(word(proto + o.proto.lineInfo)))],
    ['Proto.source', () => memory.cString(word(proto + o.proto.source) + 16) === '=probe'],
    ['lua_Debug.currentline', () => word(ar + o.debug.currentLine) === 4],
    [
      'lua_Debug.source',
      () =>
        memory.cString(word(ar + o.debug.source)) === '=probe' &&
        word(ar + o.debug.sourceLength) === 6 &&
        memory.cString(ar + o.debug.shortSource) === 'probe',
    ],
    [
      'lua_Debug.nparams',
      () =>
        memory.byte(ar + o.debug.upvalues) === 0 &&
        memory.byte(ar + o.debug.parameters) === 1 &&
        memory.byte(ar + o.debug.isVararg) === 0 &&
        memory.byte(ar + o.debug.isTailCall) === 0,
    ],
  ];
}
