// The global `Console`: lines with a level, groups, timers and counts; the debugger shows the latest. Engine thread.

import { SpellError } from '../base/errors.js';
import type { ConsoleLevel } from '../base/console-log.js';
import type { HostFunction, LuaVm } from '../vm/vm.js';
import { checkOption, checkTable, optText } from './arguments.js';
import {
  COUNTS,
  SHOWN_LEVELS,
  TIMERS,
  groupDepth,
  installState,
  isShown,
  numberAt,
  setGroupDepth,
  setNumber,
  setShownLevel,
  shownLevel,
} from './console-state.js';
import { tableText } from './console-table.js';
import { callKernel } from './display-host.js';
import { namesBelow, pushFunctions, setLibrary } from './globals.js';
import type { RuntimeHost, RuntimeLibrary } from './library.js';
import { printedArguments, readable } from './print-text.js';

const INDENT = '  ';

export const consoleLibrary: RuntimeLibrary = {
  functions: consoleFunctions,
  install(vm, host) {
    installState(vm);
    pushFunctions(vm, vm.L, 'Console.', namesBelow(consoleFunctions(host), 'Console.'));
    setLibrary(vm, vm.L, 'Console');
  },
  // A group that an error has left open is not for ever.
  prepare(vm) {
    setGroupDepth(vm, vm.L, 0);
  },
};

function consoleFunctions(host: RuntimeHost): Readonly<Record<string, HostFunction>> {
  const write = (vm: LuaVm, L: number, level: ConsoleLevel, text: string): number => {
    host.watch.keep(L, level, readable(text));
    if (isShown(vm, L, level)) writeLines(vm, L, level, text);
    return 0;
  };
  const writer = (level: ConsoleLevel): HostFunction => {
    return (vm, L) => write(vm, L, level, printedArguments(vm, L, 1));
  };
  return {
    'Console.assert': (vm, L) => {
      if (vm.api.lua_toboolean(L, 1) !== 0) return 0;
      const said = printedArguments(vm, L, 2);
      return write(vm, L, 'error', `Assertion failed${said === '' ? '' : `: ${said}`}`);
    },
    'Console.clear': (vm, L) => {
      host.watch.forget();
      setGroupDepth(vm, L, 0);
      clearOutput(host, L);
      return 0;
    },
    'Console.debug': writer('debug'),
    'Console.error': writer('error'),
    'Console.getLevel': (vm, L) => {
      vm.pushString(L, shownLevel(vm, L));
      return 1;
    },
    'Console.group': (vm, L) => {
      if (vm.api.lua_gettop(L) > 0) write(vm, L, 'info', printedArguments(vm, L, 1));
      setGroupDepth(vm, L, groupDepth(vm, L) + 1);
      return 0;
    },
    'Console.groupEnd': (vm, L) => {
      setGroupDepth(vm, L, groupDepth(vm, L) - 1);
      return 0;
    },
    'Console.info': writer('info'),
    'Console.log': writer('info'),
    'Console.setLevel': (vm, L) => {
      setShownLevel(vm, L, checkOption(vm, L, 1, SHOWN_LEVELS));
      return 0;
    },
    'Console.table': (vm, L) => {
      checkTable(vm, L, 1);
      return write(vm, L, 'info', tableText(vm, L, host));
    },
    'Console.trace': writer('trace'),
    'Console.warn': writer('warn'),
    ...counters(write),
    ...timers(write),
  };
}

type Write = (vm: LuaVm, L: number, level: ConsoleLevel, text: string) => number;

const labelAt = (vm: LuaVm, L: number): string => optText(vm, L, 1, 'default');

function counters(write: Write): Readonly<Record<string, HostFunction>> {
  return {
    'Console.count': (vm, L) => {
      const label = labelAt(vm, L);
      const count = (numberAt(vm, L, COUNTS, label) ?? 0) + 1;
      setNumber(vm, L, COUNTS, label, count);
      return write(vm, L, 'info', bytesOf(`${label}: ${count}`));
    },
    'Console.countReset': (vm, L) => {
      setNumber(vm, L, COUNTS, labelAt(vm, L), undefined);
      return 0;
    },
  };
}

function timers(write: Write): Readonly<Record<string, HostFunction>> {
  const tell = (vm: LuaVm, L: number, label: string, more: string): number => {
    const began = numberAt(vm, L, TIMERS, label);
    if (began === undefined) return write(vm, L, 'warn', bytesOf(`there is no timer '${label}'`));
    const time = `${label}: ${(vm.clock.now() - began).toFixed(2)} ms`;
    return write(vm, L, 'info', bytesOf(time) + (more === '' ? '' : `\t${more}`));
  };
  return {
    'Console.time': (vm, L) => {
      const label = labelAt(vm, L);
      if (numberAt(vm, L, TIMERS, label) !== undefined) {
        return write(vm, L, 'warn', bytesOf(`the timer '${label}' runs already`));
      }
      setNumber(vm, L, TIMERS, label, vm.clock.now());
      return 0;
    },
    'Console.timeEnd': (vm, L) => {
      const label = labelAt(vm, L);
      tell(vm, L, label, '');
      setNumber(vm, L, TIMERS, label, undefined);
      return 0;
    },
    'Console.timeLog': (vm, L) => tell(vm, L, labelAt(vm, L), printedArguments(vm, L, 2)),
  };
}

/** Texts of `printedArguments` have a character for each byte. */
const bytesOf = (text: string): string => Buffer.from(text).toString('latin1');

function writeLines(vm: LuaVm, L: number, level: ConsoleLevel, text: string): void {
  const said = level === 'info' ? text : `[${level}] ${text}`;
  const lines = `${said.replace(/^/gm, INDENT.repeat(groupDepth(vm, L)))}\n`;
  vm.write(level === 'info' ? 'stdout' : 'stderr', Buffer.from(lines, 'latin1'));
}

/** What is on the screen, where a kernel can take it away. */
function clearOutput(host: RuntimeHost, L: number): void {
  try {
    callKernel(host, L, 'display.clear', [{ wait: false }]);
  } catch (error) {
    if (!(error instanceof SpellError) || error.code !== 'NOT_AVAILABLE') throw error;
  }
}
