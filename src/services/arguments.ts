// Reads the arguments of a host method, with errors worded as Lua words its own. Control thread.

import { SpellError } from '../base/errors.js';
import type { LuaFunctionRef, Value } from '../base/values.js';
import { isFunctionRef } from '../base/values.js';
import { isValueObject, luaTypeOf } from './value-kinds.js';
import type { ValueObject } from './value-kinds.js';

export class Arguments {
  /**
   * @param name as scripts call the function, e.g. `State.save`
   * @param hidden how many of the first arguments the script does not write itself (the object of a method call)
   */
  constructor(
    private readonly name: string,
    private readonly values: readonly Value[],
    private readonly hidden = 0,
  ) {}

  /** @param index from 0. @throws SpellError `BAD_ARGUMENT`, as all of these */
  text(index: number): string {
    const value = this.values[index];
    if (typeof value === 'string') return value;
    throw value instanceof Uint8Array ? this.bad(index, 'it is not UTF-8 text') : this.wrongType(index, 'string');
  }

  table(index: number): ValueObject {
    const value = this.values[index];
    return isValueObject(value) ? value : this.reject(index, 'table');
  }

  optionalTable(index: number): ValueObject {
    return this.values[index] === undefined || this.values[index] === null ? {} : this.table(index);
  }

  optionalText(index: number): string | undefined {
    return this.optional(index) === undefined ? undefined : this.text(index);
  }

  optionalNumber(index: number): number | bigint | undefined {
    const value = this.optional(index);
    if (value === undefined || typeof value === 'number' || typeof value === 'bigint') return value;
    return this.reject(index, 'number');
  }

  /** Field `ttl` of a table argument that may be missing, in seconds, as milliseconds. */
  ttlMs(index: number): number | undefined {
    const ttl = this.optionalTable(index)['ttl'] ?? undefined;
    if (ttl === undefined) return undefined;
    if (typeof ttl === 'number' && ttl > 0 && ttl < Infinity) return Math.ceil(ttl * 1000);
    throw this.bad(index, `field 'ttl': seconds above 0 expected`);
  }

  luaFunction(index: number): LuaFunctionRef {
    const value = this.values[index];
    return isFunctionRef(value) ? value : this.reject(index, 'function');
  }

  /** Any value; nil is nothing. */
  optional(index: number): Value {
    return this.values[index] ?? undefined;
  }

  /** Any value that must be written, be it nil. */
  any(index: number): Value {
    if (index < this.values.length) return this.values[index];
    throw this.bad(index, 'value expected');
  }

  /** A text field of a table argument, if it is there. */
  optionalField(index: number, table: ValueObject, key: string): string | undefined {
    const value = table[key] ?? undefined;
    if (value === undefined || typeof value === 'string') return value;
    throw this.bad(index, `field '${key}': string expected, got ${luaTypeOf(value)}`);
  }

  private reject(index: number, expected: string): never {
    throw this.wrongType(index, expected);
  }

  private wrongType(index: number, expected: string): SpellError {
    const value = this.values[index];
    const got = index < this.values.length ? describe(value) : 'no value';
    return this.bad(index, `${expected} expected, got ${got}`);
  }

  private bad(index: number, problem: string): SpellError {
    const message = `bad argument #${index + 1 - this.hidden} to '${this.name}' (${problem})`;
    return new SpellError('BAD_ARGUMENT', message, {
      help: `see ${this.name} in docs/reference/lua-api.md`,
      details: { function: this.name, argument: index + 1 - this.hidden },
    });
  }
}

/** An array is not the table of named fields that is meant where one is rejected. */
function describe(value: Value): string {
  return Array.isArray(value) ? 'array' : luaTypeOf(value);
}
