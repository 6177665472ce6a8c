// Source text on its way to the compiler. Engine thread.

import { LUA_OK } from '../../vm/lua.js';
import type { LuaVm } from '../../vm/vm.js';
import { echoing } from './echo-source.js';
import { joinUsed, wrap } from './kept-locals.js';

export interface SourceToLoad {
  readonly code: string | Uint8Array;
  readonly chunkName: string;
  readonly echo: boolean;
  readonly keepLocals: boolean;
}

export interface Loaded {
  readonly status: number;
  /** So many of the function's first results are not those of the code. */
  readonly leads: number;
  /** Locals that the first result holds. */
  readonly left: readonly string[];
}

/**
 * Compiles code and leaves the function, or the error message, on the stack of `co`.
 */
export function load(vm: LuaVm, co: number, { code, chunkName, echo, keepLocals }: SourceToLoad): Loaded {
  const source = withoutHeader(code);
  if (keepLocals && typeof code === 'string' && typeof source === 'string') {
    if (beginsWithLength(code) && echo) {
      const loaded = loadKeeping(vm, co, code, chunkName, echo);
      if (loaded.status === LUA_OK) return loaded;
      vm.pop(co);
    }
    return loadKeeping(vm, co, source, chunkName, echo);
  }
  if (echo) {
    for (const text of beginsWithLength(code) ? [code, source] : [source]) {
      for (const candidate of echoing(text)) {
        if (vm.load(co, candidate, chunkName) === LUA_OK) return { status: LUA_OK, leads: 1, left: [] };
        vm.pop(co);
      }
    }
  }
  return { status: vm.load(co, source, chunkName), leads: 0, left: [] };
}

/** The same for code whose locals stay, and which can use those that have stayed. What does not compile is told of as it was written. */
function loadKeeping(vm: LuaVm, co: number, source: string, chunkName: string, echo: boolean): Loaded {
  for (const candidate of echo ? [...echoing(source), source] : [source]) {
    const wrapped = wrap(vm, source, candidate as string);
    // Joining takes calls, which belong to the main state.
    if (vm.load(vm.L, wrapped.code, chunkName) === LUA_OK) {
      joinUsed(vm, vm.L, wrapped);
      vm.api.lua_xmove(vm.L, co, 1);
      const hasLead = candidate !== source || wrapped.left.length > 0;
      return { status: LUA_OK, leads: hasLead ? 1 : 0, left: wrapped.left };
    }
    vm.pop(vm.L);
  }
  return { status: vm.load(co, source, chunkName), leads: 0, left: [] };
}

/** What may be compiled where a text is loaded: itself, or what shows its last expression. */
export function* variants(code: string | Uint8Array): Generator<string | Uint8Array> {
  const source = withoutHeader(code);
  yield source;
  for (const text of beginsWithLength(code) ? [code, source] : [source]) yield* echoing(text);
}

/** A cell such as `#list` has no header. */
function beginsWithLength(code: string | Uint8Array): boolean {
  const [first, second] = typeof code === 'string' ? code : Buffer.from(code.subarray(0, 2)).toString('latin1');
  return first === '#' && second !== '!';
}

/** A first line that begins with `#` is for the shell, a byte order mark for nobody; lines keep their numbers. */
export function withoutHeader(code: string | Uint8Array): string | Uint8Array {
  const bytes = typeof code === 'string' ? Buffer.from(code) : code;
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  if (bytes[start] !== 0x23) return start === 0 ? code : bytes.subarray(start);
  const end = bytes.indexOf(0x0a, start);
  return end === -1 ? '' : bytes.subarray(end);
}
