// Timers as scripts hold them, and the reports of `Debug`. Engine thread.

import { pushValue, withValue } from '../vm/values.js';
import type { HostFunction, LuaVm } from '../vm/vm.js';
import { checkText } from './arguments.js';
import { debugLogOf } from './debug-log.js';
import type { DebugTimer } from './debug-timers.js';
import type { RuntimeHost } from './library.js';
import { installKind, makeOpenObject, pushContent, type ObjectKind } from './objects.js';
import { memoryFigures } from './performance.js';

const TIMER: ObjectKind = { name: 'DebugTimer', variable: 'timer', methods: ['stop', 'lap', 'elapsed'] };

export function installTimers(vm: LuaVm): void {
  installKind(vm, TIMER);
}

export function timerFunctions(host: RuntimeHost): Readonly<Record<string, HostFunction>> {
  const timers = (): ReturnType<typeof debugLogOf>['timers'] => debugLogOf(host).timers;
  const timerAt = (vm: LuaVm, L: number, method: string): DebugTimer | undefined => {
    pushContent(vm, L, TIMER, method);
    vm.getField(L, -1, 'id');
    const id = vm.display(L, -1);
    vm.pop(L, 2);
    return timers().find(id);
  };
  const text = (make: () => string): HostFunction => {
    return (vm, L) => {
      vm.pushString(L, make());
      return 1;
    };
  };
  const boolean = (vm: LuaVm, L: number, value: boolean): number => {
    vm.api.lua_pushboolean(L, value ? 1 : 0);
    return 1;
  };
  const ms = (vm: LuaVm, L: number, value: number | undefined): number => {
    if (value === undefined) vm.api.lua_pushnil(L);
    else vm.api.lua_pushnumber(L, value);
    return 1;
  };
  return {
    'Debug.timer': (vm, L) => {
      const { id, name } = timers().start(checkText(vm, L, 1), vm.clock.now());
      pushValue(vm, L, { id, name });
      makeOpenObject(vm, L, TIMER);
      return 1;
    },
    /** Nil where it has stopped already. */
    'DebugTimer:stop': (vm, L) => {
      const timer = timerAt(vm, L, 'stop');
      if (timer === undefined || timer.duration !== undefined) return ms(vm, L, undefined);
      timer.duration = vm.clock.now() - timer.began;
      return ms(vm, L, timer.duration);
    },
    'DebugTimer:lap': (vm, L) => {
      const timer = timerAt(vm, L, 'lap');
      const isRunning = timer !== undefined && timer.duration === undefined && timer.laps.length < MAX_NOTES;
      if (isRunning) timer.laps.push({ name: checkText(vm, L, 2), at: vm.clock.now() });
      return boolean(vm, L, isRunning);
    },
    'DebugTimer:elapsed': (vm, L) => {
      const timer = timerAt(vm, L, 'elapsed');
      return ms(vm, L, timer && (timer.duration ?? vm.clock.now() - timer.began));
    },
    'Debug.recordEvent': (vm, L) => {
      const timer = timers().find(checkText(vm, L, 1));
      const name = checkText(vm, L, 2);
      if (timer === undefined || timer.events.length >= MAX_NOTES) return boolean(vm, L, false);
      const event = { name, at: vm.clock.now() };
      withValue(vm, L, 3, (metadata) => timer.events.push(metadata === undefined ? event : { ...event, metadata }));
      return boolean(vm, L, true);
    },
    'Debug.performanceReport': text(() => timers().report()),
    'Debug.jsonReport': text(() => timers().json()),
    'Debug.flameGraph': text(() => timers().folded()),
    'Debug.memoryStats': (vm, L) => {
      const { used_bytes, peak_bytes } = memoryFigures(vm);
      const resident_bytes = vm.memory.bytes.length;
      // Collections are not counted by the VM.
      pushValue(vm, L, { used_bytes, allocated_bytes: used_bytes, peak_bytes, resident_bytes, collections: 0 });
      return 1;
    },
    'Debug.memorySnapshot': (vm, L) => {
      const timestamp_secs = Math.floor(vm.clock.now() / 1000);
      const active_trackers = timers().running;
      pushValue(vm, L, { timestamp_secs, active_trackers, tracker_memory_usage: 0, ...memoryFigures(vm) });
      return 1;
    },
  };
}

/** Laps and events of one timer. */
const MAX_NOTES = 1000;
