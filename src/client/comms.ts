// Comms: free messages between a client and a script or service of the kernel, in both directions. Any thread.

import { randomUUID } from 'node:crypto';
import type { Disposable } from '../base/disposable.js';
import { Emitter } from '../base/emitter.js';
import type { NotificationContent } from '../protocol/notifications.js';
import type { JsonValue } from '../protocol/schema.js';
import type { Frames } from '../transport/transport.js';
import type { MessageParts } from './link.js';
import type { Published } from './output.js';

export interface CommMessage {
  readonly data: JsonValue;
  readonly buffers: Frames;
}

type CommType = 'comm_open' | 'comm_msg' | 'comm_close';
export type SendComm = (type: CommType, parts: MessageParts) => Promise<void>;

export class Comm {
  readonly #message = new Emitter<CommMessage>();
  readonly #closed = new Emitter<CommMessage>();
  /** What arrives, in order. */
  readonly onMessage = this.#message.event;
  /** The other side has closed it, or the kernel has gone. */
  readonly onClosed = this.#closed.event;
  isOpen = true;

  constructor(
    readonly id: string,
    readonly targetName: string,
    private readonly sendComm: SendComm,
  ) {}

  /** Dropped when the comm is closed. */
  async send(data: JsonValue, buffers: Frames = []): Promise<void> {
    if (this.isOpen) await this.#send('comm_msg', data, buffers);
  }

  async close(data: JsonValue = {}): Promise<void> {
    if (!this.isOpen) return;
    this.isOpen = false;
    await this.#send('comm_close', data);
  }

  /** What the other side sends. */
  receive(type: 'comm_msg' | 'comm_close', message: CommMessage): void {
    if (!this.isOpen) return;
    if (type === 'comm_close') this.isOpen = false;
    (type === 'comm_msg' ? this.#message : this.#closed).fire(message);
  }

  #send(type: CommType, data: JsonValue, buffers: Frames = []): Promise<void> {
    const content: NotificationContent<'comm_msg'> = { comm_id: this.id, data };
    return this.sendComm(type, { content, buffers });
  }
}

/** Takes a comm that the kernel opens, with what came along. Listeners that it adds at once miss nothing. */
export type AcceptComm = (comm: Comm, opening: CommMessage) => void;

export class Comms {
  readonly #open = new Map<string, Comm>();
  readonly #targets = new Map<string, AcceptComm>();

  constructor(private readonly send: SendComm) {}

  /** Resolves when the opening is under way; a kernel that does not know the target closes the comm. */
  async open(targetName: string, data: JsonValue = {}, buffers: Frames = []): Promise<Comm> {
    const comm = this.#add(randomUUID(), targetName);
    await this.send('comm_open', { content: { comm_id: comm.id, target_name: targetName, data }, buffers });
    return comm;
  }

  /** Says what is done with comms that the kernel opens for a target. */
  accept(targetName: string, accept: AcceptComm): Disposable {
    this.#targets.set(targetName, accept);
    return { dispose: () => void this.#targets.delete(targetName) };
  }

  /** Targets and comms of other clients are left to them: everybody hears everything. */
  receive({ type, content, buffers }: Published<CommType>): void {
    const message = { data: content.data, buffers };
    if (type === 'comm_open') this.#targets.get(content.target_name)?.(this.#accepted(content), message);
    else this.#open.get(content.comm_id)?.receive(type, message);
    if (type === 'comm_close') this.#open.delete(content.comm_id);
  }

  /** The kernel has gone, and all comms with it. */
  closeAll(): void {
    const all = [...this.#open.values()];
    this.#open.clear();
    for (const comm of all) comm.receive('comm_close', { data: {}, buffers: [] });
  }

  #accepted({ comm_id: id, target_name: target }: NotificationContent<'comm_open'>): Comm {
    return this.#add(id, target);
  }

  #add(id: string, targetName: string): Comm {
    const comm = new Comm(id, targetName, (type, parts) => {
      if (type === 'comm_close') this.#open.delete(id);
      return this.send(type, parts);
    });
    this.#open.set(id, comm);
    return comm;
  }
}
