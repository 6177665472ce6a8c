// Values and the stack as text, for `Debug`. Engine thread.

import type { HostFunction, LuaVm } from '../vm/vm.js';
import { checkText, isNoneOrNil } from './arguments.js';
import type { RuntimeHost, RuntimeLibrary, TreeLimits } from './library.js';
import { optOptions } from './options.js';

const DUMP_OPTIONS = {
  max_depth: 'number',
  indent_size: 'number',
  max_string_length: 'number',
  max_array_elements: 'number',
  max_table_pairs: 'number',
  show_types: 'boolean',
  show_addresses: 'boolean',
  compact_mode: 'boolean',
} as const;
const STACK_OPTIONS = { max_depth: 'number', capture_locals: 'boolean', include_source: 'boolean' } as const;

export function lookFunctions(host: RuntimeHost): ReturnType<RuntimeLibrary['functions']> {
  const dump = (vm: LuaVm, L: number, limits: TreeLimits, labelAt: number): number => {
    const label = isNoneOrNil(vm, L, labelAt) ? '' : `${checkText(vm, L, labelAt)}: `;
    if (vm.api.lua_gettop(L) === 0) vm.api.lua_pushnil(L);
    vm.pushString(L, label + host.writeTree(L, 1, limits));
    return 1;
  };
  const dumper = (limits: TreeLimits): HostFunction => {
    return (vm, L) => dump(vm, L, limits, 2);
  };
  return {
    'Debug.dump': dumper({ depth: 10, items: 50, length: 200, indent: 2 }),
    'Debug.dumpCompact': dumper({ depth: 10, items: 50, length: 200, indent: 0 }),
    'Debug.dumpVerbose': dumper({ depth: 20, items: 1000, length: 2000, indent: 2, metatables: true }),
    'Debug.dumpWithOptions': (vm, L) => dump(vm, L, limitsOf(vm, L), 3),
    'Debug.stackTrace': (vm, L) => {
      vm.pushString(L, ['stack traceback:', ...stackLines(vm, L)].join('\n\t'));
      return 1;
    },
    'Debug.stackTraceJson': (vm, L) => {
      vm.pushString(L, JSON.stringify({ frames: stackLines(vm, L).map(toFrame) }));
      return 1;
    },
  };
}

/** Types are always shown as a table's text does, addresses never. */
function limitsOf(vm: LuaVm, L: number): TreeLimits {
  const options = optOptions(vm, L, 2, DUMP_OPTIONS);
  const { max_depth = 10, indent_size = 2, max_string_length = 200, compact_mode } = options;
  const items = Math.max(options.max_array_elements ?? 50, options.max_table_pairs ?? 50);
  const indent = compact_mode === true ? 0 : indent_size;
  return { depth: max_depth, items, length: max_string_length, indent };
}

function stackLines(vm: LuaVm, L: number): string[] {
  const { max_depth = 50 } = optOptions(vm, L, 1, STACK_OPTIONS);
  vm.api.luaL_traceback(L, L, 0, 1);
  const [, ...lines] = vm.display(L, -1).split('\n\t');
  vm.pop(L);
  return lines.slice(0, max_depth);
}

/** `file:12: in function 'name'` */
function toFrame(line: string): Readonly<Record<string, unknown>> {
  const [, source, number, what] = /^(.*?):(?:(\d+):)? in (.*)$/.exec(line) ?? [];
  if (what === undefined) return { description: line };
  const name = /'([^']*)'/.exec(what)?.[1];
  return {
    ...{ source, description: what },
    ...(number !== undefined && { line: Number(number) }),
    ...(name !== undefined && { name }),
  };
}
