// Checks, when a VM starts, every structure offset that is used against what the C API says of the same facts. Engine thread.

import { LUA_DEBUG_SIZE, LUA_MASKCOUNT, LUA_MINSTACK, LUA_MULTRET, LUA_YIELD, SLOT, type Offsets } from './lua.js';
import { decode, OP, OPCODE_MODES } from './opcodes.js';
import type { LuaVm } from './vm.js';

/**
 * A chunk whose inner function has known lines and counts, all of them different, and is called by a tail call; it yields, so that
 * its activation can be looked at.
 */
const PROBE = `local a, b, c = ...

local function probe(yield, _, ...)
  yield(a, b, c)
end
return probe, function(yield) return probe(yield) end`;

/** What `probe` needs: lines of its instructions as differences (`Proto.lineinfo`), values it yields. */
const PROBE_LINE_INFO = [0, 1, 0, 0, 0, 0, 1];
const PROBE_YIELDS = 3;

/** Where the text of a short string begins, and what a local takes. */
const STRING_CONTENTS = 16;
const LOCAL_SIZE = 12;

/** Large enough never to be reached by the probe. */
const HOOK_COUNT = 12345;

/** Bits of `CallInfo.callstatus`: runs a C function, was called by a tail call. */
const CIST_C = 2;
const CIST_TAIL = 32;

const SLOT_SIZE = 16;
const UNTOUCHED = 0x5a5a5a5a;

type Check = readonly [name: string, holds: () => boolean];

/** Names of the offsets that do not hold; empty when all do. */
export function failingOffsets(vm: LuaVm, offsets: Offsets): string[] {
  const { api } = vm;
  const top = api.lua_gettop(vm.L);
  const co = api.lua_newthread(vm.L);
  const ar = api.malloc(LUA_DEBUG_SIZE + 8);
  vm.memory.bytes.fill(UNTOUCHED & 0xff, ar, ar + LUA_DEBUG_SIZE);
  try {
    const closure = startProbe(vm, co, ar + LUA_DEBUG_SIZE);
    if (closure === 0) return ['probe'];
    const checks = [
      ...stateChecks(vm, co, offsets),
      ...frameChecks(vm, co, ar, closure, offsets),
      ...objectChecks(vm, offsets),
    ];
    return checks.filter(([, holds]) => !holds()).map(([name]) => name);
  } finally {
    api.free(ar);
    // Until it is collected it would look like a coroutine of the script.
    api.lua_closethread(co, vm.L);
    api.lua_settop(vm.L, top);
  }
}

/** Leaves `probe` suspended in a yield on `co`, with a count hook; gives the address of its closure, 0 where that fails. */
function startProbe(vm: LuaVm, co: number, results: number): number {
  const { api } = vm;
  if (vm.load(co, PROBE, '=probe') !== 0) return 0;
  vm.call(co, 0, LUA_MULTRET);
  const closure = api.lua_topointer(co, -2);
  vm.getGlobal(co, 'coroutine');
  vm.getField(co, -1, 'yield');
  api.lua_copy(co, -1, -2);
  vm.pop(co);
  api.lua_sethook(co, SLOT.hook, LUA_MASKCOUNT, HOOK_COUNT);
  return api.lua_resume(co, vm.L, 1, results) === LUA_YIELD ? closure : 0;
}

/** Words lie at multiples of four; anything else is no word of the interpreter's. */
function wordReader(vm: LuaVm): (address: number) => number {
  return (address) => (address % 4 === 0 ? vm.memory.word(address) : NaN);
}

function stateChecks(vm: LuaVm, co: number, o: Offsets): Check[] {
  const { api, memory } = vm;
  const word = wordReader(vm);
  return [
    [
      'lua_State.status',
      () => memory.byte(co + o.state.status) === api.lua_status(co) && memory.byte(vm.L + o.state.status) === 0,
    ],
    ['global_State.mainthread', () => word(word(co + o.state.global) + o.global.mainThread) === vm.L],
    ['lua_State.nCcalls', () => word(vm.L + o.state.cCalls) >>> 16 !== 0 && word(co + o.state.cCalls) >>> 16 === 0],
    [
      'lua_State.top',
      () => {
        const before = word(vm.L + o.state.top);
        api.lua_pushnil(vm.L);
        const after = word(vm.L + o.state.top);
        vm.pop(vm.L);
        return after - before === SLOT_SIZE;
      },
    ],
    // The probe takes varargs: its hooks begin behind the first instruction.
    ['lua_State.oldpc', () => word(co + o.state.oldPc) === 1 && word(vm.L + o.state.oldPc) === 0],
    [
      'lua_State.hook',
      () => {
        // The probe has run some instructions since: only one of the two counts has gone down.
        const ran = HOOK_COUNT - word(co + o.state.hookCount);
        const set =
          word(co + o.state.hook) === SLOT.hook &&
          word(co + o.state.baseHookCount) === HOOK_COUNT &&
          ran > 0 &&
          ran < 100 &&
          word(co + o.state.hookMask) === LUA_MASKCOUNT;
        api.lua_sethook(co, 0, 0, 0);
        return set && word(co + o.state.hookMask) === 0;
      },
    ],
  ];
}

function frameChecks(vm: LuaVm, co: number, ar: number, closure: number, o: Offsets): Check[] {
  const { api, memory } = vm;
  const word = wordReader(vm);
  const infoOf = (level: number): boolean =>
    api.lua_getstack(co, level, ar) !== 0 && memory.with('nSltu', (what) => api.lua_getinfo(co, what, ar)) !== 0;
  const proto = word(closure + o.closure.proto);
  const statusBits = (ci: number): number => memory.byte(ci + o.callInfo.callStatus) & (CIST_C | CIST_TAIL);
  return [
    ['lua_State.ci', () => infoOf(0) && word(co + o.state.ci) === word(ar + o.debug.ci)],
    ['lua_Debug.event', () => word(ar + o.debug.event) === UNTOUCHED],
    ['lua_Debug.what', () => memory.cString(word(ar + o.debug.what)) === 'C' && word(ar + o.debug.currentLine) === -1],
    [
      'lua_Debug.name',
      () =>
        memory.cString(word(ar + o.debug.name)) === 'yield' && memory.cString(word(ar + o.debug.nameWhat)) === 'local',
    ],
    [
      'CallInfo.top',
      () => {
        // A C function is given so many slots above its arguments.
        const ci = word(ar + o.debug.ci);
        const slots = (word(ci + o.callInfo.top) - word(ci + o.callInfo.func)) / SLOT_SIZE;
        return slots === 1 + PROBE_YIELDS + LUA_MINSTACK;
      },
    ],
    [
      'CallInfo.previous',
      () => infoOf(1) && word(word(co + o.state.ci) + o.callInfo.previous) === word(ar + o.debug.ci),
    ],
    ['CallInfo.func', () => word(word(word(ar + o.debug.ci) + o.callInfo.func)) === closure],
    [
      'CallInfo.savedpc',
      () => {
        const pc = word(word(ar + o.debug.ci) + o.callInfo.savedPc) - word(proto + o.proto.code);
        return pc === 4 * (PROBE_LINE_INFO.length - 1);
      },
    ],
    [
      'CallInfo.trap',
      () => {
        // Setting a hook sets the trap of every Lua activation; the word may hold anything before.
        const trap = word(ar + o.debug.ci) + o.callInfo.trap;
        memory.setWord(trap, 0);
        api.lua_sethook(co, SLOT.hook, LUA_MASKCOUNT, HOOK_COUNT);
        const set = word(trap) === 1;
        api.lua_sethook(co, 0, 0, 0);
        return set;
      },
    ],
    ['CallInfo.callstatus', () => statusBits(word(co + o.state.ci)) === CIST_C],
    ['CallInfo.callstatus of Lua', () => statusBits(word(ar + o.debug.ci)) === CIST_TAIL],
    ['Proto.linedefined', () => word(proto + o.proto.lineDefined) === 3 && word(ar + o.debug.lineDefined) === 3],
    [
      'Proto.lastlinedefined',
      () => word(proto + o.proto.lastLineDefined) === 5 && word(ar + o.debug.lastLineDefined) === 5,
    ],
    [
      'Proto.lineinfo',
      () => {
        const lines = word(proto + o.proto.lineInfo);
        return PROBE_LINE_INFO.every((delta, i) => memory.byte(lines + i) === delta);
      },
    ],
    [
      'Proto.locvars',
      () => {
        const locals = word(proto + o.proto.locals);
        const nameOf = (local: number): string => memory.cString(word(local + o.local.name) + STRING_CONTENTS);
        return (
          word(proto + o.proto.localsSize) === 2 &&
          nameOf(locals) === 'yield' &&
          nameOf(locals + LOCAL_SIZE) === '_' &&
          word(locals + o.local.startPc) === 0 &&
          word(locals + o.local.endPc) === PROBE_LINE_INFO.length
        );
      },
    ],
    [
      'opcodes',
      () => {
        const { address, expected } = OPCODE_MODES;
        const modes = memory.bytes.toString('hex', address, address + expected.length / 2);
        const { op, b, c } = decode(word(word(proto + o.proto.code) + 4 * (PROBE_LINE_INFO.length - 2)));
        return modes === expected && op === OP.call && b === 1 + PROBE_YIELDS && c === 1;
      },
    ],
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
        memory.byte(ar + o.debug.upvalues) === 3 &&
        memory.byte(ar + o.debug.parameters) === 2 &&
        memory.byte(ar + o.debug.isVararg) === 1 &&
        memory.byte(ar + o.debug.isTailCall) === CIST_TAIL,
    ],
  ];
}

/** A main chunk that takes so many lines that one of them is stored as such, with one function and two variables in it. */
const LONG_PROBE = `local a, inside = 1, function() end${'\n'.repeat(300)}return inside`;
const LONG_PROBE_LINE = 301;

function objectChecks(vm: LuaVm, o: Offsets): Check[] {
  const { api } = vm;
  const word = wordReader(vm);
  const mainProto = (): number => {
    if (vm.load(vm.L, LONG_PROBE, '=long probe') !== 0) return 0;
    return word(api.lua_topointer(vm.L, -1) + o.closure.proto);
  };
  return [
    [
      'global_State.allgc',
      () => {
        api.lua_createtable(vm.L, 0, 0);
        return word(word(vm.L + o.state.global) + o.global.allGc) === api.lua_topointer(vm.L, -1);
      },
    ],
    [
      'Proto',
      () => {
        const proto = mainProto();
        const size = word(proto + o.proto.codeSize);
        const inner = word(word(proto + o.proto.protos));
        return (
          vm.memory.byte(proto + o.proto.isVararg) === 1 &&
          vm.memory.byte(inner + o.proto.isVararg) === 0 &&
          size > 3 &&
          // There is a difference of lines for every instruction, counted behind them.
          word(proto + o.proto.codeSize + 4) === size &&
          word(proto + o.proto.protosSize) === 1 &&
          word(inner + o.proto.protosSize) === 0 &&
          word(inner + o.proto.lineDefined) === 1
        );
      },
    ],
    [
      'Proto.abslineinfo',
      () => {
        const proto = mainProto();
        const at = word(proto + o.proto.absoluteLines);
        return word(proto + o.proto.absoluteLinesSize) === 1 && word(at) > 0 && word(at + 4) === LONG_PROBE_LINE;
      },
    ],
    [
      'Table',
      () => {
        api.lua_createtable(vm.L, 77, 5);
        const table = api.lua_topointer(vm.L, -1);
        const isSized = vm.memory.byte(table + o.table.nodeSize) === 3 && word(table + o.table.arrayLimit) === 77;
        api.lua_pushboolean(vm.L, 1);
        vm.setField(vm.L, -2, 'key');
        const nodes = word(table + o.table.nodes);
        const taken = Array.from({ length: 8 }, (_, i) => vm.memory.byte(nodes + 24 * i + 8)).filter(
          (tag) => (tag & 15) !== 0,
        );
        return isSized && taken.length === 1 && taken[0] === LUA_VTRUE;
      },
    ],
  ];
}

/** Tag of the value true. */
const LUA_VTRUE = 17;
