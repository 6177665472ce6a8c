// JSON text as Lua values, pushed as they are read: integers of 64 bits stay integers, floats stay floats. Engine thread.
// https://www.rfc-editor.org/rfc/rfc8259

import { LuaRaise } from '../vm/errors.js';
import type { LuaVm } from '../vm/vm.js';

/** As deep as {@link encodeJson} goes, with room. */
const MAX_DEPTH = 200;

const SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
/** A whole string with its quotes; control characters must be escaped. */
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
/** A Lua string could only hold something else in its place. */
const HALF_PAIR = /\p{Surrogate}/u;
const LITERALS = ['null', 'true', 'false'] as const;

const MIN_INTEGER = -(2n ** 63n);
const MAX_INTEGER = 2n ** 63n - 1n;

/** Pushes the value that the text stands for; null is nil. @throws LuaRaise `JSON parse error: ...` with the place */
export function decodeJson(vm: LuaVm, L: number, text: string): void {
  new Decoder(vm, L, text).decode();
}

class Decoder {
  private at = 0;
  private depth = 0;

  constructor(
    private readonly vm: LuaVm,
    private readonly L: number,
    private readonly text: string,
  ) {}

  decode(): void {
    this.skipSpace();
    this.value();
    this.skipSpace();
    if (this.at < this.text.length) this.fail('nothing more was expected');
  }

  private value(): void {
    const { api } = this.vm;
    api.luaL_checkstack(this.L, 4, 0);
    switch (this.text[this.at]) {
      case '{':
        this.object();
        return;
      case '[':
        this.array();
        return;
      case '"':
        this.vm.pushString(this.L, this.string());
        return;
      default:
        if (!this.literal() && !this.number()) this.fail('a value was expected');
    }
  }

  private object(): void {
    this.vm.api.lua_createtable(this.L, 0, 0);
    this.each('}', () => {
      if (this.text[this.at] !== '"') this.fail('a name in double quotes was expected');
      this.vm.pushString(this.L, this.string());
      this.skipSpace();
      if (!this.take(':')) this.fail("':' was expected");
      this.skipSpace();
      this.value();
      this.vm.api.lua_rawset(this.L, -3);
    });
  }

  private array(): void {
    this.vm.api.lua_createtable(this.L, 0, 0);
    let index = 0n;
    this.each(']', () => {
      this.value();
      index += 1n;
      this.vm.api.lua_rawseti(this.L, -2, index);
    });
  }

  /** Reads items between the bracket that comes next and `end`. */
  private each(end: '}' | ']', item: () => void): void {
    this.at += 1;
    this.depth += 1;
    if (this.depth > MAX_DEPTH) this.fail(`nested deeper than ${MAX_DEPTH}`);
    this.skipSpace();
    while (!this.take(end)) {
      item();
      this.skipSpace();
      if (this.text[this.at] === end) continue;
      if (!this.take(',')) this.fail(`',' or '${end}' was expected`);
      this.skipSpace();
      if (this.text[this.at] === end) this.fail(`no '${end}' may follow a comma`);
    }
    this.depth -= 1;
  }

  private string(): string {
    const start = this.at;
    const token = this.match(STRING)?.[0];
    const text = token === undefined ? undefined : (JSON.parse(token) as string);
    if (text !== undefined && !HALF_PAIR.test(text)) return text;
    this.at = start;
    if (text !== undefined) this.fail('the string has half of a surrogate pair');
    return this.fail('the string does not end, or has a character that must be escaped');
  }

  private literal(): boolean {
    const literal = LITERALS.find((word) => this.text.startsWith(word, this.at));
    if (literal === undefined) return false;
    this.at += literal.length;
    if (literal === 'null') this.vm.api.lua_pushnil(this.L);
    else this.vm.api.lua_pushboolean(this.L, literal === 'true' ? 1 : 0);
    return true;
  }

  private number(): boolean {
    const match = this.match(NUMBER);
    if (match === undefined) return false;
    const [token, fraction, exponent] = match;
    const integer = fraction === undefined && exponent === undefined ? toInteger(token) : undefined;
    if (integer === undefined) this.vm.api.lua_pushnumber(this.L, Number(token));
    else this.vm.api.lua_pushinteger(this.L, integer);
    return true;
  }

  private match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text) ?? undefined;
    if (match !== undefined) this.at = pattern.lastIndex;
    return match;
  }

  private take(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at += 1;
    return true;
  }

  private skipSpace(): void {
    this.match(SPACE);
  }

  private fail(problem: string): never {
    const before = this.text.slice(0, this.at);
    const line = before.split('\n').length;
    const column = this.at - before.lastIndexOf('\n');
    const next = this.text.codePointAt(this.at);
    const found = next === undefined ? 'the text ends' : `found '${String.fromCodePoint(next)}'`;
    throw new LuaRaise(`JSON parse error: ${problem}, ${found} (line ${line} column ${column})`);
  }
}

/** Undefined for what does not fit 64 bits, and for the zero that has a sign. */
function toInteger(token: string): bigint | undefined {
  if (token.length > 20 || token === '-0') return undefined;
  const integer = BigInt(token);
  return integer >= MIN_INTEGER && integer <= MAX_INTEGER ? integer : undefined;
}
