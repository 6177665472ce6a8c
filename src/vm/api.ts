// The raw C API as the module exports it, one to one, with its C names. Pointers and indices are numbers, lua_Integer is a
// bigint, sizes are bytes. A call may throw a WebAssembly.Exception (a Lua error on its way to the next protected call). Engine thread.

type Ptr = number;
type State = number;
type Bool = number;

/** https://www.lua.org/manual/5.4/manual.html#4.6 and #5.1; `strlen`-terminated arguments are byte addresses. */
export interface LuaApi {
  readonly memory?: WebAssembly.Memory;
  readonly __indirect_function_table: WebAssembly.Table;
  __wasm_call_ctors(): void;
  malloc(size: number): Ptr;
  realloc(ptr: Ptr, size: number): Ptr;
  free(ptr: Ptr): void;
  stackSave(): Ptr;
  stackRestore(ptr: Ptr): void;
  stackAlloc(size: number): Ptr;

  lua_newstate(alloc: Ptr, ud: Ptr): State;
  lua_close(L: State): void;
  lua_newthread(L: State): State;
  lua_closethread(L: State, from: State): number;
  lua_atpanic(L: State, fn: Ptr): Ptr;
  lua_absindex(L: State, index: number): number;
  lua_gettop(L: State): number;
  lua_settop(L: State, index: number): void;
  lua_pushvalue(L: State, index: number): void;
  lua_rotate(L: State, index: number, n: number): void;
  lua_copy(L: State, from: number, to: number): void;
  lua_checkstack(L: State, n: number): Bool;
  lua_xmove(from: State, to: State, n: number): void;

  lua_type(L: State, index: number): number;
  lua_typename(L: State, type: number): Ptr;
  lua_stringtonumber(L: State, s: Ptr): number;
  lua_isinteger(L: State, index: number): Bool;
  lua_iscfunction(L: State, index: number): Bool;
  lua_tonumberx(L: State, index: number, isNumber: Ptr): number;
  lua_tointegerx(L: State, index: number, isInteger: Ptr): bigint;
  lua_toboolean(L: State, index: number): Bool;
  lua_tolstring(L: State, index: number, length: Ptr): Ptr;
  lua_rawlen(L: State, index: number): bigint;
  lua_touserdata(L: State, index: number): Ptr;
  lua_tothread(L: State, index: number): State;
  lua_topointer(L: State, index: number): Ptr;
  lua_rawequal(L: State, a: number, b: number): Bool;
  lua_compare(L: State, a: number, b: number, op: number): Bool;

  lua_pushnil(L: State): void;
  lua_pushnumber(L: State, n: number): void;
  lua_pushinteger(L: State, n: bigint): void;
  lua_pushlstring(L: State, s: Ptr, length: number): Ptr;
  lua_pushboolean(L: State, b: Bool): void;
  lua_pushcclosure(L: State, fn: Ptr, upvalues: number): void;
  lua_pushlightuserdata(L: State, p: Ptr): void;
  lua_pushthread(L: State): Bool;

  lua_getglobal(L: State, name: Ptr): number;
  lua_setglobal(L: State, name: Ptr): void;
  lua_gettable(L: State, index: number): number;
  lua_settable(L: State, index: number): void;
  lua_getfield(L: State, index: number, key: Ptr): number;
  lua_setfield(L: State, index: number, key: Ptr): void;
  lua_geti(L: State, index: number, n: bigint): number;
  lua_seti(L: State, index: number, n: bigint): void;
  lua_rawget(L: State, index: number): number;
  lua_rawset(L: State, index: number): void;
  lua_rawgeti(L: State, index: number, n: bigint): number;
  lua_rawseti(L: State, index: number, n: bigint): void;
  lua_createtable(L: State, array: number, record: number): void;
  lua_newuserdatauv(L: State, size: number, values: number): Ptr;
  lua_getmetatable(L: State, index: number): Bool;
  lua_setmetatable(L: State, index: number): number;
  lua_getiuservalue(L: State, index: number, n: number): number;
  lua_setiuservalue(L: State, index: number, n: number): Bool;
  lua_next(L: State, index: number): Bool;
  lua_concat(L: State, n: number): void;

  lua_callk(L: State, args: number, results: number, context: number, k: Ptr): void;
  lua_pcallk(L: State, args: number, results: number, handler: number, context: number, k: Ptr): number;
  lua_load(L: State, reader: Ptr, data: Ptr, chunkName: Ptr, mode: Ptr): number;
  lua_error(L: State): never;
  lua_resume(co: State, from: State, args: number, results: Ptr): number;
  lua_yieldk(L: State, results: number, context: number, k: Ptr): number;
  lua_status(L: State): number;
  lua_isyieldable(L: State): Bool;
  lua_setwarnf(L: State, fn: Ptr, ud: Ptr): void;

  lua_getstack(L: State, level: number, ar: Ptr): Bool;
  lua_getinfo(L: State, what: Ptr, ar: Ptr): Bool;
  lua_getlocal(L: State, ar: Ptr, n: number): Ptr;
  lua_setlocal(L: State, ar: Ptr, n: number): Ptr;
  lua_getupvalue(L: State, index: number, n: number): Ptr;
  lua_setupvalue(L: State, index: number, n: number): Ptr;
  lua_upvalueid(L: State, index: number, n: number): Ptr;
  lua_upvaluejoin(L: State, f1: number, n1: number, f2: number, n2: number): void;
  lua_sethook(L: State, fn: Ptr, mask: number, count: number): void;
  lua_gethook(L: State): Ptr;
  lua_gethookmask(L: State): number;
  lua_gethookcount(L: State): number;

  luaL_loadbufferx(L: State, code: Ptr, size: number, name: Ptr, mode: Ptr): number;
  luaL_requiref(L: State, name: Ptr, open: Ptr, global: Bool): void;
  luaL_newmetatable(L: State, name: Ptr): Bool;
  luaL_setmetatable(L: State, name: Ptr): void;
  luaL_testudata(L: State, index: number, name: Ptr): Ptr;
  luaL_getmetafield(L: State, index: number, name: Ptr): number;
  luaL_tolstring(L: State, index: number, length: Ptr): Ptr;
  luaL_traceback(L: State, of: State, message: Ptr, level: number): void;
  luaL_where(L: State, level: number): void;
  luaL_ref(L: State, index: number): number;
  luaL_unref(L: State, index: number, ref: number): void;
  luaL_checkstack(L: State, n: number, message: Ptr): void;
  luaL_argerror(L: State, arg: number, message: Ptr): never;
  luaL_typeerror(L: State, arg: number, expected: Ptr): never;
  luaL_checklstring(L: State, arg: number, length: Ptr): Ptr;
  luaL_checkinteger(L: State, arg: number): bigint;
  luaL_checknumber(L: State, arg: number): number;

  luaopen_base: CFunction;
  luaopen_coroutine: CFunction;
  luaopen_table: CFunction;
  luaopen_string: CFunction;
  luaopen_math: CFunction;
  luaopen_utf8: CFunction;
  luaopen_os: CFunction;
  luaopen_debug: CFunction;
}

/** An exported C function; its place in the function table is found by identity. */
export type CFunction = (L: State) => number;
