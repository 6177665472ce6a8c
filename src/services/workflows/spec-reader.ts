// Reads the fields of the tables that describe workflows, with errors that name the field. Control thread.

import type { LuaFunctionRef, Value } from '../../base/values.js';
import { isFunctionRef } from '../../base/values.js';
import { asArray, isValueObject, luaTypeOf } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';
import { invalidWorkflow } from './workflow-error.js';

export class SpecReader {
  /** @param what the thing that the table describes, for messages: `step 'load'` */
  constructor(
    readonly what: string,
    readonly table: ValueObject,
  ) {}

  /** @throws SpellError `WORKFLOW_SPEC`, as all of these */
  text(key: string): string | undefined {
    const value = this.table[key] ?? undefined;
    if (value === undefined || typeof value === 'string') return value;
    throw this.wrong(key, 'a string', value);
  }

  needText(key: string): string {
    const value = this.text(key);
    if (value !== undefined && value.trim() !== '') return value;
    throw invalidWorkflow(`${this.what}: '${key}' is required`);
  }

  integer(key: string, min: number): number | undefined {
    const value = this.table[key] ?? undefined;
    if (value === undefined) return undefined;
    const number = typeof value === 'bigint' ? Number(value) : value;
    if (typeof number !== 'number' || !Number.isInteger(number)) throw this.wrong(key, 'a whole number', value);
    if (number >= min && number <= MOST) return number;
    throw invalidWorkflow(`${this.what}: '${key}' is ${number}, and has to be between ${min} and ${MOST}`);
  }

  object(key: string): ValueObject | undefined {
    const value = this.table[key] ?? undefined;
    if (value === undefined || isValueObject(value)) return value;
    throw this.wrong(key, 'a table', value);
  }

  array(key: string): readonly Value[] | undefined {
    const value = this.table[key] ?? undefined;
    if (value === undefined) return undefined;
    const array = asArray(value);
    if (array !== undefined) return array;
    throw this.wrong(key, 'an array', value);
  }

  /** The tables of an array, each read by `read`. */
  list<T>(key: string, read: (value: ValueObject, position: number) => T): readonly T[] | undefined {
    return this.array(key)?.map((value, index) => {
      if (isValueObject(value)) return read(value, index + 1);
      throw this.wrong(`${key}[${index + 1}]`, 'a table', value);
    });
  }

  luaFunction(key: string): LuaFunctionRef | undefined {
    const value = this.table[key] ?? undefined;
    if (value === undefined || isFunctionRef(value)) return value;
    throw this.wrong(key, 'a function', value);
  }

  private wrong(key: string, expected: string, value: Value): Error {
    return invalidWorkflow(`${this.what}: '${key}' has to be ${expected}, got ${luaTypeOf(value)}`);
  }
}

const MOST = 2 ** 31 - 1;
