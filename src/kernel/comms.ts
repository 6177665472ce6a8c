// Comms: channels of free messages between clients and scripts, or targets of the kernel itself. Control thread.

import type { Logger } from '../base/log.js';
import type { CheckedNotification, NotificationContent } from '../protocol/notifications.js';
import type { JsonObject, JsonValue } from '../protocol/schema.js';
import type { Frames } from '../protocol/wire.js';
import type { Exchange } from './exchange.js';
import type { Lane } from './job-queue.js';
import type { Publisher } from './publisher.js';

export type CommMessage = Extract<CheckedNotification, { type: 'comm_open' | 'comm_msg' | 'comm_close' }>;

/** What a comm carries. */
export interface CommPost {
  readonly data: JsonValue;
  readonly metadata?: JsonObject;
  readonly buffers?: Frames;
}

/** A message for a script, as `Comm.deliver` takes it. */
export interface CommDelivery extends Required<CommPost> {
  readonly type: 'open' | 'msg' | 'close';
  readonly comm_id: string;
  readonly target_name: string;
}

/** A session, as comms see it. */
export interface CommSession extends Lane {
  readonly name: string;
  /** Runs the call-backs of the script. */
  deliver(delivery: CommDelivery, exchange: Exchange): Promise<void>;
}

/** Answers messages of a comm that the kernel serves itself. */
export type CommTarget = (data: JsonValue, exchange: Exchange) => Promise<JsonValue>;

interface Comm {
  readonly id: string;
  readonly target: string;
  readonly owner: CommSession | CommTarget;
}

/** What is to be done about a message; without a lane at once. */
export interface CommWork {
  readonly lane?: Lane;
  readonly make: () => Promise<undefined>;
}

export class Comms {
  readonly #comms = new Map<string, Comm>();
  readonly #targets = new Map<string, CommTarget>();
  /** Targets of scripts, by session. */
  readonly #scriptTargets = new Map<CommSession, Set<string>>();

  /** @param sessionOf the session that a message is for. @throws SpellError where there is none */
  constructor(
    private readonly publisher: Publisher,
    private readonly sessionOf: (exchange: Exchange) => CommSession,
    private readonly logger: Logger,
  ) {}

  /** A target that the kernel serves itself. */
  addTarget(name: string, target: CommTarget): void {
    this.#targets.set(name, target);
  }

  registerTarget(session: CommSession, name: string): void {
    const names = this.#scriptTargets.get(session) ?? new Set();
    this.#scriptTargets.set(session, names.add(name));
  }

  unregisterTarget(session: CommSession, name: string): void {
    this.#scriptTargets.get(session)?.delete(name);
  }

  /** A script has opened a comm. */
  opened(session: CommSession, id: string, target: string): void {
    this.#comms.set(id, { id, target, owner: session });
  }

  /** Whether the comm is open, and the script's own. */
  isOpen(session: CommSession, id: string): boolean {
    return this.#comms.get(id)?.owner === session;
  }

  closed(id: string): void {
    this.#comms.delete(id);
  }

  /** For `comm_info`. */
  list(target?: string): Readonly<Record<string, { target_name: string }>> {
    const comms = [...this.#comms.values()].filter((comm) => target === undefined || comm.target === target);
    return Object.fromEntries(comms.map((comm) => [comm.id, { target_name: comm.target }]));
  }

  /** Sends to all clients that have a comm of this target of the kernel's. */
  notify(target: string, data: JsonValue): void {
    for (const comm of this.#comms.values()) {
      if (comm.target === target && typeof comm.owner === 'function') {
        void this.publisher.publish('comm_msg', { comm_id: comm.id, data });
      }
    }
  }

  /** The session is no more, and neither are its comms. */
  leave(session: CommSession): void {
    this.#scriptTargets.delete(session);
    for (const { id, owner } of [...this.#comms.values()]) if (owner === session) this.#close(id);
  }

  /** Takes a message of a client. @throws SpellError for a session that is not there */
  take(message: CommMessage, exchange: Exchange): CommWork {
    switch (message.type) {
      case 'comm_open':
        return this.#open(message.content, exchange);
      case 'comm_msg':
        return this.#message(message.content, exchange);
      case 'comm_close':
        return this.#closedByClient(message.content, exchange);
    }
  }

  #open({ comm_id: id, target_name: target, data }: NotificationContent<'comm_open'>, exchange: Exchange): CommWork {
    if (this.#comms.has(id)) return this.#refuse(`a comm ${id} is open already`);
    const own = this.#targets.get(target);
    if (own !== undefined) {
      this.#comms.set(id, { id, target, owner: own });
      return { make: async () => undefined };
    }
    const session = this.sessionOf(exchange);
    if (this.#scriptTargets.get(session)?.has(target) !== true) {
      return this.#refuse(`there is no comm target ${target}`, () => this.#close(id, exchange));
    }
    const comm = { id, target, owner: session };
    this.#comms.set(id, comm);
    return this.#toScript('open', comm, data, exchange);
  }

  #message({ comm_id: id, data }: NotificationContent<'comm_msg'>, exchange: Exchange): CommWork {
    const comm = this.#comms.get(id);
    if (comm === undefined) return this.#refuse(`there is no comm ${id}`, () => this.#close(id, exchange));
    const { owner } = comm;
    if (typeof owner !== 'function') return this.#toScript('msg', comm, data, exchange);
    const make = async (): Promise<undefined> => {
      const answer = await owner(data, exchange);
      await this.publisher.publish('comm_msg', { comm_id: id, data: answer }, { parent: exchange.message.header });
    };
    return { make };
  }

  #closedByClient({ comm_id: id, data }: NotificationContent<'comm_close'>, exchange: Exchange): CommWork {
    const comm = this.#comms.get(id);
    this.#comms.delete(id);
    if (comm === undefined || typeof comm.owner === 'function') return { make: async () => undefined };
    return this.#toScript('close', comm, data, exchange);
  }

  #toScript(type: CommDelivery['type'], { id, target, owner }: Comm, data: JsonValue, exchange: Exchange): CommWork {
    const session = owner as CommSession;
    const { metadata, buffers } = exchange.message;
    const delivery = { type, comm_id: id, target_name: target, data, metadata, buffers };
    const make = async (): Promise<undefined> => {
      await session.deliver(delivery, exchange);
    };
    return { lane: session, make };
  }

  #refuse(why: string, action: () => void = () => undefined): CommWork {
    this.logger.log({ level: 'warn', module: 'kernel', message: why });
    const make = async (): Promise<undefined> => {
      action();
    };
    return { make };
  }

  #close(id: string, exchange?: Exchange): void {
    this.#comms.delete(id);
    void this.publisher.publish('comm_close', { comm_id: id, data: {} }, { parent: exchange?.message.header });
  }
}
