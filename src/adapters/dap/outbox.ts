// What goes to the client, with numbers of our own: responses at once, events in order and never before the response to what has caused them. Any thread.

import type { JsonObject } from '../../protocol/schema.js';

export interface Incoming {
  readonly seq: number;
  readonly command: string;
}

export type Answer =
  | { readonly success: true; readonly body?: JsonObject }
  | { readonly success: false; readonly message: string; readonly body: JsonObject };

export class Outbox {
  #seq = 0;
  #last: Promise<unknown> = Promise.resolve();
  /** Requests that have no response yet; those that events of all kinds wait for are `true`. */
  readonly #open = new Map<Promise<unknown>, boolean>();

  /** @param write its promise settles when more may come */
  constructor(private readonly write: (message: JsonObject) => void | Promise<void>) {}

  /** @param response settles when the response has been sent */
  expect(response: Promise<unknown>, causesEvents: boolean): void {
    this.#open.set(response, causesEvents);
    void response.finally(() => this.#open.delete(response));
  }

  respond({ seq, command }: Incoming, answer: Answer): void {
    void this.write({ seq: ++this.#seq, type: 'response', request_seq: seq, command, ...answer });
  }

  /** Resolves when it has been taken. */
  event(event: string, body?: JsonObject): Promise<void> {
    const isAfterAll = event === 'invalidated';
    const causes = [...this.#open].filter(([, causesEvents]) => causesEvents || isAfterAll).map(([cause]) => cause);
    const sent = Promise.all([this.#last, Promise.allSettled(causes)]).then(() =>
      this.write({ seq: ++this.#seq, type: 'event', event, ...(body !== undefined && { body }) }),
    );
    this.#last = sent;
    return sent;
  }

  /** Before everything that waits. */
  urgent(event: string, body: JsonObject): void {
    void this.write({ seq: ++this.#seq, type: 'event', event, body });
  }
}
