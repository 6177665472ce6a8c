// Sessions and artifacts that live as long as the process. Control thread.

import { closedStore } from './closed-store.js';
import { matchesGlob } from './glob.js';
import { MemoryArtifactStore } from './memory-artifact-store.js';
import { hasPhrase, wordsOf } from './search-words.js';
import { sessionExists, sessionNotFound } from './session-errors.js';
import type {
  KeptSession,
  NewStep,
  SearchQuery,
  SessionQuery,
  SessionStep,
  SessionStore,
  SessionStores,
  StepPlace,
} from './session-store.js';

export class MemorySessionStores implements SessionStores {
  readonly sessions = new MemorySessionStore();
  readonly artifacts = new MemoryArtifactStore((session) => this.sessions.has(session));

  constructor() {
    this.sessions.onDelete = (session) => this.artifacts.forget(session);
  }

  dispose(): void {
    this.sessions.close();
  }
}

class MemorySessionStore implements SessionStore {
  private kept: Map<string, { session: KeptSession; readonly steps: SessionStep[] }> | undefined = new Map();
  onDelete: (session: string) => void = () => undefined;

  has(id: string): boolean {
    return this.open().has(id);
  }

  close(): void {
    this.kept = undefined;
  }

  async create(session: KeptSession): Promise<void> {
    if (this.open().has(session.id)) throw sessionExists(session.id);
    this.open().set(session.id, { session: structuredClone(session), steps: [] });
  }

  async get(id: string): Promise<KeptSession | undefined> {
    return structuredClone(this.open().get(id)?.session);
  }

  async list({ name, tags = [], status, limit = Infinity }: SessionQuery): ReturnType<SessionStore['list']> {
    const sessions = this.all()
      .filter((session) => name === undefined || session.name === name)
      .filter((session) => status === undefined || session.status === status)
      .filter((session) => tags.every((tag) => session.tags.includes(tag)))
      .sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? -1 : 1));
    return { sessions: sessions.slice(0, limit), damaged: [] };
  }

  async change(id: string, change: Parameters<SessionStore['change']>[1]): Promise<KeptSession> {
    const entry = this.open().get(id);
    if (entry === undefined) throw sessionNotFound(id);
    entry.session = structuredClone({ ...change(structuredClone(entry.session)), id });
    return structuredClone(entry.session);
  }

  async delete(id: string): Promise<boolean> {
    this.onDelete(id);
    return this.open().delete(id);
  }

  async append(id: string, steps: readonly NewStep[]): Promise<number | undefined> {
    const entry = this.open().get(id);
    if (entry === undefined) return undefined;
    const first = (entry.steps.at(-1)?.number ?? 0) + 1;
    entry.steps.push(...structuredClone(steps).map((step, at) => ({ ...step, session: id, number: first + at })));
    entry.session = { ...entry.session, updatedAt: Math.max(entry.session.updatedAt, Date.now()) };
    return first;
  }

  async replaceStep(step: SessionStep): Promise<boolean> {
    const steps = this.open().get(step.session)?.steps ?? [];
    const at = steps.findIndex(({ number }) => number === step.number);
    if (at !== -1) steps[at] = structuredClone(step);
    return at !== -1;
  }

  async steps(id: string, from = 1, to = Infinity): ReturnType<SessionStore['steps']> {
    const steps = this.open().get(id)?.steps ?? [];
    return { steps: structuredClone(steps.filter(({ number }) => number >= from && number <= to)), damaged: [] };
  }

  async countSteps(id: string): Promise<number> {
    return this.open().get(id)?.steps.length ?? 0;
  }

  async stepCounts(): Promise<ReadonlyMap<string, number>> {
    const counts = [...this.open()].map(([id, { steps }]) => [id, steps.length] as const);
    return new Map(counts.filter(([, count]) => count > 0));
  }

  async search(words: readonly string[], { session, limit }: SearchQuery): Promise<readonly SessionStep[]> {
    const phrases = words.map(wordsOf);
    const found = [...this.open().values()]
      .flatMap(({ steps }) => steps)
      .filter((step) => session === undefined || step.session === session)
      .filter((step) => words.length > 0 && hasAll(step, phrases))
      .sort((a, b) => b.startedAt - a.startedAt || b.number - a.number);
    return structuredClone(found.slice(0, limit));
  }

  async matching(pattern: string): Promise<readonly StepPlace[]> {
    const steps = [...this.open().values()].flatMap((entry) => entry.steps);
    return steps.filter(({ code }) => matchesGlob(pattern, code)).map(({ session, number }) => ({ session, number }));
  }

  async deleteSteps(places: readonly StepPlace[]): Promise<void> {
    for (const { session, number } of places) {
      const steps = this.open().get(session)?.steps ?? [];
      const at = steps.findIndex((step) => step.number === number);
      if (at !== -1) steps.splice(at, 1);
    }
  }

  async held(): Promise<readonly KeptSession[]> {
    return this.all().filter(({ holder }) => holder !== null);
  }

  async prune(before: number, count: number): Promise<number> {
    const newest = this.all().sort((a, b) => b.updatedAt - a.updatedAt || (a.id < b.id ? -1 : 1));
    const gone = newest.filter(({ holder, updatedAt }, at) => holder === null && (updatedAt < before || at >= count));
    for (const { id } of gone) await this.delete(id);
    return gone.length;
  }

  private all(): KeptSession[] {
    return [...this.open().values()].map(({ session }) => structuredClone(session));
  }

  private open(): NonNullable<typeof this.kept> {
    if (this.kept === undefined) throw closedStore();
    return this.kept;
  }
}

function hasAll({ code, output, error }: SessionStep, phrases: readonly (readonly string[])[]): boolean {
  const told = error === null ? '' : `${error.name}: ${error.message}`;
  const fields = [code, output, told].map(wordsOf);
  return phrases.every((phrase) => fields.some((words) => hasPhrase(words, phrase)));
}
