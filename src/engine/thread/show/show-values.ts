// The last values of a cell for front ends: text and, where there is more to say, other forms. Engine thread.

import type { MimeBundle, Value } from '../../../base/values.js';
import { Interruption, LuaCallError, LuaRaise } from '../../../vm/errors.js';
import { LUA_TBOOLEAN, LUA_TFUNCTION, LUA_TNIL, LUA_TTABLE } from '../../../vm/lua.js';
import { withValue } from '../../../vm/values.js';
import type { LuaVm } from '../../../vm/vm.js';
import type { TreeLimits } from '../../../runtime/library.js';
import { functionNames } from '../capture.js';
import { plainJson } from './plain-json.js';
import { TextTree } from './text-tree.js';

const MAX_VALUES = 50;

/**
 * Takes all values from the stack of `L` and shows them: undefined where there is none but nil, or where the one value says with
 * `__display = false` that it shows itself.
 *
 * @throws Interruption when the run is to end while a `__tostring` or `__display` runs
 */
export function showValues(vm: LuaVm, L: number): MimeBundle | undefined {
  const count = vm.api.lua_gettop(L);
  vm.api.lua_settop(L, Math.min(count, MAX_VALUES));
  try {
    const kept = vm.api.lua_gettop(L);
    let hasValue = false;
    for (let i = 1; i <= kept; i++) hasValue ||= vm.api.lua_type(L, i) !== LUA_TNIL;
    if (!hasValue) return undefined;
    return count === 1 ? showValue(vm, L, 1, true) : { 'text/plain': showList(vm, L, kept, count - kept) };
  } finally {
    vm.api.lua_settop(L, 0);
  }
}

/** On one line with tabs between them, or each on lines of its own where one takes several. */
function showList(vm: LuaVm, L: number, count: number, left: number): string {
  const tree = createTree(vm, L, true);
  const texts: string[] = [];
  for (let i = 1; i <= count; i++) texts.push(tree.text(i));
  if (left > 0) texts.push(`... ${left} more`);
  return texts.join(texts.some((text) => text.includes('\n')) ? '\n' : '\t');
}

/**
 * One value in all its forms, `text/plain` always among them; undefined where `__display` is false.
 *
 * @param index absolute
 * @param callsScript whether `__tostring` and `__display` may be called
 */
export function showValue(vm: LuaVm, L: number, index: number, callsScript: boolean): MimeBundle | undefined {
  const own = callsScript ? ownForms(vm, L, index) : {};
  if (own === undefined || 'text/plain' in own) return own;
  const text = createTree(vm, L, callsScript).text(index);
  if (Object.keys(own).length > 0) return { 'text/plain': text, ...own };
  const json = vm.api.lua_type(L, index) === LUA_TTABLE ? plainJson(vm, L, index) : undefined;
  return { 'text/plain': text, ...(json !== undefined && { 'application/json': json }) };
}

/** The value at `index`, which is absolute, as a tree within limits. */
export function writeTree(vm: LuaVm, L: number, index: number, limits: TreeLimits): string {
  return createTree(vm, L, limits.callsScript === true, limits).text(index);
}

function createTree(vm: LuaVm, L: number, callsScript: boolean, limits: TreeLimits = {}): TextTree {
  let names: ReadonlyMap<number, string> | undefined;
  return new TextTree(vm, L, {
    callsScript,
    limits,
    functionName: (pointer) => {
      names ??= functionNames(vm);
      return names.get(pointer);
    },
  });
}

/** What the value's `__display` gives: forms by their MIME types, undefined where it is false, nothing where it is absent or fails. */
function ownForms(vm: LuaVm, L: number, index: number): MimeBundle | undefined {
  const { api } = vm;
  if (api.lua_checkstack(L, 10) === 0) return {};
  const top = api.lua_gettop(L);
  try {
    const type = vm.memory.with('__display', (name) => api.luaL_getmetafield(L, index, name));
    if (type === LUA_TBOOLEAN && api.lua_toboolean(L, -1) === 0) return undefined;
    if (type !== LUA_TFUNCTION) return {};
    api.lua_pushvalue(L, index);
    vm.call(L, 1, 1);
    if (api.lua_type(L, -1) !== LUA_TTABLE) return {};
    return withValue(vm, L, -1, bundleOf);
  } catch (error) {
    if (error instanceof Interruption) throw error;
    return { 'text/plain': `<__display failed: ${releasedMessage(error)}>` };
  } finally {
    api.lua_settop(L, top);
  }
}

function bundleOf(value: Value): MimeBundle {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  return Object.fromEntries(
    Object.entries(value as Readonly<Record<string, Value>>).filter(([type]) => type.includes('/')),
  );
}

function releasedMessage(error: unknown): string {
  if (error instanceof LuaRaise) return error.message;
  if (!(error instanceof LuaCallError)) throw error;
  error.release();
  if (error.isInterruption) throw new Interruption();
  return error.message;
}
