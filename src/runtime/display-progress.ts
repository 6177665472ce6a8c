// `Display.progress`: a bar that moves in place. Engine thread.

import type { HostFunction, LuaVm } from '../vm/vm.js';
import { argumentError, checkText, isNoneOrNil } from './arguments.js';
import type { Shown } from './display-forms.js';
import { numberField, pushDisplayed, setNumber, setText, textField } from './display-handle.js';
import { kindMetadata, newDisplayId, publish } from './display-host.js';
import { escapeHtml } from './html.js';
import type { RuntimeHost } from './library.js';
import { pushContent } from './objects.js';
import type { ObjectKind } from './objects.js';

/** Fields: id, total, value, label, and how many thousandths are shown. */
export const PROGRESS: ObjectKind = {
  name: 'DisplayProgress',
  variable: 'progress',
  methods: ['update', 'advance', 'done'],
  isOnDisplay: true,
};

interface Progress {
  readonly value: number;
  readonly total: number;
  readonly label: string;
}

const BAR_WIDTH = 20;
/** A loop of a million steps does not show a million bars. */
const STEPS = 1000;

/** `Display.progress(total [, label])` */
export function createProgress(vm: LuaVm, L: number, host: RuntimeHost): number {
  const total = checkAmount(vm, L, 1);
  const label = isNoneOrNil(vm, L, 2) ? '' : checkText(vm, L, 2);
  pushDisplayed(vm, L, PROGRESS, newDisplayId());
  setNumber(vm, L, -1, 'total', total);
  keep(vm, L, -1, { value: 0, total, label });
  const id = textField(vm, L, vm.api.lua_gettop(L), 'id');
  publish(host, L, id, toShown({ value: 0, total, label }, false), false);
  return 1;
}

export function progressFunctions(host: RuntimeHost): Readonly<Record<string, HostFunction>> {
  return {
    'DisplayProgress:update': (vm, L) => {
      pushContent(vm, L, PROGRESS, 'update');
      vm.pop(L);
      return move(vm, L, host, checkAmount(vm, L, 2), 3);
    },
    'DisplayProgress:advance': (vm, L) => {
      pushContent(vm, L, PROGRESS, 'advance');
      vm.pop(L);
      const step = isNoneOrNil(vm, L, 2) ? 1 : vm.api.luaL_checknumber(L, 2);
      return move(vm, L, host, numberField(vm, L, 1, 'value') + step, 3);
    },
    'DisplayProgress:done': (vm, L) => {
      pushContent(vm, L, PROGRESS, 'done');
      vm.pop(L);
      return move(vm, L, host, numberField(vm, L, 1, 'total'), 2, true);
    },
  };
}

/** Moves the bar of argument 1, with the label at `label` if there is one, and returns it. */
function move(vm: LuaVm, L: number, host: RuntimeHost, value: number, label: number, isDone = false): number {
  const before = textField(vm, L, 1, 'label');
  const next = {
    value,
    total: numberField(vm, L, 1, 'total'),
    label: isNoneOrNil(vm, L, label) ? before : checkText(vm, L, label),
  };
  const shown = numberField(vm, L, 1, 'shown');
  keep(vm, L, 1, next);
  const hasMoved = stepOf(next) !== shown || next.label !== before;
  if (hasMoved || isDone) publish(host, L, textField(vm, L, 1, 'id'), toShown(next, isDone), true);
  vm.api.lua_settop(L, 1);
  return 1;
}

function keep(vm: LuaVm, L: number, index: number, progress: Progress): void {
  setNumber(vm, L, index, 'value', progress.value);
  setNumber(vm, L, index, 'shown', stepOf(progress));
  setText(vm, L, index, 'label', progress.label);
}

function checkAmount(vm: LuaVm, L: number, arg: number): number {
  const amount = vm.api.luaL_checknumber(L, arg);
  if (!(amount >= 0 && amount < Infinity)) argumentError(vm, L, arg, 'a number from 0 on expected');
  return amount;
}

/** A total of 0 is reached from the beginning. */
function stepOf({ value, total }: Progress): number {
  return total > 0 ? Math.floor((Math.min(Math.max(value, 0), total) / total) * STEPS) : STEPS;
}

function toShown(progress: Progress, isDone: boolean): Shown {
  const { value, total, label } = progress;
  const share = stepOf(progress) / STEPS;
  const filled = Math.floor(share * BAR_WIDTH);
  const bar = `[${'#'.repeat(filled)}${'.'.repeat(BAR_WIDTH - filled)}]`;
  const state = `${Math.floor(share * 100)}% ${amountText(value)}/${amountText(total)}`;
  const element = `<progress value="${share}" max="1"></progress>`;
  return {
    data: {
      'text/html': `<div>${label === '' ? '' : `${escapeHtml(label)} `}${element} ${state}</div>`,
      'text/plain': `${label === '' ? '' : `${label} `}${bar} ${state}`,
    },
    metadata: kindMetadata('progress', isDone),
  };
}

const amountText = (value: number): string => String(Math.round(value * 100) / 100);
