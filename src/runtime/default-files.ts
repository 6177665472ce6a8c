// The default input and output of io, kept in the registry so that an image holds them. Engine thread.

import { LuaRaise } from '../vm/errors.js';
import { LUA_REGISTRYINDEX } from '../vm/lua.js';
import type { LuaVm } from '../vm/vm.js';
import { handleAt } from './file-handle.js';
import type { Handle } from './file-handle.js';
import { pushStandard, pushStream, pushWrite } from './file-metatables.js';
import type { OpenFiles } from './open-files.js';

export type Direction = 'input' | 'output';

const keyOf = (direction: Direction): string => `io.default_${direction}`;
/** The one function `io.write`: scripts may hold it while the default output changes. */
const WRITE = 'io.write';

/** Sets both to the standard streams and pushes `io.write`. */
export function installDefaults(vm: LuaVm): void {
  const { L } = vm;
  pushStandard(vm, L, 'stdin');
  vm.setField(L, LUA_REGISTRYINDEX, keyOf('input'));
  pushStandard(vm, L, 'stdout');
  vm.setField(L, LUA_REGISTRYINDEX, keyOf('output'));
  pushWrite(vm, L, 'stdout', 1);
  vm.api.lua_pushvalue(L, -1);
  vm.setField(L, LUA_REGISTRYINDEX, WRITE);
}

/** Pushes the default file. */
export function pushDefault(vm: LuaVm, L: number, direction: Direction): void {
  vm.getField(L, LUA_REGISTRYINDEX, keyOf(direction));
}

/** Pushes the default file and gives it. @throws LuaRaise when it is closed */
export function defaultFile(
  vm: LuaVm,
  L: number,
  direction: Direction,
  files: OpenFiles,
): Exclude<Handle, { kind: 'closed' }> {
  pushDefault(vm, L, direction);
  const handle = handleAt(vm, L, -1, files);
  if (handle === undefined || handle.kind === 'closed') throw new LuaRaise(`default ${direction} file is closed`);
  return handle;
}

/** Makes the handle at `index` the default; `io.write` then writes there, without a call to the host where it can. */
export function setDefault(vm: LuaVm, L: number, direction: Direction, index: number, handle: Handle): void {
  const file = vm.api.lua_absindex(L, index);
  vm.api.lua_pushvalue(L, file);
  vm.setField(L, LUA_REGISTRYINDEX, keyOf(direction));
  if (direction === 'output') redirectWrite(vm, L, file, handle);
}

/** The upvalues of `io.write` are those of src/vm/shim.wat: stream or host function, result, first argument. */
function redirectWrite(vm: LuaVm, L: number, file: number, handle: Handle): void {
  const { api } = vm;
  vm.getField(L, LUA_REGISTRYINDEX, WRITE);
  const write = api.lua_gettop(L);
  if (handle.kind === 'stdout' || handle.kind === 'stderr') pushStream(vm, L, handle.kind);
  else {
    vm.pushHost(L, 'io.write');
    api.lua_getupvalue(L, -1, 1);
  }
  api.lua_setupvalue(L, write, 1);
  api.lua_pushvalue(L, file);
  api.lua_setupvalue(L, write, 2);
  api.lua_settop(L, write - 1);
}
