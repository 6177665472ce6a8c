// The executions under way, and the search for an idle that got lost. Any thread.

import type { Header } from '../protocol/header.js';
import type { Execution } from './execution.js';

export class Executions {
  readonly #running = new Map<string, Execution>();
  /** A request sent to see whether its idle arrives, and those whose replies had come by then. */
  #probe: { readonly id: string; readonly waiting: readonly Execution[] } | undefined;
  /** Those that lacked their idle at the last look already. */
  #suspects: readonly Execution[] = [];

  /** @param onCount called when {@link size} has changed */
  constructor(private readonly onCount: () => void) {}

  get size(): number {
    return this.#running.size;
  }

  add(execution: Execution): void {
    this.#running.set(execution.id, execution);
    this.onCount();
    const ended = (): void => {
      this.#running.delete(execution.id);
      this.onCount();
    };
    execution.done.then(ended, ended);
  }

  /** The one that a message belongs to. */
  of(parent: Header | undefined): Execution | undefined {
    return parent === undefined ? undefined : this.#running.get(parent.msg_id);
  }

  /** Published messages that did not arrive may have been of any. */
  lost(messages: number): void {
    for (const execution of this.#running.values()) execution.lostMessages += messages;
  }

  /** @param except id of one that is spared */
  failAll(error: unknown, except?: string): void {
    for (const execution of [...this.#running.values()]) if (execution.id !== except) execution.fail(error);
  }

  /** Whether one has lacked its idle for two looks, and nobody looks for it yet. */
  needProbe(): boolean {
    const lacking = [...this.#running.values()].filter((execution) => execution.lacksIdle);
    const isLong = lacking.some((execution) => this.#suspects.includes(execution));
    this.#suspects = lacking;
    return isLong && this.#probe === undefined;
  }

  /** A request is sent now: its idle comes behind those of all that have been answered. */
  probe(id: string): void {
    this.#probe = { id, waiting: this.#suspects };
  }

  idleOf(parent: Header | undefined): void {
    if (this.#probe === undefined || this.#probe.id !== parent?.msg_id) return;
    for (const execution of this.#probe.waiting) execution.setState('idle');
    this.#probe = undefined;
  }
}
