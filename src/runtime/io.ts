// The global `io`: files behind the permissions, and the standard streams. Engine thread.

import { SpellError } from '../base/errors.js';
import { LuaRaise } from '../vm/errors.js';
import { LUA_TNUMBER, LUA_TSTRING } from '../vm/lua.js';
import type { HostFunction, LuaVm } from '../vm/vm.js';
import { argumentError, checkText, isNoneOrNil, optText } from './arguments.js';
import { defaultFile, installDefaults, pushDefault, setDefault } from './default-files.js';
import type { Direction } from './default-files.js';
import { checkHandle, checkOpenHandle, handleAt, pushHandle } from './file-handle.js';
import { pushLines, lineFunctions } from './file-lines.js';
import { closeHandle, fileFunctions, flushHandle, readFrom, writeTo } from './file-methods.js';
import { installFiles, pushStandard } from './file-metatables.js';
import { openForScript, parseMode } from './file-opening.js';
import type { OpenMode } from './file-opening.js';
import { namesBelow, pushFunctions, setLibrary } from './globals.js';
import type { RuntimeHost, RuntimeLibrary } from './library.js';
import { OpenFile } from './open-file.js';
import { openFilesOf } from './open-files.js';
import { policyOf } from './per-host.js';
import { orFailure, toFailure } from './system-errors.js';
import { openTemporary } from './temporary-files.js';

export const ioLibrary: RuntimeLibrary = {
  functions: (host) => ({ ...ioFunctions(host), ...fileFunctions(host), ...lineFunctions(host) }),
  install(vm, host) {
    const { L } = vm;
    installFiles(vm);
    const names = namesBelow(ioFunctions(host), 'io.').filter((name) => name !== 'write');
    pushFunctions(vm, L, 'io.', names);
    installDefaults(vm);
    vm.setField(L, -2, 'write');
    for (const name of ['stdin', 'stdout', 'stderr'] as const) {
      pushStandard(vm, L, name);
      vm.setField(L, -2, name);
    }
    setLibrary(vm, L, 'io');
  },
  finish: (host) => openFilesOf(host).flushAll(),
  restored: (host) => openFilesOf(host).closeAll(),
};

function ioFunctions(host: RuntimeHost): Readonly<Record<string, HostFunction>> {
  const files = openFilesOf(host);
  return {
    'io.close': (vm, L) => {
      if (vm.api.lua_gettop(L) === 0) return closeHandle(vm, L, host, defaultFile(vm, L, 'output', files));
      return closeHandle(vm, L, host, checkOpenHandle(vm, L, 1, files));
    },
    'io.flush': (vm, L) => flushHandle(vm, L, defaultFile(vm, L, 'output', files)),
    'io.input': (vm, L) => setOrGet(vm, L, host, 'input'),
    'io.lines': (vm, L) => {
      if (!isNoneOrNil(vm, L, 1)) return linesOf(vm, L, host);
      defaultFile(vm, L, 'input', files);
      return pushLines(vm, L, -1, false);
    },
    'io.open': (vm, L) => {
      const path = checkText(vm, L, 1);
      const mode = parseMode(optText(vm, L, 2, 'r')) ?? argumentError(vm, L, 2, 'invalid mode');
      return orFailure(vm, L, path, () => pushOpened(vm, L, host, path, mode));
    },
    'io.output': (vm, L) => setOrGet(vm, L, host, 'output'),
    'io.popen': () => {
      throw new SpellError('NOT_AVAILABLE', 'io.popen is not available: a script cannot hold a running program', {
        category: 'Component error',
        help: "run programs to their end with Tool.execute('process-executor', ...) or os.execute; both need --allow-run",
      });
    },
    'io.read': (vm, L) => {
      const handle = defaultFile(vm, L, 'input', files);
      vm.pop(L);
      return readFrom(vm, L, host, handle, 1);
    },
    'io.tmpfile': (vm, L) =>
      orFailure(vm, L, undefined, () => {
        const { fd, path } = openTemporary(policyOf(host), true);
        const access = { canRead: true, canWrite: true, appends: false };
        pushHandle(vm, L, files.add(new OpenFile(fd, access)), path);
        return 1;
      }),
    'io.type': (vm, L) => {
      if (vm.api.lua_gettop(L) === 0) argumentError(vm, L, 1, 'value expected');
      const handle = handleAt(vm, L, 1, files);
      if (handle === undefined) vm.api.lua_pushnil(L);
      else vm.pushString(L, handle.kind === 'closed' ? 'closed file' : 'file');
      return 1;
    },
    'io.write': (vm, L) => {
      const count = keepWritable(vm, L);
      const handle = defaultFile(vm, L, 'output', files);
      vm.api.lua_rotate(L, 1, 1);
      return orFailure(vm, L, undefined, () => {
        writeTo(vm, L, handle, 2);
        vm.api.lua_settop(L, -count - 1);
        return 1;
      });
    },
  };
}

/** Opens and pushes a file. @throws what {@link openForScript} throws */
function pushOpened(vm: LuaVm, L: number, host: RuntimeHost, path: string, mode: OpenMode): number {
  const fd = openForScript(policyOf(host), path, mode);
  pushHandle(vm, L, openFilesOf(host).add(new OpenFile(fd, mode)), path);
  return 1;
}

/** As {@link pushOpened}, raising what Lua raises where a file must be there. */
function pushOpenedOrRaise(vm: LuaVm, L: number, host: RuntimeHost, path: string, mode: 'r' | 'w'): void {
  try {
    pushOpened(vm, L, host, path, parseMode(mode) as OpenMode);
  } catch (error) {
    const failure = error instanceof SpellError ? undefined : toFailure(error);
    throw failure === undefined ? error : new LuaRaise(`cannot open file '${path}' (${failure.message})`);
  }
}

/** `io.input` and `io.output`: sets the default to a file or to what a name opens, and gives it. */
function setOrGet(vm: LuaVm, L: number, host: RuntimeHost, direction: Direction): number {
  if (!isNoneOrNil(vm, L, 1)) {
    const files = openFilesOf(host);
    const type = vm.api.lua_type(L, 1);
    const isName = type === LUA_TSTRING || type === LUA_TNUMBER;
    if (isName) pushOpenedOrRaise(vm, L, host, checkText(vm, L, 1), direction === 'input' ? 'r' : 'w');
    else vm.api.lua_pushvalue(L, 1);
    setDefault(vm, L, direction, -1, isName ? checkHandle(vm, L, -1, files) : checkHandle(vm, L, 1, files));
  }
  pushDefault(vm, L, direction);
  return 1;
}

/** `io.lines(name, ...)`: the file is closed at its end, and by a `for` loop that is left early. */
function linesOf(vm: LuaVm, L: number, host: RuntimeHost): number {
  pushOpenedOrRaise(vm, L, host, checkText(vm, L, 1), 'r');
  const file = vm.api.lua_gettop(L);
  pushLines(vm, L, file, true);
  vm.api.lua_pushnil(L);
  vm.api.lua_pushnil(L);
  vm.api.lua_pushvalue(L, file);
  return 4;
}

/** As the `io.write` of the standard streams does, arguments that are neither strings nor numbers are left out. */
function keepWritable(vm: LuaVm, L: number): number {
  const { api } = vm;
  for (let index = api.lua_gettop(L); index >= 1; index--) {
    const type = api.lua_type(L, index);
    if (type === LUA_TSTRING || type === LUA_TNUMBER) continue;
    api.lua_rotate(L, index, -1);
    vm.pop(L);
  }
  return api.lua_gettop(L);
}
