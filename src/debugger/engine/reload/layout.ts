// How the interpreter lays out what a reload reads and writes beside OFFSETS (lobject.h and lstate.h of Lua 5.4, 32 bits). Any thread.

export const LAYOUT = {
  /** Of all that is collected. */
  object: { next: 0, tag: 4, marked: 5 },
  value: { tag: 8 },
  /** An entry of the hash part of a table: it begins with its value. */
  node: { size: 24, keyTag: 9, key: 16 },
  /** A short one. */
  text: { length: 7, contents: 16 },
  table: { flags: 6, array: 12 },
  proto: { parameters: 6 },
  /** Upvalues begin there, of functions of the host as values, of others as addresses. */
  closure: { count: 6, upvalues: 16 },
  userdata: { count: 6, values: 24 },
  upvalue: { value: 8 },
  state: { stack: 28 },
  global: { white: 76, finalized: 96 },
} as const;
export type Layout = { readonly [G in keyof typeof LAYOUT]: { readonly [F in keyof (typeof LAYOUT)[G]]: number } };

export const TAG = { table: 5, lua: 6, host: 38, userdata: 7, thread: 8, upvalue: 9 } as const;
/** Marks a value that is collected. */
export const COLLECTABLE = 0x40;
/** Tag of a short text. */
export const SHORT_TEXT = 4 | COLLECTABLE;
/** Of `table.flags`: the size of the array is not the real one. */
export const GUESSED_SIZE = 0x80;
export const VALUE_SIZE = 16;
/** Colours of what a collection frees next, in turn. */
export const WHITE_BITS = 0x18;
