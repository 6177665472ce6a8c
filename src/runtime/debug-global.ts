// The global `Debug`: entries with a level and a module, filters, timers, values as text, memory and stack. Engine thread.

import type { Value } from '../base/values.js';
import { pushValue, withValue } from '../vm/values.js';
import type { HostFunction, LuaVm } from '../vm/vm.js';
import { argumentError, checkOption, checkText, isNoneOrNil } from './arguments.js';
import { DEBUG_LEVELS, debugLogOf, type DebugLevel } from './debug-log.js';
import { FILTER_TYPES, type FilterType } from './debug-filters.js';
import { lookFunctions } from './debug-look.js';
import { installTimers, timerFunctions } from './debug-timer-object.js';
import { namesBelow, pushFunctions, setLibrary } from './globals.js';
import type { RuntimeHost, RuntimeLibrary } from './library.js';
import { printed, readable } from './print-text.js';

export const debugGlobalLibrary: RuntimeLibrary = {
  functions: debugFunctions,
  install(vm, host) {
    installTimers(vm);
    pushFunctions(vm, vm.L, 'Debug.', namesBelow(debugFunctions(host), 'Debug.'));
    setLibrary(vm, vm.L, 'Debug');
  },
};

function debugFunctions(host: RuntimeHost): Readonly<Record<string, HostFunction>> {
  return {
    ...logFunctions(host),
    ...levelFunctions(host),
    ...filterFunctions(host),
    ...timerFunctions(host),
    ...lookFunctions(host),
  };
}

function logFunctions(host: RuntimeHost): Readonly<Record<string, HostFunction>> {
  const log = (vm: LuaVm, L: number, level: DebugLevel, at: number, data?: Value): number => {
    if (isNoneOrNil(vm, L, at)) argumentError(vm, L, at, 'message expected');
    const moduleAt = data === undefined ? at + 1 : at + 2;
    const module = isNoneOrNil(vm, L, moduleAt) ? undefined : checkText(vm, L, moduleAt);
    if (!debugLogOf(host).lets(level, module)) return 0;
    write(vm, L, host, { level, message: readable(printed(vm, L, at)), module, data, dataAt: at + 1 });
    return 0;
  };
  const of = (level: DebugLevel): HostFunction => {
    return (vm, L) => log(vm, L, level, 1);
  };
  return {
    'Debug.log': (vm, L) => log(vm, L, checkLevel(vm, L), 2),
    'Debug.logWithData': (vm, L) => {
      const level = checkLevel(vm, L);
      return withValue(vm, L, 3, (data) => log(vm, L, level, 2, data ?? null));
    },
    'Debug.trace': of('trace'),
    'Debug.debug': of('debug'),
    'Debug.info': of('info'),
    'Debug.warn': of('warn'),
    'Debug.error': of('error'),
    'Debug.getCapturedEntries': (vm, L) => {
      const { entries } = debugLogOf(host);
      const limit = isNoneOrNil(vm, L, 1) ? entries.length : Number(vm.api.luaL_checkinteger(L, 1));
      pushValue(vm, L, (limit > 0 ? entries.slice(-limit) : []) as never);
      return 1;
    },
    'Debug.clearCaptured': () => {
      debugLogOf(host).entries.length = 0;
      return 0;
    },
  };
}

interface Said {
  readonly level: DebugLevel;
  readonly message: string;
  readonly module: string | undefined;
  readonly data: Value;
  readonly dataAt: number;
}

/** To standard error, to the debugger's console, and into what is captured. */
function write(vm: LuaVm, L: number, host: RuntimeHost, { level, message, module, data, dataAt }: Said): void {
  const hasData = data !== undefined && data !== null;
  const shown = hasData ? ` ${host.writeTree(L, dataAt, { indent: 0 })}` : '';
  const text = `${module === undefined ? '' : `${module}: `}${message}${shown}`;
  const source = host.watch.keep(L, level === 'off' ? 'info' : level, text);
  vm.write('stderr', `[${level}] ${text}\n`);
  debugLogOf(host).keep({
    timestamp: new Date(vm.clock.now()).toISOString(),
    ...{ level: level.toUpperCase(), message, run_id: host.runId },
    ...(module !== undefined && { module }),
    ...(hasData && { metadata: data }),
    ...(source !== undefined && { source }),
  });
}

function checkLevel(vm: LuaVm, L: number): DebugLevel {
  const name = checkText(vm, L, 1).toLowerCase();
  const level = DEBUG_LEVELS.find((known) => known === name && known !== 'off');
  return level ?? argumentError(vm, L, 1, `invalid level '${name}'`);
}

function levelFunctions(host: RuntimeHost): Readonly<Record<string, HostFunction>> {
  return {
    /** False where there is no such level. */
    'Debug.setLevel': (vm, L) => {
      const name = checkText(vm, L, 1).toLowerCase();
      const level = DEBUG_LEVELS.find((known) => known === name);
      if (level !== undefined) debugLogOf(host).level = level;
      vm.api.lua_pushboolean(L, level === undefined ? 0 : 1);
      return 1;
    },
    'Debug.getLevel': (vm, L) => {
      vm.pushString(L, debugLogOf(host).level.toUpperCase());
      return 1;
    },
    'Debug.setEnabled': (vm, L) => {
      debugLogOf(host).isEnabled = vm.api.lua_toboolean(L, 1) !== 0;
      return 0;
    },
    'Debug.isEnabled': (vm, L) => {
      vm.api.lua_pushboolean(L, debugLogOf(host).isEnabled ? 1 : 0);
      return 1;
    },
  };
}

function filterFunctions(host: RuntimeHost): Readonly<Record<string, HostFunction>> {
  const add = (vm: LuaVm, L: number, type: FilterType, enabledAt: number): number => {
    const enabled = isNoneOrNil(vm, L, enabledAt) || vm.api.lua_toboolean(L, enabledAt) !== 0;
    try {
      debugLogOf(host).filters.add(checkText(vm, L, 1), type, enabled);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      argumentError(vm, L, 1, error.message);
    }
    return 0;
  };
  return {
    /** With stars, or the name of a module and all below it. */
    'Debug.addModuleFilter': (vm, L) => {
      return add(vm, L, checkText(vm, L, 1).includes('*') ? 'wildcard' : 'hierarchical', 2);
    },
    'Debug.addAdvancedFilter': (vm, L) => add(vm, L, checkOption(vm, L, 2, FILTER_TYPES), 3),
    'Debug.removeModuleFilter': (vm, L) => {
      vm.api.lua_pushboolean(L, debugLogOf(host).filters.remove(checkText(vm, L, 1)) ? 1 : 0);
      return 1;
    },
    'Debug.clearModuleFilters': () => {
      debugLogOf(host).filters.clear();
      return 0;
    },
    'Debug.setDefaultFilterEnabled': (vm, L) => {
      debugLogOf(host).filters.isDefault = vm.api.lua_toboolean(L, 1) !== 0;
      return 0;
    },
    'Debug.getFilterSummary': (vm, L) => {
      pushValue(vm, L, debugLogOf(host).filters.describe() as never);
      return 1;
    },
  };
}
