// The conversations of one agent: its own, and those that go by an id, which together have one limit of size. Control thread.

import type { Value } from '../../base/values.js';
import { isValueObject } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';
import { Conversation } from './conversation.js';
import { parseConversation, toSavedConversation } from './saved-conversation.js';

/** Beyond these the one that has rested for longest is forgotten. */
const MOST = 1000;

export interface ConversationLimits {
  readonly messages: number;
  readonly bytes: number;
}

export class Conversations {
  private readonly own: Conversation;
  /** The one that was used last stands last. */
  private readonly named = new Map<string, Conversation>();

  constructor(
    private readonly systemPrompt: string,
    private readonly limits: ConversationLimits,
  ) {
    this.own = this.create();
  }

  /** @param id undefined for the agent's own */
  of(id: string | undefined): Conversation {
    if (id === undefined) return this.own;
    const conversation = this.named.get(id) ?? this.create();
    this.named.delete(id);
    this.named.set(id, conversation);
    if (this.named.size > MOST) this.forgetOldest();
    return conversation;
  }

  /** Forgets others until all have room beside one that has grown. */
  makeRoomFor(grown: Conversation): void {
    while (this.bytes > this.limits.bytes && this.named.size > 0 && this.oldest() !== grown) this.forgetOldest();
    if (grown !== this.own) this.own.shrink(this.limits.bytes - (this.bytes - this.own.bytes));
  }

  /** The agent's own as it stands, or {own, named} where there are others. */
  saved(): Value {
    const own = toSavedConversation(this.own.all());
    if (this.named.size === 0) return own;
    const named = [...this.named].map(([id, conversation]) => [id, toSavedConversation(conversation.all())]);
    return { own, named: Object.fromEntries(named) as ValueObject };
  }

  /** The inverse of {@link saved}. @throws SpellError `AGENT_STATE` when it is something else */
  restore(saved: Value, agent: string): void {
    const { own, named } = isValueObject(saved) ? saved : { own: saved, named: {} };
    const parsed = Object.entries(isValueObject(named) ? named : {}).map(
      ([id, turns]) => [id, parseConversation(turns, agent)] as const,
    );
    this.own.restore(parseConversation(own, agent));
    this.named.clear();
    for (const [id, turns] of parsed) this.of(id).restore(turns);
  }

  private get bytes(): number {
    return [this.own, ...this.named.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  }

  private oldest(): Conversation | undefined {
    return [...this.named.values()][0];
  }

  private forgetOldest(): void {
    this.named.delete([...this.named.keys()][0]!);
  }

  private create(): Conversation {
    return new Conversation(this.systemPrompt, this.limits.messages, this.limits.bytes);
  }
}
