// The methods of files. Engine thread.

import type { HostFunction, LuaVm } from '../vm/vm.js';
import { checkBytes, checkOption, optInteger } from './arguments.js';
import { checkHandle, checkOpenHandle, handleName } from './file-handle.js';
import type { Handle } from './file-handle.js';
import { pushLines } from './file-lines.js';
import { readFormats } from './file-reading.js';
import { readerOf } from './input.js';
import type { RuntimeHost } from './library.js';
import { openFilesOf } from './open-files.js';
import { orFailure, systemError, toFailure } from './system-errors.js';

/** `file:read`, and what `io.read` does with the default input. @param first the first format */
export function readFrom(vm: LuaVm, L: number, host: RuntimeHost, handle: Handle, first: number): number {
  return orFailure(vm, L, undefined, () => readFormats(vm, L, readerOf(handle, host), first));
}

/** Writes the arguments from `first` on. @throws `EBADF` for what cannot be written, and errors of node:fs */
export function writeTo(vm: LuaVm, L: number, handle: Handle, first: number): void {
  const last = vm.api.lua_gettop(L);
  for (let arg = first; arg <= last; arg++) {
    const { ptr, length } = checkBytes(vm, L, arg);
    if (handle.kind !== 'open') throw systemError('EBADF');
    handle.file.write(vm.memory.bytes.subarray(ptr, ptr + length));
  }
}

/** `file:close`, and what `io.close` does with the default output. */
export function closeHandle(vm: LuaVm, L: number, host: RuntimeHost, handle: Handle): number {
  if (handle.kind !== 'open') {
    vm.api.lua_pushnil(L);
    vm.pushString(L, 'cannot close standard file');
    return 2;
  }
  return orFailure(vm, L, undefined, () => {
    openFilesOf(host).close(handle.id);
    return pushTrue(vm, L);
  });
}

export function flushHandle(vm: LuaVm, L: number, handle: Handle): number {
  return orFailure(vm, L, undefined, () => {
    // What scripts write to the standard streams is on its way at once.
    if (handle.kind === 'open') handle.file.flush();
    return pushTrue(vm, L);
  });
}

function pushTrue(vm: LuaVm, L: number): number {
  vm.api.lua_pushboolean(L, 1);
  return 1;
}

export function fileFunctions(host: RuntimeHost): Readonly<Record<string, HostFunction>> {
  const files = openFilesOf(host);
  const checked = (vm: LuaVm, L: number): Handle => checkOpenHandle(vm, L, 1, files);
  return {
    'file:close': (vm, L) => closeHandle(vm, L, host, checked(vm, L)),
    'file:flush': (vm, L) => flushHandle(vm, L, checked(vm, L)),
    'file:lines': (vm, L) => {
      checked(vm, L);
      return pushLines(vm, L, 1, false);
    },
    'file:read': (vm, L) => readFrom(vm, L, host, checked(vm, L), 2),
    'file:seek': (vm, L) => {
      const handle = checked(vm, L);
      const whence = checkOption(vm, L, 2, ['set', 'cur', 'end'], 'cur');
      const offset = optInteger(vm, L, 3, 0n);
      return orFailure(vm, L, undefined, () => {
        if (handle.kind !== 'open') throw systemError('ESPIPE');
        vm.api.lua_pushinteger(L, BigInt(handle.file.seek(whence, offset)));
        return 1;
      });
    },
    'file:setvbuf': (vm, L) => {
      const handle = checked(vm, L);
      const mode = checkOption(vm, L, 2, ['no', 'full', 'line']);
      return orFailure(vm, L, undefined, () => {
        if (handle.kind === 'open') handle.file.setBuffering(mode);
        return pushTrue(vm, L);
      });
    },
    'file:write': (vm, L) => {
      const handle = checked(vm, L);
      return orFailure(vm, L, undefined, () => {
        writeTo(vm, L, handle, 2);
        vm.api.lua_pushvalue(L, 1);
        return 1;
      });
    },
    'file.tostring': (vm, L) => {
      const { kind } = checkHandle(vm, L, 1, files);
      vm.pushString(L, kind === 'closed' ? 'file (closed)' : `file (${handleName(vm, L, 1)})`);
      return 1;
    },
    /** For the collector and for `<close>`: nothing can be told. */
    'file.release': (vm, L) => {
      const handle = checkHandle(vm, L, 1, files);
      if (handle.kind === 'open') {
        try {
          files.close(handle.id);
        } catch (error) {
          if (toFailure(error) === undefined) throw error;
        }
      }
      return 0;
    },
  };
}
