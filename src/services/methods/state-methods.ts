// What `State` reaches. Control thread.

import type { HostMethods, Value } from '../../base/values.js';
import { pause } from '../deadline.js';
import type { Services } from '../services.js';
import type { ScriptState } from '../state/script-state.js';
import { isSameValue } from '../state/state-transaction.js';
import { increase } from '../state/state-view.js';
import type { StateView } from '../state/state-view.js';
import { matchesGlob } from '../stores/glob.js';
import type { Arguments } from '../arguments.js';
import { method } from './method.js';

const DEFAULT_WAIT_MS = 5000;
/** So that transactions that meet again and again part. */
const LONGEST_PAUSE_MS = 50;

export function stateMethods({ state, scriptState }: Services): HostMethods {
  return {
    ...viewMethods('state.', 'State.', 0, () => state),
    ...viewMethods('state.tx.', 'tx:', 1, (args) => scriptState.transaction(args.text(0))),
    ...transactionMethods(scriptState),
    ...subscriptionMethods(scriptState),

    /** () -> array of scopes that have keys */
    'state.list_scopes': method('State.list_scopes', (_args, { signal }) => state.listScopes(signal)),
  };
}

/**
 * The methods that a store and a transaction have in common.
 * @param hidden arguments before the scope
 */
function viewMethods(
  prefix: string,
  luaPrefix: string,
  hidden: number,
  viewOf: (args: Arguments) => StateView,
): HostMethods {
  const [scope, key, third, fourth, fifth] = [hidden, hidden + 1, hidden + 2, hidden + 3, hidden + 4];
  return {
    /** (scope, key, value, {ttl}?); nil deletes */
    [`${prefix}save`]: method(
      `${luaPrefix}save`,
      async (args, { signal }) => {
        const [view, ttlMs] = [viewOf(args), args.ttlMs(fourth)];
        await view.save(args.text(scope), args.text(key), args.any(third), signal, ttlMs);
        return undefined;
      },
      hidden,
    ),

    [`${prefix}load`]: method(
      `${luaPrefix}load`,
      (args, { signal }) => viewOf(args).load(args.text(scope), args.text(key), signal),
      hidden,
    ),

    /** A key that is not there is fine: false. */
    [`${prefix}delete`]: method(
      `${luaPrefix}delete`,
      (args, { signal }) => viewOf(args).delete(args.text(scope), args.text(key), signal),
      hidden,
    ),

    /** (scope, pattern?) -> array of keys, sorted */
    [`${prefix}list_keys`]: method(
      `${luaPrefix}list_keys`,
      async (args, { signal }) => {
        const pattern = args.optionalText(key);
        const keys = await viewOf(args).listKeys(args.text(scope), signal);
        return pattern === undefined ? keys : keys.filter((each) => matchesGlob(pattern, each));
      },
      hidden,
    ),

    /** (scope, key, by?) -> the new number */
    [`${prefix}increment`]: method(
      `${luaPrefix}increment`,
      async (args, { signal }) => {
        const [name, by] = [args.text(key), args.optionalNumber(third) ?? 1];
        let sum: Value;
        await viewOf(args).update(
          args.text(scope),
          name,
          (current) => ({ value: (sum = increase(current, by, name)) }),
          signal,
        );
        return sum;
      },
      hidden,
    ),

    /** (scope, key, expected, value, {ttl}?) -> whether what was there was what is expected */
    [`${prefix}compare_and_set`]: method(
      `${luaPrefix}compare_and_set`,
      async (args, { signal }) => {
        const [expected, value, ttlMs] = [args.any(third), args.any(fourth), args.ttlMs(fifth)];
        let isSame = false;
        await viewOf(args).update(
          args.text(scope),
          args.text(key),
          (current) => {
            isSame = isSameValue(current, expected);
            return isSame ? { value, ttlMs } : undefined;
          },
          signal,
        );
        return isSame;
      },
      hidden,
    ),
  };
}

function transactionMethods(transactions: ScriptState): HostMethods {
  return {
    /** () -> id */
    'state.begin': method('State.transaction', (_args, { signal }) => transactions.begin(signal)),

    /** (id) -> how much was written; nil where another try may do */
    'state.commit': method('State.transaction', (args, { signal }) => transactions.commit(args.text(0), signal)),

    /** (id) */
    'state.roll_back': method('State.transaction', (args) => {
      transactions.rollBack(args.text(0));
      return undefined;
    }),

    /** (how often it was tried): waits for the next try */
    'state.retry': method('State.transaction', async (args, { signal }) => {
      const tries = Number(args.optionalNumber(0) ?? 1);
      await pause(Math.random() * Math.min(2 ** tries, LONGEST_PAUSE_MS), signal);
      return undefined;
    }),
  };
}

function subscriptionMethods(subscriptions: ScriptState): HostMethods {
  return {
    /** (scope, pattern?) -> id */
    'state.subscribe': method('State.subscribe', (args) =>
      subscriptions.subscribe(args.text(0), args.optionalText(1) ?? '*'),
    ),

    /** (id, milliseconds?) -> {scope, key, value, deleted}, {missed}, or nil when nothing came in time */
    'state.receive': method('State.receive', async (args, { signal }) => {
      const timeoutMs = Math.max(Number(args.optionalNumber(1) ?? DEFAULT_WAIT_MS), 0);
      const change = await subscriptions.subscription(args.text(0)).receive(timeoutMs, signal);
      if (change === 'missed') return { missed: true };
      if (change === undefined) return undefined;
      return { scope: change.scope, key: change.key, value: change.value, deleted: change.value === undefined };
    }),

    /** (id) -> whether it was there */
    'state.unsubscribe': method('State.unsubscribe', (args) => subscriptions.unsubscribe(args.text(0))),
  };
}
