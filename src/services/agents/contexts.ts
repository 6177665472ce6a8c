// What agents are told of the circumstances of a request, by key: contexts that inherit from each other. Control thread.

import { randomUUID } from 'node:crypto';
import { SpellError } from '../../base/errors.js';
import { didYouMean } from '../../base/nearest.js';
import type { Value } from '../../base/values.js';
import { decodeValue, encodeValue } from '../stores/encode-value.js';
import { compact, isValueObject, luaTypeOf } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';
import { parseScope } from './memory-scope.js';

const INHERITANCE = ['inherit', 'isolate', 'copy', 'share'] as const;
type Inheritance = (typeof INHERITANCE)[number];

interface Context {
  readonly id: string;
  /** {conversation_id?, user_id?, session_id?, scope, inheritance, security?} */
  readonly about: ValueObject;
  /** Where values are looked for that are not its own. */
  readonly parent: Context | undefined;
  /** Encoded values; those of the parent where they are shared. */
  readonly values: Map<string, string>;
}

export class AgentContexts {
  private readonly contexts = new Map<string, Context>();

  /** @returns the id. @throws SpellError `AGENT_CONTEXT` */
  create(settings: ValueObject): string {
    const { data = {}, scope, inheritance, security } = settings;
    if (!isValueObject(data)) throw wrong(`data: expected a table, got ${luaTypeOf(data)}`);
    const ids = ['conversation_id', 'user_id', 'session_id'].map((key) => {
      const value = settings[key] ?? undefined;
      if (value !== undefined && typeof value !== 'string') throw wrong(`${key}: expected a string`);
      return [key, value] as const;
    });
    const about = compact({
      ...Object.fromEntries(ids),
      scope: parseScope(scope ?? 'global'),
      inheritance: parseInheritance(inheritance),
      security,
    });
    return this.add(about, undefined, encoded(data));
  }

  /** @returns the id of a context below another one. @throws SpellError `AGENT_CONTEXT` */
  createChild(parentId: string, scope: Value, inheritance: Value): string {
    const parent = this.get(parentId);
    const how = parseInheritance(inheritance);
    const about = { ...parent.about, scope: parseScope(scope ?? 'global'), inheritance: how };
    const values = how === 'share' ? parent.values : how === 'copy' ? encodedAll(parent) : new Map<string, string>();
    return this.add(about, how === 'inherit' || how === 'share' ? parent : undefined, values);
  }

  /** nil takes the value away. @throws SpellError `AGENT_CONTEXT`, and `STATE_VALUE` for functions */
  update(id: string, key: string, value: Value): void {
    const { values } = this.get(id);
    if (value === undefined || value === null) values.delete(key);
    else values.set(key, encodeValue(value));
  }

  value(id: string, key: string): Value {
    const text = encodedAll(this.get(id)).get(key);
    return text === undefined ? undefined : decodeValue(text);
  }

  /** All that can be seen from it. */
  data(id: string): ValueObject {
    return Object.fromEntries([...encodedAll(this.get(id))].map(([key, text]) => [key, decodeValue(text)]));
  }

  about(id: string): ValueObject {
    return { id, ...this.get(id).about };
  }

  /** Those below it stay, with what they have seen of it until now. */
  remove(id: string): void {
    this.get(id);
    this.contexts.delete(id);
  }

  clear(): void {
    this.contexts.clear();
  }

  private add(about: ValueObject, parent: Context | undefined, values: Map<string, string>): string {
    const id = `context-${randomUUID()}`;
    this.contexts.set(id, { id, about, parent, values });
    return id;
  }

  private get(id: string): Context {
    const context = this.contexts.get(id);
    if (context !== undefined) return context;
    throw new SpellError('AGENT_CONTEXT', `There is no context '${id}'`, {
      category: 'Component error',
      help: 'Agent.create_context gives the id of a new one; it may have been removed',
      details: { context: id },
    });
  }
}

/** Its own values over those of the contexts above it. */
function encodedAll(context: Context): Map<string, string> {
  const above = context.parent === undefined ? [] : encodedAll(context.parent);
  return new Map([...above, ...context.values]);
}

function encoded(data: ValueObject): Map<string, string> {
  return new Map(Object.entries(compact(data)).map(([key, value]) => [key, encodeValue(value)]));
}

function parseInheritance(value: Value): Inheritance {
  const name = value ?? 'inherit';
  const known = INHERITANCE.find((one) => one === name);
  if (known !== undefined) return known;
  const text = typeof name === 'string' ? name : luaTypeOf(name);
  throw wrong(`inheritance: '${text}' is none of ${INHERITANCE.join(', ')}${didYouMean(text, INHERITANCE)}`);
}

function wrong(problem: string): SpellError {
  return new SpellError('AGENT_CONTEXT', `Invalid context: ${problem}`, {
    category: 'Validation error',
    help: "write {session_id = 's1', data = {language = 'en'}}",
  });
}
