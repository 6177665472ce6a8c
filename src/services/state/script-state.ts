// What scripts of one session have under way with state: transactions and subscriptions. Control thread.

import { randomUUID } from 'node:crypto';
import type { Disposable } from '../../base/disposable.js';
import { SpellError } from '../../base/errors.js';
import type { StateStore, StateSubscription } from '../stores/state-store.js';
import { SchemaVersions } from './schema-versions.js';
import { StateTransaction } from './state-transaction.js';

/** Transactions and subscriptions that nobody ends are an error in the script, not to grow for ever. */
const MAX_OPEN = 1000;

interface Begun {
  readonly transaction: StateTransaction;
  /** The run that began it. */
  readonly signal: AbortSignal;
  readonly end: () => void;
}

export class ScriptState implements Disposable {
  readonly versions = new SchemaVersions();
  private readonly transactions = new Map<string, Begun>();
  private readonly subscriptions = new Map<string, StateSubscription>();

  constructor(readonly store: StateStore) {}

  /**
   * @param signal of the run, with which it ends
   * @returns its id. @throws SpellError `STATE_TRANSACTION`
   */
  begin(signal: AbortSignal): string {
    this.check(this.transactions.size, 'transactions');
    const id = randomUUID();
    const end = (): void => this.rollBack(id);
    signal.addEventListener('abort', end, { once: true });
    this.transactions.set(id, { transaction: new StateTransaction(this.store), signal, end });
    return id;
  }

  /** @throws SpellError `STATE_TRANSACTION` where it has ended */
  transaction(id: string): StateTransaction {
    const begun = this.transactions.get(id);
    if (begun !== undefined) return begun.transaction;
    throw new SpellError('STATE_TRANSACTION', 'this transaction has ended', {
      category: 'Storage error',
      help: 'use it inside the function that State.transaction calls',
    });
  }

  /** How much was written; undefined, and nothing, where it must be tried again. It has ended in either case. */
  commit(id: string, signal?: AbortSignal): Promise<number | undefined> {
    const transaction = this.transaction(id);
    this.rollBack(id);
    return transaction.commit(signal);
  }

  /** One that has ended is left alone. */
  rollBack(id: string): void {
    const begun = this.transactions.get(id);
    begun?.signal.removeEventListener('abort', begun.end);
    this.transactions.delete(id);
  }

  /** @returns its id. @throws SpellError `STATE_TRANSACTION`, `STATE_WATCH` */
  async subscribe(scope: string, pattern: string): Promise<string> {
    this.check(this.subscriptions.size, 'subscriptions');
    const subscription = await this.store.subscribe(scope, pattern);
    const id = randomUUID();
    this.subscriptions.set(id, subscription);
    return id;
  }

  /** @throws SpellError `STATE_SUBSCRIPTION` */
  subscription(id: string): StateSubscription {
    const subscription = this.subscriptions.get(id);
    if (subscription !== undefined) return subscription;
    throw new SpellError('STATE_SUBSCRIPTION', `No active subscription found: ${id}`, {
      category: 'Storage error',
      help: 'State.subscribe gives the id of a new one',
    });
  }

  /** Whether it was there. */
  unsubscribe(id: string): boolean {
    this.subscriptions.get(id)?.stop();
    return this.subscriptions.delete(id);
  }

  dispose(): void {
    for (const subscription of this.subscriptions.values()) subscription.stop();
    this.subscriptions.clear();
    this.transactions.clear();
  }

  private check(open: number, what: string): void {
    if (open < MAX_OPEN) return;
    throw new SpellError('STATE_TRANSACTION', `${MAX_OPEN} ${what} are open`, {
      category: 'Storage error',
      help: `end those that are not needed any more`,
    });
  }
}
