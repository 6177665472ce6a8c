// Schedules of `Replay.schedules`: when a run is to be repeated, as data. Engine thread.

import { pushValue } from '../vm/values.js';
import type { HostFunction, LuaVm } from '../vm/vm.js';
import { argumentError, checkInteger, checkText, isNoneOrNil } from './arguments.js';
import { makeOpenObject, pushContent, type ObjectKind } from './objects.js';

export const SCHEDULE: ObjectKind = { name: 'ReplaySchedule', variable: 'schedule', methods: ['type_name'] };

export const scheduleFunctions: Readonly<Record<string, HostFunction>> = {
  'Replay.schedules.once': (vm, L) => pushSchedule(vm, L, { type: 'once', delay_seconds: checkSeconds(vm, L, 1, 0) }),
  'Replay.schedules.interval': (vm, L) => {
    const initial_delay_seconds = checkSeconds(vm, L, 1, 0);
    const interval_seconds = checkSeconds(vm, L, 2, Number.MIN_VALUE);
    const limit = isNoneOrNil(vm, L, 3) ? undefined : Number(checkInteger(vm, L, 3));
    if (limit !== undefined && limit < 1) argumentError(vm, L, 3, 'at least 1 expected');
    const max = limit === undefined ? {} : { max_executions: limit };
    return pushSchedule(vm, L, { type: 'interval', initial_delay_seconds, interval_seconds, ...max });
  },
  'Replay.schedules.cron': (vm, L) => {
    const expression = checkText(vm, L, 1).trim();
    const fields = expression.split(/\s+/);
    const isCron = (fields.length === 5 || fields.length === 6) && fields.every((text) => CRON_FIELD.test(text));
    if (!isCron) argumentError(vm, L, 1, `'${expression}' is no cron expression of 5 or 6 fields, such as '0 9 * * 1'`);
    return pushSchedule(vm, L, { type: 'cron', expression });
  },
  'ReplaySchedule:type_name': (vm, L) => {
    pushContent(vm, L, SCHEDULE, 'type_name');
    vm.getField(L, -1, 'type');
    return 1;
  },
};

const CRON_FIELD = /^[\d*?,/\-A-Za-z#]+$/;

function pushSchedule(vm: LuaVm, L: number, schedule: Readonly<Record<string, string | number>>): number {
  pushValue(vm, L, schedule);
  makeOpenObject(vm, L, SCHEDULE);
  return 1;
}

function checkSeconds(vm: LuaVm, L: number, arg: number, least: number): number {
  const seconds = vm.api.luaL_checknumber(L, arg);
  if (!Number.isFinite(seconds) || seconds < least) {
    argumentError(vm, L, arg, least === 0 ? 'seconds from 0 on expected' : 'more than 0 seconds expected');
  }
  return seconds;
}
