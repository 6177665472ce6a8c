// Constants of Lua 5.4's C API (lua.h), with its names, and the offsets of structures in the pinned 32-bit build. Engine thread.

export const LUA_OK = 0;
export const LUA_YIELD = 1;
export const LUA_ERRRUN = 2;
export const LUA_ERRSYNTAX = 3;
export const LUA_ERRMEM = 4;
export const LUA_ERRERR = 5;

export const LUA_TNONE = -1;
export const LUA_TNIL = 0;
export const LUA_TBOOLEAN = 1;
export const LUA_TLIGHTUSERDATA = 2;
export const LUA_TNUMBER = 3;
export const LUA_TSTRING = 4;
export const LUA_TTABLE = 5;
export const LUA_TFUNCTION = 6;
export const LUA_TUSERDATA = 7;
export const LUA_TTHREAD = 8;

export const LUA_MULTRET = -1;
export const LUA_REGISTRYINDEX = -1001000;
export const LUA_RIDX_MAINTHREAD = 1;
export const LUA_RIDX_GLOBALS = 2;
export const LUA_NOREF = -2;
export const LUA_MINSTACK = 20;

export const LUA_HOOKCALL = 0;
export const LUA_HOOKRET = 1;
export const LUA_HOOKLINE = 2;
export const LUA_HOOKCOUNT = 3;
export const LUA_HOOKTAILCALL = 4;
/** Not of Lua: the event of an instruction that is watched (src/vm/shim.wat). */
export const HOOK_WATCHED = 5;

export const LUA_MASKCALL = 1 << LUA_HOOKCALL;
export const LUA_MASKRET = 1 << LUA_HOOKRET;
export const LUA_MASKLINE = 1 << LUA_HOOKLINE;
export const LUA_MASKCOUNT = 1 << LUA_HOOKCOUNT;

/** Pseudo-index of upvalue `i` (from 1) of the running C function. */
export const upvalueIndex = (i: number): number => LUA_REGISTRYINDEX - i;

/** Size of `lua_Debug` in bytes. */
export const LUA_DEBUG_SIZE = 108;

/** Byte offsets; every one is checked by the self-test when a VM starts. */
export const OFFSETS = {
  state: {
    status: 6,
    top: 12,
    global: 16,
    ci: 20,
    hook: 88,
    cCalls: 96,
    oldPc: 100,
    baseHookCount: 104,
    hookCount: 108,
    hookMask: 112,
  },
  global: { allGc: 88, mainThread: 164 },
  callInfo: { func: 0, top: 4, previous: 8, savedPc: 16, trap: 20, callStatus: 34 },
  closure: { proto: 12 },
  proto: {
    isVararg: 7,
    codeSize: 20,
    protosSize: 28,
    localsSize: 32,
    absoluteLinesSize: 36,
    lineDefined: 40,
    lastLineDefined: 44,
    code: 52,
    protos: 56,
    lineInfo: 64,
    absoluteLines: 68,
    locals: 72,
    source: 76,
  },
  /** Of one of the locals of a `Proto`; it takes 12 bytes. */
  local: { name: 0, startPc: 4, endPc: 8 },
  table: { nodeSize: 7, arrayLimit: 8, nodes: 16 },
  debug: {
    event: 0,
    name: 4,
    nameWhat: 8,
    what: 12,
    source: 16,
    sourceLength: 20,
    currentLine: 24,
    lineDefined: 28,
    lastLineDefined: 32,
    upvalues: 36,
    parameters: 37,
    isVararg: 38,
    isTailCall: 39,
    shortSource: 44,
    ci: 104,
  },
} as const;
export type Offsets = typeof OFFSETS;

/** Slots of the function table that src/vm/shim.wat fills, in its order. */
export const SLOT = {
  alloc: 198,
  resumeAgain: 199,
  host: 200,
  warn: 201,
  print: 202,
  write: 203,
  hook: 204,
  continue: 205,
} as const;
