// What the steps of one execution see: the input, what earlier steps gave, shared data, the turn of a loop. Control thread.

import type { CallContext, LuaFunctionRef, Value } from '../../base/values.js';
import { compact, isValueObject } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';
import { fillIn } from './placeholders.js';

export interface StepOutput {
  readonly text: string;
  /** What the step gave where that is more than text. */
  readonly value: Value;
}

export interface Turn {
  readonly value: Value;
  /** From 1. */
  readonly index: number;
}

interface ScopeOptions {
  readonly input: ValueObject;
  readonly shared: Map<string, Value>;
  readonly call: CallContext;
  readonly turn?: Turn;
  /** Of this execution; branches and turns of loops share it. */
  readonly outputs: Map<string, StepOutput>;
}

export class StepScope {
  constructor(private readonly options: ScopeOptions) {}

  get shared(): Map<string, Value> {
    return this.options.shared;
  }

  get call(): CallContext {
    return this.options.call;
  }

  get outputs(): ReadonlyMap<string, StepOutput> {
    return this.options.outputs;
  }

  invoke(fn: LuaFunctionRef, args: readonly Value[]): Promise<readonly Value[]> {
    return this.call.invoke(fn, args);
  }

  add(step: string, output: StepOutput): void {
    this.options.outputs.set(step, output);
  }

  /** The same scope under another signal. */
  under(signal: AbortSignal): StepScope {
    return new StepScope({ ...this.options, call: { ...this.call, signal } });
  }

  inTurn(turn: Turn): StepScope {
    return new StepScope({ ...this.options, turn });
  }

  fillIn(value: Value): Value {
    return fillIn(value, (path) => this.find(path));
  }

  /** What a Lua function of the script gets: {input, outputs, results, shared, loop_value, loop_index}; `outputs` are texts. */
  context(): ValueObject {
    const { input, outputs, shared, turn } = this.options;
    return compact({
      input,
      outputs: Object.fromEntries([...outputs].map(([name, { text }]) => [name, text])),
      results: Object.fromEntries([...outputs].map(([name, { value }]) => [name, value])),
      shared: Object.fromEntries(shared),
      loop_value: turn?.value,
      loop_index: turn?.index,
    });
  }

  private find(path: readonly string[]): Value {
    const { input, shared, turn } = this.options;
    const [first = '', ...rest] = path;
    if (first === 'step' || first === 'steps') return this.ofStep(rest);
    if (first === 'input') return rest.length === 0 ? input : inside(input, rest);
    if (first === 'shared' && rest.length > 0) return inside(Object.fromEntries(shared), rest);
    if (first === 'loop_value') return inside(turn?.value, rest);
    if (first === 'loop_index') return turn?.index;
    if (Object.hasOwn(input, first)) return inside(input, path);
    return shared.has(first) ? inside(shared.get(first), rest) : this.ofStep(path);
  }

  /** `NAME`, `NAME.result` or `NAME.output`, then what is inside. */
  private ofStep([name = '', ...rest]: readonly string[]): Value {
    const output = this.outputs.get(name);
    if (output === undefined) return undefined;
    const [word, ...deeper] = rest;
    const isWord = word === 'result' || word === 'output' || word === 'text';
    if (!isWord) return rest.length === 0 ? output.text : inside(output.value, rest);
    return deeper.length === 0 ? (word === 'text' ? output.text : output.value) : inside(output.value, deeper);
  }
}

/** Names inside tables, numbers from 1 inside arrays. */
function inside(value: Value, path: readonly string[]): Value {
  let current = value;
  for (const key of path) {
    if (Array.isArray(current)) current = (current as readonly Value[])[Number(key) - 1];
    else if (isValueObject(current) && Object.hasOwn(current, key)) current = current[key];
    else return undefined;
  }
  return current;
}
