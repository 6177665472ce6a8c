// What `State` reaches. Control thread.

import type { HostMethods } from '../../base/values.js';
import type { Services } from '../services.js';
import { method } from './method.js';

export function stateMethods({ state }: Services): HostMethods {
  return {
    /** (scope, key, value); nil deletes */
    'state.save': method('State.save', async (args, { signal }) => {
      await state.save(args.text(0), args.text(1), args.any(2), signal);
      return undefined;
    }),

    'state.load': method('State.load', (args, { signal }) => state.load(args.text(0), args.text(1), signal)),

    /** A key that is not there is fine. */
    'state.delete': method('State.delete', async (args, { signal }) => {
      await state.delete(args.text(0), args.text(1), signal);
      return undefined;
    }),

    'state.list_keys': method('State.list_keys', (args, { signal }) => state.listKeys(args.text(0), signal)),
  };
}
