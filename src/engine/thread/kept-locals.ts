// Local variables of one input that the next can use: declared around it, and joined with those that functions share. Engine thread.
//
// An input that leaves locals returns, before its own results, a function that has them as upvalues; the registry keeps it by their
// names. An input that uses some is compiled as a function inside of one that declares them, on its first line, and its upvalues are
// then joined (`lua_upvaluejoin`) with the kept ones.

import { SourceText } from '../../language/positions.js';
import type { Token } from '../../language/tokens.js';
import { tokenize } from '../../language/tokens.js';
import { LUA_OK, LUA_REGISTRYINDEX, LUA_TFUNCTION, OFFSETS } from '../../vm/lua.js';
import type { LuaVm } from '../../vm/vm.js';
import { RETURN } from './echo-source.js';
import { finalReturn, topLevelLocals } from './local-names.js';
import { tableKeys } from './preview.js';

const FIELD = 'llmspell.kept_locals';
/** A function may have 255 upvalues. */
const MOST = 200;
const MOST_NAMES = 50_000;

/** A text to compile in place of a candidate, and what it leaves. */
export interface Wrapped {
  readonly code: string;
  /** Kept ones that it uses. */
  readonly used: readonly string[];
  /** New ones, which the first result holds. */
  readonly left: readonly string[];
}

/** @param candidate as {@link echoing} gives it, or the text itself */
export function wrap(vm: LuaVm, text: string, candidate: string): Wrapped {
  const tokens = tokenize(new SourceText(text));
  const left = topLevelLocals(tokens).slice(0, MOST);
  const kept = new Set(keptNames(vm));
  const used = [
    ...new Set(tokens.flatMap((token) => (token.kind === 'name' && kept.has(token.text) ? token.text : []))),
  ];
  const leaving =
    left.length === 0 ? candidate : withResult(text, candidate, tokens, `function()return ${left.join(',')} end`);
  if (used.length === 0) return { code: leaving, used, left };
  return {
    code: `local ${used.slice(0, MOST).join(',')};return function(...)${followed(leaving, text, tokens)}end`,
    used: used.slice(0, MOST),
    left,
  };
}

/** With what may come behind it; on the same line, where no comment takes the rest of it, so that steps do not stop at a line that nobody wrote. */
function followed(code: string, text: string, tokens: readonly Token[]): string {
  const last = tokens.findLast(({ kind }) => kind !== 'end of file')?.end ?? 0;
  return text.slice(last).includes('--') ? `${code}\n` : `${code} `;
}

/** The candidate with an expression before its results. */
function withResult(text: string, candidate: string, tokens: readonly Token[], expression: string): string {
  if (candidate !== text) {
    const at = candidate.lastIndexOf(RETURN, commonBeginning(text, candidate));
    return `${candidate.slice(0, at)}return ${expression},${candidate.slice(at + RETURN.length)}`;
  }
  const last = finalReturn(tokens);
  if (last === undefined) return `${followed(text, text, tokens)}return ${expression}`;
  const next = tokens[tokens.indexOf(last) + 1];
  const isBare = next === undefined || next.kind === 'end of file' || next.text === ';';
  return `${text.slice(0, last.end)} ${expression}${isBare ? '' : ','}${text.slice(last.end)}`;
}

function commonBeginning(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}

/** Turns the compiled text on top into the function that is to run. */
export function joinUsed(vm: LuaVm, L: number, { used }: Wrapped): void {
  if (used.length === 0) return;
  const { api } = vm;
  vm.call(L, 0, 1);
  const inner = api.lua_gettop(L);
  toMain(vm, api.lua_topointer(L, inner));
  vm.getField(L, LUA_REGISTRYINDEX, FIELD);
  for (let n = 1; ; n++) {
    const name = upvalueName(vm, L, inner, n);
    if (name === undefined) break;
    if (!used.includes(name)) continue;
    vm.getField(L, inner + 1, name);
    const from = upvalueIndex(vm, L, inner + 2, name);
    if (from !== undefined) api.lua_upvaluejoin(L, inner, n, inner + 2, from);
    api.lua_settop(L, inner + 1);
  }
  api.lua_settop(L, inner);
}

/** Lua, reports and the debugger take the function for a main chunk, as which it was typed: one is defined on line 0, from which its lines are counted. */
function toMain({ memory }: LuaVm, closure: number): void {
  const proto = memory.word(closure + OFFSETS.closure.proto);
  const lines = memory.word(proto + OFFSETS.proto.lineInfo);
  memory.bytes.writeInt8(memory.bytes.readInt8(lines) + memory.word(proto + OFFSETS.proto.lineDefined), lines);
  memory.setWord(proto + OFFSETS.proto.lineDefined, 0);
  memory.setWord(proto + OFFSETS.proto.lastLineDefined, 0);
}

/** Keeps what the function on top has, and takes it off the stack. */
export function keep(vm: LuaVm, L: number, names: readonly string[]): void {
  const { api } = vm;
  const holder = api.lua_gettop(L);
  if (api.lua_type(L, holder) !== LUA_TFUNCTION) return;
  if (vm.getField(L, LUA_REGISTRYINDEX, FIELD) === 0) {
    vm.pop(L);
    api.lua_createtable(L, 0, 0);
    api.lua_pushvalue(L, -1);
    vm.setField(L, LUA_REGISTRYINDEX, FIELD);
  }
  for (const [index, name] of names.entries()) {
    if (upvalueIndex(vm, L, holder, name) !== undefined) api.lua_pushvalue(L, holder);
    else if (!pushHolderOf(vm, L, holder, index, name)) continue;
    vm.setField(L, holder + 1, name);
  }
  api.lua_settop(L, holder - 1);
}

/** Of constants there is only the value: they become variables. */
function pushHolderOf(vm: LuaVm, L: number, holder: number, index: number, name: string): boolean {
  const { api } = vm;
  const code = `local ${name}=...;return function()return ${name} end`;
  if (vm.load(L, code, `=${name}`) !== LUA_OK) {
    vm.pop(L);
    return false;
  }
  api.lua_pushvalue(L, holder);
  vm.call(L, 0, index + 1);
  api.lua_rotate(L, -index - 1, 1);
  vm.pop(L, index);
  vm.call(L, 1, 1);
  return true;
}

export function keptNames(vm: LuaVm): readonly string[] {
  const { api, L } = vm;
  const hasAny = vm.getField(L, LUA_REGISTRYINDEX, FIELD) !== 0;
  const names = hasAny ? tableKeys(vm, L, api.lua_gettop(L), MOST_NAMES) : [];
  vm.pop(L);
  return names;
}

/** Pushes the value of a kept local; false, with nothing pushed, where there is none of this name. */
export function pushKept(vm: LuaVm, L: number, name: string): boolean {
  const { api } = vm;
  const top = api.lua_gettop(L);
  if (vm.getField(L, LUA_REGISTRYINDEX, FIELD) !== 0 && vm.getField(L, top + 1, name) === LUA_TFUNCTION) {
    const index = upvalueIndex(vm, L, top + 2, name);
    if (index !== undefined) {
      api.lua_getupvalue(L, top + 2, index);
      api.lua_rotate(L, top + 1, 1);
      api.lua_settop(L, top + 1);
      return true;
    }
  }
  api.lua_settop(L, top);
  return false;
}

function upvalueIndex(vm: LuaVm, L: number, index: number, name: string): number | undefined {
  for (let n = 1; ; n++) {
    const found = upvalueName(vm, L, index, n);
    if (found === undefined || found === name) return found === undefined ? undefined : n;
  }
}

function upvalueName(vm: LuaVm, L: number, index: number, n: number): string | undefined {
  const name = vm.api.lua_getupvalue(L, index, n);
  if (name === 0) return undefined;
  vm.pop(L);
  return vm.memory.cString(name);
}
