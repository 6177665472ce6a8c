// Gives variables of a paused script other values. Engine thread.

import { SpellError } from '../../base/errors.js';
import type { DebugRequest, DebugValue } from '../contract.js';
import { known } from './children.js';
import type { Inspector } from './inspector.js';
import type { Tools } from './tools.js';
import type { Node } from './values.js';

export class Assign {
  constructor(
    private readonly tools: Tools,
    private readonly inspector: Inspector,
  ) {}

  variable({ reference, name, value, format }: DebugRequest<'setVariable'>): DebugValue {
    const node = known(this.inspector.values.node(reference), 'reference');
    if (node.kind === 'returned' || node.kind === 'tostring' || node.kind === 'console') throw refusal(name);
    const { vm, evaluator } = this.tools;
    return this.inspector.onStack((top) => {
      this.inspector.run(value, node.frame, false);
      vm.api.lua_settop(evaluator.E, top + 1);
      vm.api.lua_pushvalue(evaluator.E, -1);
      this.set(node, name);
      vm.api.lua_settop(evaluator.E, top + 1);
      this.inspector.values.forgetCounts();
      return this.inspector.values.describe(format, undefined, node.frame);
    });
  }

  expression({ expression, value, frameId, format }: DebugRequest<'setExpression'>): DebugValue {
    const place = frameId === undefined ? undefined : this.inspector.place(frameId);
    return this.inspector.onStack(() => {
      this.inspector.run(`${expression} = ${value}`, place, true);
      this.inspector.run(expression, place, false);
      return this.inspector.values.describe(format, expression, place);
    });
  }

  /** Pops the value into a child of a node. */
  private set(node: Exclude<Node, { kind: 'returned' | 'console' }>, name: string): void {
    const { activations, evaluator, vm } = this.tools;
    const { E } = evaluator;
    switch (node.kind) {
      case 'locals': {
        const { L, ci } = node.frame;
        activations.setLocal(L, ci, known(activations.localNames(L, ci).get(name), 'local'), E);
        return;
      }
      case 'varargs':
      case 'arguments': {
        const n = known(Number(/^\[(\d+)\]$/.exec(name)?.[1]) || undefined, 'argument');
        activations.setLocal(node.frame.L, node.frame.ci, node.kind === 'varargs' ? -n : n, E);
        return;
      }
      case 'upvalues':
        activations.pushFunction(node.frame.L, node.frame.ci, E);
        this.setUpvalue(name);
        return;
      case 'globals':
        this.inspector.values.pushGlobals();
        this.setField(name);
        return;
      case 'value':
        vm.pushRef(E, node.ref);
        this.setInside(name);
        return;
      default:
        throw refusal(name);
    }
  }

  /** The value lies below the one that it is to be a part of. */
  private setInside(name: string): void {
    const type = this.tools.writer.type(this.tools.evaluator.E, -1);
    if (type === 'table') this.setField(name);
    else if (type === 'function') this.setUpvalue(name);
    else throw refusal(name);
  }

  private setUpvalue(name: string): void {
    const { activations, evaluator, vm } = this.tools;
    const n = known(activations.upvalueNames(evaluator.E, -1).get(name), 'upvalue');
    vm.api.lua_rotate(evaluator.E, -2, 1);
    vm.api.lua_setupvalue(evaluator.E, -2, n);
  }

  private setField(name: string): void {
    const { evaluator, vm, compiler } = this.tools;
    const { E } = evaluator;
    // A name as it was listed: `limit`, `[1]`, `["two words"]`.
    const key = /^\[(.*)\]$/s.exec(name)?.[1];
    if (key === undefined) vm.pushString(E, name);
    else if (/^(?:".*"|-?[\d.]+(?:e[+-]?\d+)?|true|false)$/s.test(key)) {
      const code = compiler.compile(key, undefined);
      compiler.run(code, undefined, 1);
      compiler.release(code);
    } else throw refusal(name);
    // value, table, key: the value goes on top.
    vm.api.lua_rotate(E, -3, -1);
    vm.api.lua_rawset(E, -3);
  }
}

function refusal(name: string): SpellError {
  return new SpellError('DEBUG_REFUSED', `${name} cannot be set`);
}
