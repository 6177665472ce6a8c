// Lines of a trace, written to the standard error of the run through the output ring: while that is full the script waits. Engine
// thread.

import { LUA_OK, SLOT } from '../../vm/lua.js';
import type { LuaVm } from '../../vm/vm.js';

export class TraceWriter {
  /** Reference of the function that writes. */
  private ref: number | undefined;

  constructor(
    private readonly vm: LuaVm,
    /** A state that has no hook. */
    private readonly E: number,
  ) {}

  line(text: string): void {
    const { vm, E } = this;
    if (vm.api.lua_checkstack(E, 4) === 0) return;
    vm.pushRef(E, (this.ref ??= this.create()));
    // A line is a line, whatever names and texts hold.
    vm.pushString(E, `${text.replace(/[\r\n]/g, ' ')}\n`);
    if (vm.api.lua_pcallk(E, 1, 0, 0, 0, 0) !== LUA_OK) vm.pop(E);
  }

  private create(): number {
    const { vm, E } = this;
    vm.api.lua_pushinteger(E, 1n);
    vm.api.lua_pushnil(E);
    vm.api.lua_pushinteger(E, 1n);
    vm.api.lua_pushcclosure(E, SLOT.write, 3);
    return vm.takeRef(E);
  }
}
