// The sessions of a kernel: main, which is always there, and named ones. Control thread.

import type { Disposable } from '../base/disposable.js';
import { SpellError } from '../base/errors.js';
import { didYouMean } from '../base/nearest.js';
import { isObject } from '../protocol/schema.js';
import { requestMetadata, VENDOR_KEY } from '../protocol/vendor.js';
import { MAIN_SESSION } from './clients.js';
import type { SessionSpec } from './contract.js';
import type { Exchange } from './exchange.js';
import { IdleTimer } from './idle-timer.js';
import type { Session } from './session.js';

export interface SessionsParts {
  readonly create: (spec: SessionSpec) => Session;
  readonly main: SessionSpec;
  readonly maxSessions: number;
  /** Named sessions are closed after so long without a run; 0 is never. */
  readonly idleTimeoutMs: number;
  readonly onOpened: (session: Session) => void;
  readonly onClosed: (session: Session) => void;
}

const NAME = /^[\w.-]{1,64}$/;

export class Sessions implements Disposable {
  readonly #sessions = new Map<string, Session>();
  readonly #closing = new Set<Promise<void>>();
  readonly #timers = new Map<Session, IdleTimer>();

  constructor(private readonly parts: SessionsParts) {
    this.#sessions.set(MAIN_SESSION, parts.create(parts.main));
  }

  list(): readonly Session[] {
    return [...this.#sessions.values()];
  }

  /** @throws SpellError `KERNEL_SESSION_NOT_FOUND` */
  get(name: string): Session {
    const session = this.#sessions.get(name);
    if (session !== undefined) return session;
    const hint = didYouMean(name, this.#sessions.keys());
    throw new SpellError('KERNEL_SESSION_NOT_FOUND', `The kernel has no session '${name}'${hint}`, {
      help: 'open it first; those that are not used for long are closed',
      details: { session: name },
    });
  }

  /** The one that a message names, else that of its client. @throws as {@link get}, and `MESSAGE_CONTENT` */
  of({ message, client }: Exchange): Session {
    const vendor = message.metadata[VENDOR_KEY];
    const { session } = requestMetadata.parse(isObject(vendor) ? vendor : {}, `metadata.${VENDOR_KEY}`);
    return this.get(session ?? client.session);
  }

  /** @throws SpellError `KERNEL_SESSION_NAME`, `KERNEL_SESSION_EXISTS` and `KERNEL_SESSIONS` */
  open(spec: SessionSpec): Session {
    const { name } = spec;
    if (!NAME.test(name)) {
      throw new SpellError('KERNEL_SESSION_NAME', `'${name}' cannot be the name of a session`, {
        help: 'use 1 to 64 letters, digits, dots, hyphens and underscores',
      });
    }
    if (this.#sessions.has(name)) {
      throw new SpellError('KERNEL_SESSION_EXISTS', `There is a session '${name}' already`, {
        help: 'use it, or take another name',
      });
    }
    if (this.#sessions.size >= this.parts.maxSessions) {
      throw new SpellError('KERNEL_SESSIONS', `The kernel has ${this.#sessions.size} sessions and takes no more`, {
        help: 'close one, or start the kernel with a larger --max-sessions',
      });
    }
    const session = this.parts.create(spec);
    this.#sessions.set(name, session);
    this.#timers.set(
      session,
      new IdleTimer(
        this.parts.idleTimeoutMs,
        () => session.idleSince(),
        () => void this.close(name),
      ),
    );
    this.parts.onOpened(session);
    return session;
  }

  /** Interrupts what runs there. @throws SpellError `KERNEL_SESSION_NOT_FOUND` and `KERNEL_SESSION_MAIN` */
  async close(name: string): Promise<void> {
    const session = this.get(name);
    if (name === MAIN_SESSION) {
      throw new SpellError('KERNEL_SESSION_MAIN', `The session '${name}' lives as long as the kernel`, {
        help: 'shut the kernel down, or restart it',
      });
    }
    this.#sessions.delete(name);
    this.#timers.get(session)?.dispose();
    this.#timers.delete(session);
    this.parts.onClosed(session);
    const closing = session.dispose();
    this.#closing.add(closing);
    await closing.finally(() => this.#closing.delete(closing));
  }

  async dispose(): Promise<void> {
    for (const timer of this.#timers.values()) timer.dispose();
    await Promise.all([...this.list().map((session) => session.dispose()), ...this.#closing]);
  }
}
