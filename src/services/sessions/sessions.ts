// What is done with kept sessions: scripts, kernels and commands all go through here. Control thread.

import { randomUUID } from 'node:crypto';
import { SpellError } from '../../base/errors.js';
import { nearest } from '../../base/nearest.js';
import type { Value } from '../../base/values.js';
import type { LazySessionStores } from '../stores/lazy-session-stores.js';
import { sessionNotFound } from '../stores/session-errors.js';
import type {
  KeptSession,
  NewStep,
  SearchQuery,
  SessionQuery,
  SessionStatus,
  SessionStep,
  SessionStore,
} from '../stores/session-store.js';

export interface SessionDraft {
  readonly name?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly parent?: string;
  readonly metadata?: Readonly<Record<string, Value>>;
  readonly origin: KeptSession['origin'];
  /** The process that writes into it. */
  readonly holder?: string;
}

/** So much of an id is enough to name a session. */
const SHORT_ID = 8;
const SEARCH_LIMIT = 50;

/** All methods may throw a SpellError `STATE_*`; those that take an id, `SESSION_NOT_FOUND` and `SESSION_DAMAGED`. */
export class Sessions {
  constructor(private readonly stores: Pick<LazySessionStores, 'open'>) {}

  /** @returns its id. @throws SpellError `SESSION_NOT_FOUND` for a parent that is not there */
  async create({ name, description = '', tags = [], parent, metadata = {}, ...rest }: SessionDraft): Promise<string> {
    const store = await this.store();
    if (parent !== undefined && (await store.get(parent)) === undefined) throw sessionNotFound(parent);
    const [id, now] = [randomUUID(), Date.now()];
    await store.create({
      ...{ id, name: name ?? `session-${id.slice(0, SHORT_ID)}`, description, tags: [...new Set(tags)], metadata },
      ...{ status: 'active', createdAt: now, updatedAt: now, parentId: parent ?? null, shutdown: null },
      ...{ origin: rest.origin, holder: rest.holder ?? null },
    });
    return id;
  }

  /** One from elsewhere, as it was there. @throws SpellError `SESSION_EXISTS` */
  async add(session: KeptSession): Promise<void> {
    await (await this.store()).create(session);
  }

  async get(id: string): Promise<KeptSession> {
    const session = await (await this.store()).get(id);
    if (session === undefined) throw sessionNotFound(id);
    return session;
  }

  /** By its id, its name (the newest of that name), or a beginning of its id that no other has. */
  async find(nameOrId: string): Promise<KeptSession> {
    const store = await this.store();
    const exact = await store.get(nameOrId);
    if (exact !== undefined) return exact;
    const [named] = (await store.list({ name: nameOrId, limit: 1 })).sessions;
    if (named !== undefined) return named;
    const { sessions, damaged } = await store.list({});
    const ids = [...sessions, ...damaged].map(({ id }) => id);
    const begun = nameOrId.length < SHORT_ID ? [] : ids.filter((id) => id.startsWith(nameOrId));
    if (begun.length === 1) return this.get(begun[0]!);
    if (begun.length > 1) throw ambiguous(nameOrId, begun.length);
    const names = sessions.map(({ name }) => name);
    throw sessionNotFound(nameOrId, nearest(nameOrId, names));
  }

  /** The newest first. */
  async list(query: SessionQuery = {}): ReturnType<SessionStore['list']> {
    return (await this.store()).list(query);
  }

  /** Changes it as if nobody else were there. */
  async change(id: string, change: (session: KeptSession) => Partial<Omit<KeptSession, 'id'>>): Promise<KeptSession> {
    const store = await this.store();
    return store.change(id, (session) => {
      const updatedAt = Math.max(Date.now(), session.updatedAt);
      return { ...session, updatedAt, ...change(session), id };
    });
  }

  /** What it holds is kept at once; this tells when somebody wanted it so. */
  save(id: string): Promise<KeptSession> {
    return this.change(id, () => ({}));
  }

  /** @throws SpellError `SESSION_STATUS`, as the two that follow */
  complete(id: string): Promise<KeptSession> {
    return this.turn(id, 'completed', ['active', 'suspended', 'completed']);
  }

  suspend(id: string): Promise<KeptSession> {
    return this.turn(id, 'suspended', ['active', 'suspended']);
  }

  resume(id: string): Promise<KeptSession> {
    return this.turn(id, 'active', ['suspended', 'active']);
  }

  /** With its steps and artifacts, damaged or not. */
  async delete(id: string): Promise<void> {
    if (!(await (await this.store()).delete(id))) throw sessionNotFound(id);
  }

  /** Adds tags, and takes others away. */
  tag(id: string, added: readonly string[], removed: readonly string[] = []): Promise<KeptSession> {
    return this.change(id, ({ tags }) => ({
      tags: [...new Set([...tags, ...added])].filter((tag) => !removed.includes(tag)),
    }));
  }

  /** Puts steps behind those that are there. */
  async append(id: string, steps: readonly NewStep[]): Promise<void> {
    if ((await (await this.store()).append(id, steps)) === undefined) throw sessionNotFound(id);
  }

  /** By number, from 1. */
  async steps(id: string, from?: number, to?: number): ReturnType<SessionStore['steps']> {
    const store = await this.store();
    const found = await store.steps(id, from, to);
    if (found.steps.length === 0 && found.damaged.length === 0) await this.get(id);
    return found;
  }

  async countSteps(id: string): Promise<number> {
    return (await this.store()).countSteps(id);
  }

  /** Of all sessions that have some, by id. */
  async stepCounts(): Promise<ReadonlyMap<string, number>> {
    return (await this.store()).stepCounts();
  }

  /** Steps with all the words of a text, each as the beginning of one; the newest first. */
  async search(text: string, query: Partial<SearchQuery> = {}): Promise<readonly SessionStep[]> {
    const words = text.split(/\s+/).filter((word) => word !== '');
    return (await this.store()).search(words, { limit: SEARCH_LIMIT, ...query });
  }

  /** What the methods here have no word for. */
  async store(): Promise<SessionStore> {
    return (await this.stores.open()).sessions;
  }

  private turn(id: string, status: SessionStatus, from: readonly SessionStatus[]): Promise<KeptSession> {
    return this.change(id, (session) => {
      if (from.includes(session.status)) return { status };
      throw new SpellError('SESSION_STATUS', `the session '${id}' is ${session.status}, and cannot become ${status}`, {
        category: 'Storage error',
        help: 'create another one, with this one as its parent',
        details: { session: id, status: session.status },
      });
    });
  }
}

function ambiguous(beginning: string, count: number): SpellError {
  return new SpellError('SESSION_NOT_FOUND', `${count} sessions have an id that begins with '${beginning}'`, {
    category: 'Storage error',
    help: 'write more of it',
    details: { session: beginning },
  });
}
