// The global `Performance`: marks and what lies between them. Engine thread.

import { WORD } from '../base/shared-memory.js';
import { LUA_MULTRET } from '../vm/lua.js';
import { pushValue } from '../vm/values.js';
import type { HostFunction, LuaVm } from '../vm/vm.js';
import { argumentError, checkFunction, checkText, isNoneOrNil } from './arguments.js';
import { namesBelow, pushFunctions, setLibrary } from './globals.js';
import type { RuntimeHost, RuntimeLibrary } from './library.js';
import { perHost } from './per-host.js';

/** The oldest go. */
const MAX_KEPT = 1000;

interface Measure {
  readonly name: string;
  readonly start_ms: number;
  readonly duration_ms: number;
}

/** Of the engine, so that one cell can measure what began in another. */
const kept = perHost(() => ({
  origin: undefined as number | undefined,
  marks: new Map<string, number>(),
  measures: [] as Measure[],
}));

export const performanceLibrary: RuntimeLibrary = {
  functions: performanceFunctions,
  install(vm, host) {
    pushFunctions(vm, vm.L, 'Performance.', namesBelow(performanceFunctions(host), 'Performance.'));
    setLibrary(vm, vm.L, 'Performance');
  },
};

/** Milliseconds since the first use of it. */
function now(vm: LuaVm, host: RuntimeHost): number {
  const state = kept(host);
  state.origin ??= vm.clock.now();
  return vm.clock.now() - state.origin;
}

function performanceFunctions(host: RuntimeHost): Readonly<Record<string, HostFunction>> {
  const number = (vm: LuaVm, L: number, value: number): number => {
    vm.api.lua_pushnumber(L, value);
    return 1;
  };
  const push = (vm: LuaVm, L: number, value: object): number => {
    pushValue(vm, L, value as never);
    return 1;
  };
  return {
    'Performance.now': (vm, L) => number(vm, L, now(vm, host)),
    'Performance.mark': (vm, L) => {
      const name = checkText(vm, L, 1);
      const at = now(vm, host);
      const { marks } = kept(host);
      marks.delete(name);
      marks.set(name, at);
      if (marks.size > MAX_KEPT) marks.delete(marks.keys().next().value!);
      return number(vm, L, at);
    },
    'Performance.measure': (vm, L) => {
      const name = checkText(vm, L, 1);
      const start = markAt(vm, L, host, 2, 0);
      const end = markAt(vm, L, host, 3, now(vm, host));
      const measure = { name, start_ms: start, duration_ms: end - start };
      keepMeasure(host, measure);
      return push(vm, L, measure);
    },
    'Performance.marks': (vm, L) => push(vm, L, Object.fromEntries(kept(host).marks)),
    'Performance.measures': (vm, L) => {
      const name = isNoneOrNil(vm, L, 1) ? undefined : checkText(vm, L, 1);
      return push(
        vm,
        L,
        kept(host).measures.filter((measure) => name === undefined || measure.name === name),
      );
    },
    'Performance.clear': (vm, L) => {
      const { marks, measures } = kept(host);
      const name = isNoneOrNil(vm, L, 1) ? undefined : checkText(vm, L, 1);
      if (name === undefined) marks.clear();
      else marks.delete(name);
      const left = name === undefined ? [] : measures.filter((measure) => measure.name !== name);
      measures.splice(0, measures.length, ...left);
      return 0;
    },
    /** The function's results follow its time. */
    'Performance.time': (vm, L) => {
      checkFunction(vm, L, 1);
      vm.api.lua_pushnumber(L, vm.clock.now());
      vm.api.lua_rotate(L, 1, 1);
      vm.callThen(L, vm.api.lua_gettop(L) - 2, LUA_MULTRET, 'performance.timed');
      return timed(vm, L);
    },
    'performance.timed': timed,
    'Performance.memory': (vm, L) => push(vm, L, memoryFigures(vm)),
    'Performance.report': (vm, L) => push(vm, L, { source: 'timers', measures: summaries(kept(host).measures) }),
  };
}

/** When the function began lies below its results. */
function timed(vm: LuaVm, L: number): number {
  vm.api.lua_pushnumber(L, vm.clock.now() - vm.api.lua_tonumberx(L, 1, 0));
  vm.api.lua_copy(L, -1, 1);
  vm.pop(L);
  return vm.api.lua_gettop(L);
}

function markAt(vm: LuaVm, L: number, host: RuntimeHost, arg: number, otherwise: number): number {
  if (isNoneOrNil(vm, L, arg)) return otherwise;
  const name = checkText(vm, L, arg);
  return kept(host).marks.get(name) ?? argumentError(vm, L, arg, `there is no mark '${name}'`);
}

function keepMeasure(host: RuntimeHost, measure: Measure): void {
  const { measures } = kept(host);
  measures.push(measure);
  if (measures.length > MAX_KEPT) measures.shift();
}

/** Bytes that the VM holds, and the most that it has held in this run. */
export function memoryFigures(vm: LuaVm): { readonly used_bytes: number; readonly peak_bytes: number } {
  const word = (at: number): number => vm.memory.word(at) >>> 0;
  return { used_bytes: word(WORD.memoryUsed), peak_bytes: word(WORD.memoryPeak) };
}

/** Figures by name. */
function summaries(measures: readonly Measure[]): Record<string, object> {
  const byName = new Map<string, number[]>();
  for (const { name, duration_ms } of measures) byName.set(name, [...(byName.get(name) ?? []), duration_ms]);
  return Object.fromEntries([...byName].map(([name, times]) => [name, figures(times)]));
}

export function figures(
  times: readonly number[],
): Readonly<Record<'count' | 'total_ms' | 'mean_ms' | 'min_ms' | 'max_ms', number>> {
  const total = times.reduce((sum, ms) => sum + ms, 0);
  const mean = times.length === 0 ? 0 : total / times.length;
  const [min, max] = times.length === 0 ? [0, 0] : [Math.min(...times), Math.max(...times)];
  return { count: times.length, total_ms: total, mean_ms: mean, min_ms: min, max_ms: max };
}
