// The global `Replay`: how a run is to be repeated, and how its results compare. Engine thread.

import type { Value } from '../base/values.js';
import { LUA_TBOOLEAN, LUA_TSTRING } from '../vm/lua.js';
import { pushValue, toValue } from '../vm/values.js';
import type { HostFunction, LuaVm } from '../vm/vm.js';
import { argumentError, checkOption, checkText, isNoneOrNil } from './arguments.js';
import { pushFunctions, setFunctions, setLibrary } from './globals.js';
import type { RuntimeLibrary } from './library.js';
import { installKind, makeOpenObject, pushContent, type ObjectKind } from './objects.js';
import { compareValues } from './replay-comparison.js';
import { scheduleFunctions, SCHEDULE } from './replay-schedules.js';

const MODES = ['exact', 'modified', 'simulate', 'debug'] as const;

const MODE: ObjectKind = { name: 'ReplayMode', variable: 'mode', methods: ['name'] };
const MODIFICATION: ObjectKind = {
  name: 'ReplayModification',
  variable: 'modification',
  methods: ['get_path', 'get_value', 'is_enabled', 'set_enabled'],
};
const COMPARATOR: ObjectKind = { name: 'ReplayComparator', variable: 'comparator', methods: ['compare_json'] };
export const CONFIG: ObjectKind = {
  name: 'ReplayConfig',
  variable: 'replay',
  methods: [
    'get_mode',
    'should_compare_results',
    'get_timeout_seconds',
    'should_stop_on_error',
    'get_modifications',
    'add_modification',
  ],
};

const TIMEOUT_SECONDS = 300;

export const replayLibrary: RuntimeLibrary = {
  functions: () => ({ ...REPLAY, ...scheduleFunctions }),
  install(vm) {
    const { api, L } = vm;
    for (const kind of [MODE, MODIFICATION, COMPARATOR, CONFIG, SCHEDULE]) installKind(vm, kind);
    pushFunctions(vm, L, 'Replay.', ['create_config', 'create_modification', 'create_comparator']);
    api.lua_createtable(L, 0, MODES.length);
    for (const mode of MODES) {
      pushMode(vm, L, mode);
      vm.setField(L, -2, mode);
    }
    vm.setField(L, -2, 'modes');
    api.lua_createtable(L, 0, 3);
    setFunctions(vm, L, 'Replay.schedules.', ['once', 'interval', 'cron']);
    vm.setField(L, -2, 'schedules');
    setLibrary(vm, L, 'Replay');
  },
};

const REPLAY: Readonly<Record<string, HostFunction>> = {
  'Replay.create_config': (vm, L) => {
    const mode = checkMode(vm, L);
    pushValue(vm, L, { compare_results: true, timeout_seconds: TIMEOUT_SECONDS, stop_on_error: false });
    pushMode(vm, L, mode);
    vm.setField(L, -2, 'mode');
    vm.api.lua_createtable(L, 0, 0);
    vm.setField(L, -2, 'modifications');
    makeOpenObject(vm, L, CONFIG);
    return 1;
  },
  'Replay.create_modification': (vm, L) => pushModification(vm, L, 1),
  'Replay.create_comparator': (vm, L) => {
    vm.api.lua_createtable(L, 0, 0);
    makeOpenObject(vm, L, COMPARATOR);
    return 1;
  },
  'ReplayMode:name': field(MODE, 'name', 'text'),
  'ReplayConfig:get_mode': field(CONFIG, 'get_mode', 'mode'),
  'ReplayConfig:should_compare_results': field(CONFIG, 'should_compare_results', 'compare_results'),
  'ReplayConfig:get_timeout_seconds': field(CONFIG, 'get_timeout_seconds', 'timeout_seconds'),
  'ReplayConfig:should_stop_on_error': field(CONFIG, 'should_stop_on_error', 'stop_on_error'),
  /** A list of its own: what scripts do to it changes nothing. */
  'ReplayConfig:get_modifications': (vm, L) => {
    const { api } = vm;
    const count = pushModifications(vm, L, 'get_modifications');
    api.lua_createtable(L, count, 0);
    for (let i = 1n; i <= count; i++) {
      api.lua_rawgeti(L, -2, i);
      api.lua_rawseti(L, -2, i);
    }
    return 1;
  },
  'ReplayConfig:add_modification': (vm, L) => {
    vm.api.lua_settop(L, 4);
    const count = pushModifications(vm, L, 'add_modification');
    pushModification(vm, L, 2);
    vm.api.lua_rawseti(L, -2, BigInt(count + 1));
    return 0;
  },
  'ReplayModification:get_path': field(MODIFICATION, 'get_path', 'path'),
  'ReplayModification:get_value': field(MODIFICATION, 'get_value', 'value'),
  'ReplayModification:is_enabled': field(MODIFICATION, 'is_enabled', 'enabled'),
  'ReplayModification:set_enabled': (vm, L) => {
    pushContent(vm, L, MODIFICATION, 'set_enabled');
    vm.api.lua_pushboolean(L, isEnabled(vm, L, 2) ? 1 : 0);
    vm.setField(L, -2, 'enabled');
    return 0;
  },
  'ReplayComparator:compare_json': (vm, L) => {
    pushContent(vm, L, COMPARATOR, 'compare_json');
    const comparison = compareValues(checkPlain(vm, L, 2), checkPlain(vm, L, 3));
    pushValue(vm, L, { ...comparison, differences: comparison.differences?.map((difference) => ({ ...difference })) });
    return 1;
  },
};

/** A method that gives a field of its object. */
function field(kind: ObjectKind, method: string, key: string): HostFunction {
  return (vm, L) => {
    pushContent(vm, L, kind, method);
    vm.getField(L, -1, key);
    return 1;
  };
}

function pushMode(vm: LuaVm, L: number, mode: string): void {
  pushValue(vm, L, { text: mode });
  makeOpenObject(vm, L, MODE);
}

/** Argument 1: one of the modes, or its name. */
function checkMode(vm: LuaVm, L: number): (typeof MODES)[number] {
  vm.api.lua_settop(L, 1);
  if (isNoneOrNil(vm, L, 1) || vm.api.lua_type(L, 1) === LUA_TSTRING) return checkOption(vm, L, 1, MODES, 'exact');
  pushContent(vm, L, MODE, 'create_config');
  vm.getField(L, -1, 'text');
  const name = vm.display(L, -1);
  return MODES.find((mode) => mode === name) ?? argumentError(vm, L, 1, 'a mode of Replay.modes expected');
}

/** Leaves the list of the configuration that is argument 1 on the stack. */
function pushModifications(vm: LuaVm, L: number, method: string): number {
  pushContent(vm, L, CONFIG, method);
  vm.getField(L, -1, 'modifications');
  return Number(vm.api.lua_rawlen(L, -1));
}

/** Arguments from `at` on: path, value, whether it is enabled. */
function pushModification(vm: LuaVm, L: number, at: number): number {
  const path = checkText(vm, L, at);
  if (path === '') argumentError(vm, L, at, 'the path is empty');
  const enabled = isNoneOrNil(vm, L, at + 2) || isEnabled(vm, L, at + 2);
  pushValue(vm, L, { path, enabled });
  vm.api.lua_pushvalue(L, at + 1);
  vm.setField(L, -2, 'value');
  makeOpenObject(vm, L, MODIFICATION);
  return 1;
}

function isEnabled(vm: LuaVm, L: number, arg: number): boolean {
  if (vm.api.lua_type(L, arg) !== LUA_TBOOLEAN) argumentError(vm, L, arg, 'boolean expected');
  return vm.api.lua_toboolean(L, arg) !== 0;
}

/** Functions are equal to themselves alone, which says nothing of two runs. */
function checkPlain(vm: LuaVm, L: number, arg: number): Value {
  const functions: number[] = [];
  try {
    const value = toValue(vm, L, arg, functions);
    return functions.length === 0 ? value : argumentError(vm, L, arg, 'values with functions cannot be compared');
  } finally {
    for (const ref of functions) vm.releaseRef(ref);
  }
}
