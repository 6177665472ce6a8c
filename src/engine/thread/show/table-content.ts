// What a table holds, in an order that does not depend on its history, and no more of it than is shown. Raw access only. Engine thread.

import { LUA_TBOOLEAN, LUA_TNUMBER, LUA_TSTRING } from '../../../vm/lua.js';
import type { LuaVm } from '../../../vm/vm.js';
import { forEachEntry } from '../preview.js';

/** Entries of one table that are looked at. */
const MAX_VISITED = 100_000;

export type Key =
  | { readonly kind: 'number'; readonly value: bigint | number }
  | { readonly kind: 'text'; readonly value: string | Uint8Array }
  | { readonly kind: 'boolean'; readonly value: boolean }
  /** A reference in the registry, held while {@link withContent} runs. */
  | { readonly kind: 'other'; readonly ref: number };

export interface TableContent {
  /** Positions 1 to this are a list. */
  readonly length: number;
  /** Of the other entries: numbers first, then texts, then the rest. At most as many as asked for. */
  readonly keys: readonly Key[];
  /** How many other entries there are. */
  readonly keyCount: number;
  /** There are more entries than can be counted. */
  readonly isCut: boolean;
}

/** Gives `use` the content of the table at `index`, with at most `limit` keys. */
export function withContent<T>(
  vm: LuaVm,
  L: number,
  index: number,
  limit: number,
  use: (content: TableContent) => T,
): T {
  const keys: Key[] = [];
  let others = 0;
  try {
    const length = Number(vm.api.lua_rawlen(L, index));
    let visited = 0;
    forEachEntry(vm, L, index, (at) => {
      visited++;
      const key = readKey(vm, L, at, length, others < limit);
      if (key === 'other') others++;
      else if (key !== undefined) {
        if (key.kind === 'other') others++;
        keys.push(key);
      }
      return visited < MAX_VISITED;
    });
    const unheld = others - keys.filter(({ kind }) => kind === 'other').length;
    keys.sort(compare);
    return use({ length, keys: keys.slice(0, limit), keyCount: keys.length + unheld, isCut: visited === MAX_VISITED });
  } finally {
    for (const key of keys) if (key.kind === 'other') vm.releaseRef(key.ref);
  }
}

/** Undefined for positions of the list; `other` for one that is only counted. */
function readKey(vm: LuaVm, L: number, at: number, length: number, hold: boolean): Key | 'other' | undefined {
  const { api } = vm;
  switch (api.lua_type(L, at)) {
    case LUA_TNUMBER: {
      if (api.lua_isinteger(L, at) === 0) return { kind: 'number', value: api.lua_tonumberx(L, at, 0) };
      const value = api.lua_tointegerx(L, at, 0);
      return value >= 1n && value <= BigInt(length) ? undefined : { kind: 'number', value };
    }
    case LUA_TSTRING:
      return { kind: 'text', value: vm.stringAt(L, at) ?? '' };
    case LUA_TBOOLEAN:
      return { kind: 'boolean', value: api.lua_toboolean(L, at) !== 0 };
    default:
      if (!hold) return 'other';
      api.lua_pushvalue(L, at);
      return { kind: 'other', ref: vm.takeRef(L) };
  }
}

const RANK = { number: 0, text: 1, boolean: 2, other: 3 } as const;

function compare(a: Key, b: Key): number {
  if (a.kind !== b.kind) return RANK[a.kind] - RANK[b.kind];
  if (a.kind === 'other' || b.kind === 'other') return 0;
  const [x, y] = [comparable(a.value), comparable(b.value)];
  return x < y ? -1 : x > y ? 1 : 0;
}

const comparable = (value: bigint | number | boolean | string | Uint8Array): bigint | number | boolean | string =>
  value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value;

export function pushKey(vm: LuaVm, L: number, key: Key): void {
  const { api } = vm;
  if (key.kind === 'other') vm.pushRef(L, key.ref);
  else if (key.kind === 'boolean') api.lua_pushboolean(L, key.value ? 1 : 0);
  else if (key.kind === 'text') vm.pushString(L, key.value);
  else if (typeof key.value === 'bigint') api.lua_pushinteger(L, key.value);
  else api.lua_pushnumber(L, key.value);
}
