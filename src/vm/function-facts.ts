// What is known of a function without calling it: parameters and place from its debug record. Engine thread.

import { LUA_DEBUG_SIZE, OFFSETS } from './lua.js';
import type { LuaVm } from './vm.js';

export interface LuaFunctionFacts {
  readonly kind: 'lua';
  readonly parameters: readonly string[];
  readonly isVararg: boolean;
  /** As it was given to the compiler: `@path`, `=name`, or the source itself. */
  readonly chunkName: string;
  /** The same for people, at most 60 characters. */
  readonly shortName: string;
  readonly line: number;
  readonly lastLine: number;
}

export type FunctionFacts =
  | LuaFunctionFacts
  /** A function of ours, with its full name, or one of the interpreter's, which has none. */
  | { readonly kind: 'host'; readonly name: string | undefined };

/** Of the function at `index`. */
export function functionFacts(vm: LuaVm, L: number, index: number): FunctionFacts {
  if (vm.api.lua_iscfunction(L, index) !== 0) return { kind: 'host', name: vm.hostNameAt(L, index) };
  const ar = vm.api.malloc(LUA_DEBUG_SIZE);
  try {
    vm.api.lua_pushvalue(L, index);
    vm.memory.with('>Su', (what) => vm.api.lua_getinfo(L, what, ar));
    return readFacts(vm, L, index, ar);
  } finally {
    vm.api.free(ar);
  }
}

function readFacts(vm: LuaVm, L: number, index: number, ar: number): LuaFunctionFacts {
  const { memory } = vm;
  const { debug } = OFFSETS;
  return {
    kind: 'lua',
    parameters: parameterNames(vm, L, index, memory.byte(ar + debug.parameters)),
    isVararg: memory.byte(ar + debug.isVararg) !== 0,
    chunkName: memory.lossyText(memory.word(ar + debug.source), memory.word(ar + debug.sourceLength)),
    shortName: memory.cString(ar + debug.shortSource),
    line: memory.word(ar + debug.lineDefined),
    lastLine: memory.word(ar + debug.lastLineDefined),
  };
}

function parameterNames(vm: LuaVm, L: number, index: number, count: number): string[] {
  const names: string[] = [];
  vm.api.lua_pushvalue(L, index);
  for (let n = 1; n <= count; n++) {
    // Without an activation lua_getlocal gives parameter names of the function on the stack, and pushes nothing.
    names.push(vm.memory.cString(vm.api.lua_getlocal(L, 0, n)));
  }
  vm.pop(L);
  return names;
}

/** `a, b, ...` */
export function parameterList({ parameters, isVararg }: LuaFunctionFacts): readonly string[] {
  return isVararg ? [...parameters, '...'] : parameters;
}
