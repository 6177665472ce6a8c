// What the kernel publishes, handed to executions, comms and listeners, one message after the other. Any thread.

import { Emitter } from '../base/emitter.js';
import type { Message } from '../protocol/wire.js';
import type { Comms } from './comms.js';
import type { Executions } from './executions.js';
import type { Link } from './link.js';
import type { Published } from './output.js';
import { isOutput, parsePublished, sequenceOf } from './output.js';
import { Sequence } from './sequence.js';

/** Published messages did not arrive: this client was too slow. */
export interface Gap {
  readonly lostMessages: number;
}

export class Publications {
  readonly #published = new Emitter<Published>();
  readonly #gap = new Emitter<Gap>();
  readonly onPublished = this.#published.event;
  readonly onGap = this.#gap.event;
  readonly #sequence = new Sequence();

  constructor(
    private readonly link: Link,
    private readonly executions: Executions,
    private readonly comms: Comms,
  ) {}

  /** The promise settles when the next message may be handled. */
  take(message: Message): void | Promise<void> {
    this.#count(sequenceOf(message));
    const published = this.#parse(message);
    if (published === undefined) return undefined;
    this.#published.fire(published);
    return this.#hand(published);
  }

  /** Another kernel counts anew. */
  restart(): void {
    this.#sequence.reset();
  }

  #parse(message: Message): Published | undefined {
    try {
      return parsePublished(message);
    } catch (error) {
      this.link.dropped(`a ${message.header.msg_type}`, error);
      return undefined;
    }
  }

  #hand(published: Published): void | Promise<void> {
    const execution = this.executions.of(published.parent);
    if (isOutput(published)) return execution?.show(published);
    switch (published.type) {
      case 'status': {
        const { execution_state: state } = published.content;
        execution?.setState(state);
        if (state === 'idle') this.executions.idleOf(published.parent);
        return undefined;
      }
      case 'comm_open':
      case 'comm_msg':
      case 'comm_close':
        this.comms.receive(published);
        return undefined;
      default:
        return undefined;
    }
  }

  #count(sequence: number | undefined): void {
    const lostMessages = this.#sequence.see(sequence);
    if (lostMessages === 0) return;
    this.executions.lost(lostMessages);
    this.#gap.fire({ lostMessages });
  }
}
