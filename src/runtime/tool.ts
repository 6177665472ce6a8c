// The global `Tool`. Engine thread.

import type { Value } from '../base/values.js';
import { LUA_TSTRING, LUA_TTABLE, upvalueIndex } from '../vm/lua.js';
import { pushValue, withValue } from '../vm/values.js';
import type { HostFunction, LuaVm } from '../vm/vm.js';
import { checkFunction, checkTable, checkText } from './arguments.js';
import { namesBelow, pushFunctions, setLibrary } from './globals.js';
import { forgetFunction, keepFunction } from './kept-functions.js';
import type { RuntimeHost, RuntimeLibrary } from './library.js';

export const toolLibrary: RuntimeLibrary = {
  functions: (host) => ({ ...toolFunctions(host), ...entryFunctions(host) }),
  install(vm, host) {
    const { api, L } = vm;
    pushFunctions(vm, L, 'Tool.', namesBelow(toolFunctions(host), 'Tool.'));
    api.lua_createtable(L, 0, 1);
    vm.pushHost(L, 'tool.index');
    vm.setField(L, -2, '__index');
    api.lua_setmetatable(L, -2);
    setLibrary(vm, L, 'Tool');
  },
};

function toolFunctions(host: RuntimeHost): Readonly<Record<string, HostFunction>> {
  const forward = (method: string): HostFunction => {
    return (vm, L) => {
      pushValue(vm, L, host.callWithStack(L, method, 1));
      return 1;
    };
  };
  return {
    'Tool.categories': forward('tool.categories'),
    'Tool.discover': forward('tool.discover'),
    'Tool.execute': (vm, L) => {
      const name = checkText(vm, L, 1);
      checkTable(vm, L, 2);
      return execute(vm, L, host, name, 2);
    },
    'Tool.exists': forward('tool.exists'),
    'Tool.get': (vm, L) => pushTool(vm, L, host.callWithStack(L, 'tool.get', 1)),
    'Tool.list': forward('tool.list'),
    'Tool.register': (vm, L) => {
      checkTable(vm, L, 1);
      checkFunction(vm, L, 2);
      const name = withValue(vm, L, 1, (definition) => host.call(L, 'tool.register', [definition])) as string;
      vm.api.lua_pushvalue(L, 2);
      keepFunction(vm, L, keyOf(name));
      vm.pushString(L, name);
      return 1;
    },
    'Tool.unregister': (vm, L) => {
      const name = checkText(vm, L, 1);
      const wasThere = host.call(L, 'tool.unregister', [name]) === true;
      forgetFunction(vm, L, keyOf(name));
      vm.api.lua_pushboolean(L, wasThere ? 1 : 0);
      return 1;
    },
  };
}

/** As the service calls it. */
function keyOf(name: string): string {
  return `tool:${name.toLowerCase().replaceAll('_', '-')}`;
}

/** What belongs to a tool's own table. Upvalues of the functions: the tool's name, its table. */
function entryFunctions(host: RuntimeHost): Readonly<Record<string, HostFunction>> {
  return {
    /** `Tool.calculator` and `Tool["hash-calculator"]`. */
    'tool.index': (vm, L) => {
      vm.api.lua_settop(L, 2);
      const isName = vm.api.lua_type(L, 2) === LUA_TSTRING;
      return pushTool(vm, L, isName ? host.call(L, 'tool.get', [checkText(vm, L, 2)]) : undefined);
    },
    'tool:execute': (vm, L) => {
      const name = checkText(vm, L, upvalueIndex(2));
      // Both `tool.execute(params)` and `tool:execute(params)` are in use.
      const parameters = vm.api.lua_rawequal(L, 1, upvalueIndex(3)) !== 0 ? 2 : 1;
      checkTable(vm, L, parameters);
      return execute(vm, L, host, name, parameters);
    },
    'tool:getSchema': (vm, L) => {
      vm.getField(L, upvalueIndex(3), 'schema');
      return 1;
    },
  };
}

function execute(vm: LuaVm, L: number, host: RuntimeHost, name: string, parameters: number): number {
  vm.api.lua_settop(L, parameters);
  return host.callThen(L, 'tool.execute', [name], parameters);
}

/** Pushes a tool's table with its functions, or nil where there is no such tool. */
function pushTool(vm: LuaVm, L: number, tool: Value): number {
  pushValue(vm, L, tool);
  if (vm.api.lua_type(L, -1) !== LUA_TTABLE) return 1;
  for (const method of ['execute', 'getSchema']) {
    vm.getField(L, -1, 'name');
    vm.api.lua_pushvalue(L, -2);
    vm.pushHostClosure(L, `tool:${method}`, 2);
    vm.setField(L, -2, method);
  }
  return 1;
}
