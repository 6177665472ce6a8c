// A `lua_Debug` that names one activation: how the C API is asked about locals and functions of frames. Engine thread.

import { LUA_DEBUG_SIZE, OFFSETS } from '../../vm/lua.js';
import type { LuaVm } from '../../vm/vm.js';

export class Activations {
  private readonly ar: number;

  constructor(private readonly vm: LuaVm) {
    this.ar = vm.api.malloc(LUA_DEBUG_SIZE);
  }

  /** The record of an activation; valid until the next call of this. */
  record(ci: number): number {
    this.vm.memory.setWord(this.ar + OFFSETS.debug.ci, ci);
    return this.ar;
  }

  /** The same with what `lua_getinfo` tells, a function (`f`) on the top of `L` included. */
  about(L: number, ci: number, what: string): number {
    const ar = this.record(ci);
    this.vm.memory.with(what, (text) => this.vm.api.lua_getinfo(L, text, ar));
    return ar;
  }

  /** Pushes local `n` (below 0: varargs) of an activation of `L` onto `to` and gives its name; undefined where there is none. */
  local(L: number, ci: number, n: number, to: number): string | undefined {
    const name = this.vm.api.lua_getlocal(L, this.record(ci), n);
    if (name === 0) return undefined;
    this.vm.api.lua_xmove(L, to, 1);
    return this.vm.memory.cString(name);
  }

  /** As {@link local} without looking at the name; false where there is none. */
  pushLocal(L: number, ci: number, n: number, to: number): boolean {
    if (this.vm.api.lua_getlocal(L, this.record(ci), n) === 0) return false;
    this.vm.api.lua_xmove(L, to, 1);
    return true;
  }

  /** Pops the value from `from` into the local. */
  setLocal(L: number, ci: number, n: number, from: number): void {
    this.vm.api.lua_xmove(from, L, 1);
    if (this.vm.api.lua_setlocal(L, this.record(ci), n) === 0) this.vm.pop(L);
  }

  /** Pushes the function of an activation of `L` onto `to`. */
  pushFunction(L: number, ci: number, to: number): void {
    this.about(L, ci, 'f');
    this.vm.api.lua_xmove(L, to, 1);
  }

  /** Names of the active locals: the number of the innermost of each name. */
  localNames(L: number, ci: number): Map<string, number> {
    const names = new Map<string, number>();
    for (let n = 1; ; n++) {
      const name = this.vm.api.lua_getlocal(L, this.record(ci), n);
      if (name === 0) return names;
      this.vm.pop(L);
      const text = this.vm.memory.cString(name);
      if (!text.startsWith('(')) names.set(text, n);
    }
  }

  /** Names of the upvalues of the function at `index` of `L`, with their numbers. */
  upvalueNames(L: number, index: number): Map<string, number> {
    const names = new Map<string, number>();
    if (this.vm.api.lua_iscfunction(L, index) !== 0) return names;
    for (let n = 1; ; n++) {
      const name = this.vm.api.lua_getupvalue(L, index, n);
      if (name === 0) return names;
      this.vm.pop(L);
      names.set(this.vm.memory.cString(name), n);
    }
  }
}
