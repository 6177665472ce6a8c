// What answers in the name of an agent: a model, or other agents. Types only.

import type { CallContext, Value } from '../../base/values.js';
import type { ValueObject } from '../value-kinds.js';
import type { Watcher } from './agent-figures.js';

/** Called with each piece of a streamed answer; the next one waits for its promise. */
export type OnPiece = (text: string) => void | Promise<void>;

export interface Occasion {
  readonly call: CallContext;
  readonly watcher: Watcher;
  /** Absent where the answer is wanted whole. */
  readonly onPiece?: OnPiece;
  /** Waits until all pieces have been taken. @throws what taking them threw */
  readonly settle?: () => Promise<void>;
}

export interface AgentBelow {
  readonly name: string;
  readonly role: 'answers' | 'chooses' | 'fallback';
}

export interface Responder {
  /** `provider/model`, or how agents work together. */
  readonly modelName: string;
  /** Names of the agents that answer. */
  readonly delegates: readonly string[];
  /** All agents that it may ask. */
  readonly below: readonly AgentBelow[];
  /** @returns an output table with `metadata` */
  answer(input: ValueObject, occasion: Occasion): Promise<ValueObject>;
  /** The conversation so far, as plain data. */
  saved(): Value;
  /** The inverse of {@link saved}. @throws SpellError `AGENT_STATE` when it is something else */
  restore(saved: Value): void;
}
