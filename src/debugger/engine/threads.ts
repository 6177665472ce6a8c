// Coroutines as threads: numbers that stay the same for as long as they live. Engine thread.

import { WORD } from '../../base/shared-memory.js';
import { LUA_OK, LUA_REGISTRYINDEX, LUA_YIELD, OFFSETS } from '../../vm/lua.js';
import type { LuaVm } from '../../vm/vm.js';
import { walkHeap } from './heap.js';
import type { Protos } from './protos.js';

/** Number of the run's own state. */
export const RUN_THREAD = 1;
/** More are not listed. */
const MAX_THREADS = 1000;

export class Threads {
  /** Registry reference of a table with weak keys: coroutine to number. */
  private readonly table: number;
  private last = RUN_THREAD;

  constructor(
    private readonly vm: LuaVm,
    private readonly protos: Protos,
    /** The state of evaluations, which is nobody's business. */
    private readonly E: number,
  ) {
    const { api, L } = vm;
    api.lua_createtable(L, 0, 0);
    api.lua_createtable(L, 0, 1);
    vm.pushString(L, 'k');
    vm.setField(L, -2, '__mode');
    api.lua_setmetatable(L, -2);
    this.table = api.luaL_ref(L, LUA_REGISTRYINDEX);
  }

  idOf(thread: number): number {
    const { vm, E } = this;
    if (thread === vm.memory.word(WORD.mainState)) return RUN_THREAD;
    const top = vm.api.lua_gettop(E);
    vm.pushRef(E, this.table);
    this.push(thread);
    vm.api.lua_pushvalue(E, -1);
    vm.api.lua_rawget(E, -3);
    let id = Number(vm.api.lua_tointegerx(E, -1, 0));
    if (id === 0) {
      id = ++this.last;
      vm.api.lua_settop(E, top + 2);
      vm.api.lua_pushinteger(E, BigInt(id));
      vm.api.lua_rawset(E, -3);
    }
    vm.api.lua_settop(E, top);
    return id;
  }

  /** Coroutines that are neither running nor dead. */
  suspended(running: readonly number[]): number[] {
    const { vm } = this;
    const known = new Set([...running, vm.L, this.E]);
    const isSuspended = (thread: number): boolean =>
      !known.has(thread) &&
      (vm.api.lua_status(thread) === LUA_YIELD || (vm.api.lua_status(thread) === LUA_OK && this.isFresh(thread)));
    return walkHeap(vm).threads.filter(isSuspended).slice(0, MAX_THREADS).reverse();
  }

  /** Not started yet: its function lies on its stack. */
  private isFresh(thread: number): boolean {
    return this.protos.activations(thread).length === 0 && this.vm.api.lua_gettop(thread) > 0;
  }

  /** Address of the function (`Proto`) that a coroutine runs, 0 for one that is not written in Lua. */
  mainProto(thread: number): number {
    const { memory } = this.vm;
    const outermost = this.protos.activations(thread).at(-1);
    if (outermost !== undefined) return this.protos.isLua(outermost) ? this.protos.protoOf(outermost) : 0;
    if (this.vm.api.lua_gettop(thread) === 0 || this.vm.api.lua_iscfunction(thread, 1) !== 0) return 0;
    return memory.word(this.vm.api.lua_topointer(thread, 1) + OFFSETS.closure.proto);
  }

  private push(thread: number): void {
    this.vm.api.lua_pushthread(thread);
    this.vm.api.lua_xmove(thread, this.E, 1);
  }
}
