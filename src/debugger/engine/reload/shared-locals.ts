// The locals of a chunk that its functions share, held by a function of our own: found among the upvalues of those that run, or new.
// Engine thread.

import type { LuaVm } from '../../../vm/vm.js';

/** Upvalues that one function can have, less some. */
const MAX_NAMES = 180;

export class SharedLocals {
  readonly #numbers: ReadonlyMap<string, number>;
  readonly #found = new Set<string>();
  readonly #slot: number;
  readonly #vm: LuaVm;
  readonly #E: number;

  /** Leaves the function that holds them on the stack. */
  constructor(vm: LuaVm, E: number, names: readonly string[]) {
    this.#vm = vm;
    this.#E = E;
    const held = names.slice(0, MAX_NAMES);
    const list = held.join(', ');
    vm.load(
      E,
      held.length === 0 ? 'return function() end' : `local ${list} return function() return ${list} end`,
      '=(locals)',
    );
    vm.api.lua_callk(E, 0, 1, 0, 0);
    this.#slot = vm.api.lua_gettop(E);
    this.#numbers = this.#upvalues(this.#slot);
  }

  /** Whether a function that runs has it. */
  has(name: string): boolean {
    return this.#found.has(name);
  }

  /** Takes over those that a function on the stack has under these names. */
  share(slot: number, names: readonly string[]): void {
    const own = this.#upvalues(slot);
    for (const name of names) {
      const [number, theirs] = [this.#numbers.get(name), own.get(name)];
      if (number === undefined || theirs === undefined || this.#found.has(name)) continue;
      this.#vm.api.lua_upvaluejoin(this.#E, this.#slot, number, slot, theirs);
      this.#found.add(name);
    }
  }

  /** The value on top is that of one that no function has; pops it. */
  set(name: string): void {
    const number = this.#numbers.get(name);
    if (number === undefined) this.#vm.pop(this.#E);
    else this.#vm.api.lua_setupvalue(this.#E, this.#slot, number);
    this.#found.add(name);
  }

  /** Makes the upvalues of a function those of another, and of the chunk, by name. */
  join(index: number, other?: number): void {
    const { api } = this.#vm;
    const slot = api.lua_absindex(this.#E, index);
    const theirs = other === undefined ? undefined : this.#upvalues(other);
    for (const [name, number] of this.#upvalues(slot)) {
      const old = theirs?.get(name);
      const shared = this.#numbers.get(name);
      if (old !== undefined) api.lua_upvaluejoin(this.#E, slot, number, other!, old);
      else if (shared !== undefined) api.lua_upvaluejoin(this.#E, slot, number, this.#slot, shared);
    }
  }

  #upvalues(slot: number): Map<string, number> {
    const { api, memory } = this.#vm;
    const names = new Map<string, number>();
    for (let n = 1; ; n++) {
      const name = api.lua_getupvalue(this.#E, slot, n);
      if (name === 0) return names;
      this.#vm.pop(this.#E);
      names.set(memory.cString(name), n);
    }
  }
}
