// What can be done with values by scope and key, in a store or in a transaction on one. Control thread.

import { SpellError } from '../../base/errors.js';
import type { Value } from '../../base/values.js';
import type { StateStore } from '../stores/state-store.js';
import { luaTypeOf } from '../value-kinds.js';

export type StateView = Pick<StateStore, 'load' | 'save' | 'delete' | 'update' | 'listKeys'>;

/** Adds to a number, 0 where nothing is, as Lua adds: integers wrap around at 64 bits. @throws SpellError `STATE_VALUE` */
export function increase(current: Value, by: number | bigint, key: string): number | bigint {
  const start = current ?? 0;
  if (typeof start !== 'number' && typeof start !== 'bigint') {
    throw new SpellError('STATE_VALUE', `cannot increment '${key}': it holds a ${luaTypeOf(start)}, no number`, {
      category: 'Storage error',
      help: 'save a number there first, or use State.update with a function of your own',
    });
  }
  if (!isInteger(start) || !isInteger(by)) return Number(start) + Number(by);
  const sum = BigInt.asIntN(64, BigInt(start) + BigInt(by));
  return Number.isSafeInteger(Number(sum)) ? Number(sum) : sum;
}

function isInteger(value: number | bigint): boolean {
  return typeof value === 'bigint' || Number.isSafeInteger(value);
}
