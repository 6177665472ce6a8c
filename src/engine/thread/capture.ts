// Pictures of a stack when something has failed: frames, variables of the innermost ones, names in reach. Engine thread.

import type { CapturedFrame, CapturedValue, CapturedVariable } from '../../diagnostics/captured.js';
import { REDACTED } from '../../diagnostics/redact.js';
import {
  LUA_DEBUG_SIZE,
  LUA_RIDX_GLOBALS,
  LUA_REGISTRYINDEX,
  LUA_TFUNCTION,
  LUA_TTABLE,
  OFFSETS,
} from '../../vm/lua.js';
import type { LuaVm } from '../../vm/vm.js';
import { CALL } from './call-functions.js';
import { keptNames, pushKept } from './kept-locals.js';
import { captureValue, tableKeys } from './preview.js';

/** Innermost Lua frames whose variables are captured. */
const FRAMES_WITH_VARIABLES = 3;
const MAX_VARIABLES = 50;
/** Longer stacks keep their ends: so many innermost and so many outermost frames. */
const KEEP_INNER = 60;
const KEEP_OUTER = 20;

export interface CapturedStack {
  readonly frames: readonly CapturedFrame[];
  readonly omittedFrames?: number;
  readonly omittedAfter?: number;
}

/** The stacks of `states`, innermost coroutine first, without the `skip` innermost frames. */
export function captureStack(vm: LuaVm, states: readonly number[], skip = 0): CapturedStack {
  const names = functionNames(vm);
  const frames: CapturedFrame[] = [];
  let omitted: { omittedFrames: number; omittedAfter: number } | undefined;
  let withVariables = FRAMES_WITH_VARIABLES;
  states.forEach((L, i) => {
    const depth = stackDepth(vm, L);
    for (let level = i === 0 ? skip : 0; level < depth; level++) {
      if (depth > KEEP_INNER + KEEP_OUTER && level === KEEP_INNER) {
        const left = depth - KEEP_INNER - KEEP_OUTER;
        omitted ??= { omittedFrames: left, omittedAfter: frames.length };
        level += left;
      }
      const frame = captureFrame(vm, L, level, names, withVariables > 0);
      if (frame === undefined) continue;
      if (frame.kind !== 'host') withVariables--;
      const last = level === depth - 1 && i < states.length - 1;
      frames.push(last ? { ...frame, coroutineBoundary: true } : frame);
    }
  });
  return { frames, ...omitted };
}

/** One picture of a coroutine's stack and that of its resumer. */
export function joinStacks(inner: CapturedStack, outer: CapturedStack): CapturedStack {
  const frames = inner.frames.map((frame, i) =>
    i < inner.frames.length - 1 ? frame : { ...frame, coroutineBoundary: true },
  );
  const outerOmitted =
    outer.omittedAfter === undefined ? {} : { ...outer, omittedAfter: outer.omittedAfter + inner.frames.length };
  return { ...outerOmitted, ...inner, frames: [...frames, ...outer.frames] };
}

/** Frames of a stack, found by doubling and halving as lauxlib does. */
function stackDepth(vm: LuaVm, L: number): number {
  return withDebug(vm, (ar) => {
    let low = 0;
    let high = 1;
    while (vm.api.lua_getstack(L, high - 1, ar) !== 0) {
      low = high;
      high *= 2;
    }
    while (low < high - 1) {
      const middle = (low + high) >> 1;
      if (vm.api.lua_getstack(L, middle - 1, ar) !== 0) low = middle;
      else high = middle;
    }
    return low;
  });
}

function withDebug<T>(vm: LuaVm, use: (ar: number) => T): T {
  const ar = vm.api.malloc(LUA_DEBUG_SIZE);
  try {
    return use(ar);
  } finally {
    vm.api.free(ar);
  }
}

function captureFrame(
  vm: LuaVm,
  L: number,
  level: number,
  names: ReadonlyMap<number, string>,
  variables: boolean,
): CapturedFrame | undefined {
  return withDebug(vm, (ar) => {
    if (vm.api.lua_checkstack(L, 16) === 0) return undefined;
    if (vm.api.lua_getstack(L, level, ar) === 0) return undefined;
    vm.memory.with('nSltf', (what) => vm.api.lua_getinfo(L, what, ar));
    try {
      return readFrame(vm, L, ar, names, variables);
    } finally {
      vm.pop(L);
    }
  });
}

/** One activation without its variables; undefined for one that no report shows. */
export function describeActivation(
  vm: LuaVm,
  L: number,
  ci: number,
  names: ReadonlyMap<number, string>,
): CapturedFrame | undefined {
  return withDebug(vm, (ar) => {
    vm.memory.setWord(ar + OFFSETS.debug.ci, ci);
    vm.memory.with('nSltf', (what) => vm.api.lua_getinfo(L, what, ar));
    try {
      return readFrame(vm, L, ar, names, false);
    } finally {
      vm.pop(L);
    }
  });
}

/** The function of the frame is on the top of the stack. */
function readFrame(
  vm: LuaVm,
  L: number,
  ar: number,
  names: ReadonlyMap<number, string>,
  variables: boolean,
): CapturedFrame | undefined {
  const { memory } = vm;
  const debug = OFFSETS.debug;
  const text = (offset: number): string => memory.cString(memory.word(ar + offset));
  const what = text(debug.what);
  const isHost = what === 'C';
  const known = isHost
    ? (vm.hostNameAt(L, -1) ?? names.get(vm.api.lua_topointer(L, -1)))
    : names.get(vm.api.lua_topointer(L, -1));
  if (known === CALL) return undefined;
  const name = known ?? text(debug.name);
  const line = memory.word(ar + debug.currentLine);
  return {
    kind: isHost ? 'host' : what === 'main' ? 'main' : 'lua',
    ...(name === '' ? {} : { name }),
    ...(text(debug.nameWhat) === '' ? {} : { nameKind: text(debug.nameWhat) }),
    ...(isHost ? {} : { source: text(debug.source), line, lineDefined: memory.word(ar + debug.lineDefined) }),
    ...(memory.byte(ar + debug.isTailCall) === 0 ? {} : { isTailCall: true }),
    ...(variables && !isHost
      ? { locals: locals(vm, L, ar), upvalues: upvalues(vm, L), temporaries: temporaries(vm, L, ar) }
      : {}),
  };
}

function locals(vm: LuaVm, L: number, ar: number): CapturedVariable[] {
  const found = new Map<string, CapturedVariable>();
  for (let n = 1; n <= MAX_VARIABLES; n++) {
    const name = vm.memory.cString(vm.api.lua_getlocal(L, ar, n));
    if (name === '') break;
    // A later local of the same name shadows the earlier; names in parentheses are Lua's own.
    if (!name.startsWith('(')) found.set(name, { name, value: captureValue(vm, L, name) });
    vm.pop(L);
  }
  return [...found.values()];
}

/** What the registers above the active locals hold, lowest first. Texts have no name that tells secrets from others: none shows. */
function temporaries(vm: LuaVm, L: number, ar: number): CapturedValue[] {
  const found: CapturedValue[] = [];
  for (let n = 1; n <= MAX_VARIABLES; n++) {
    const name = vm.memory.cString(vm.api.lua_getlocal(L, ar, n));
    if (name === '') break;
    if (name === '(temporary)') {
      const value = captureValue(vm, L, '');
      found.push(value.type === 'string' ? { ...value, preview: REDACTED } : value);
    }
    vm.pop(L);
  }
  return found;
}

function upvalues(vm: LuaVm, L: number): CapturedVariable[] {
  const found: CapturedVariable[] = [];
  const fn = vm.api.lua_gettop(L);
  for (let n = 1; n <= MAX_VARIABLES; n++) {
    const name = vm.memory.cString(vm.api.lua_getupvalue(L, fn, n));
    if (name === '') break;
    if (name !== '_ENV') found.push({ name, value: captureValue(vm, L, name) });
    vm.pop(L);
  }
  return found;
}

/** Names of functions reachable from globals, as `table.insert`: what tracebacks call them. */
export function functionNames(vm: LuaVm): Map<number, string> {
  const names = new Map<number, string>();
  forEachGlobal(vm, (name, L, index) => {
    if (vm.api.lua_type(L, index) === LUA_TFUNCTION) names.set(vm.api.lua_topointer(L, index), name);
    else if (vm.api.lua_type(L, index) === LUA_TTABLE && name !== '_G') {
      for (const key of tableKeys(vm, L, index)) {
        vm.pushString(L, key);
        if (vm.api.lua_rawget(L, index) === LUA_TFUNCTION) {
          const pointer = vm.api.lua_topointer(L, -1);
          if (!names.has(pointer)) names.set(pointer, `${name}.${key}`);
        }
        vm.pop(L);
      }
    }
  });
  return names;
}

/** Names of globals, and for those that are tables their string keys; what earlier inputs have left is as good as one. */
export function captureGlobals(vm: LuaVm): Record<string, readonly string[] | null> {
  const globals: Record<string, readonly string[] | null> = {};
  const visit = (name: string, L: number, index: number): void => {
    const isTable = vm.api.lua_type(L, index) === LUA_TTABLE && name !== '_G';
    globals[name] = isTable ? tableKeys(vm, L, index) : null;
  };
  forEachKept(vm, visit);
  forEachGlobal(vm, visit);
  return globals;
}

function forEachKept(vm: LuaVm, visit: (name: string, L: number, index: number) => void): void {
  const { api, L } = vm;
  if (api.lua_checkstack(L, 20) === 0) return;
  for (const name of keptNames(vm)) {
    if (!pushKept(vm, L, name)) continue;
    visit(name, L, api.lua_gettop(L));
    vm.pop(L);
  }
}

function forEachGlobal(vm: LuaVm, visit: (name: string, L: number, index: number) => void): void {
  const { api, L } = vm;
  if (api.lua_checkstack(L, 20) === 0) return;
  const base = api.lua_gettop(L);
  api.lua_rawgeti(L, LUA_REGISTRYINDEX, BigInt(LUA_RIDX_GLOBALS));
  for (const name of tableKeys(vm, L, base + 1)) {
    vm.pushString(L, name);
    api.lua_rawget(L, base + 1);
    visit(name, L, base + 2);
    api.lua_settop(L, base + 1);
  }
  api.lua_settop(L, base);
}
