// Finds what a data breakpoint is to watch: a variable that was listed, or what a name in a frame leads to. Engine thread.

import { SpellError } from '../../base/errors.js';
import type { DebugAnswer, DebugRequest } from '../contract.js';
import { known } from './children.js';
import type { DataBreakpoints, Target } from './data-breakpoints.js';
import type { FramePlace } from './frame-code.js';
import type { Inspector } from './inspector.js';
import type { Tools } from './tools.js';

export class DataTargets {
  constructor(
    private readonly tools: Tools,
    private readonly inspector: Inspector,
    private readonly breakpoints: DataBreakpoints,
  ) {}

  find({ reference, name, frameId }: DebugRequest<'dataBreakpointInfo'>): DebugAnswer<'dataBreakpointInfo'> {
    return this.inspector.onStack(() => {
      try {
        const place = frameId === undefined ? undefined : this.inspector.place(frameId);
        const target = reference === undefined ? this.named(name, place) : this.listed(reference, name);
        return target === undefined
          ? { description: `${name} cannot be watched` }
          : { dataId: this.breakpoints.add(target), description: target.label };
      } catch (error) {
        if (error instanceof SpellError && error.code !== 'DEBUG_UNKNOWN') return { description: error.message };
        throw error;
      }
    });
  }

  private listed(reference: number, name: string): Target | undefined {
    const node = known(this.inspector.values.node(reference), 'reference');
    switch (node.kind) {
      case 'locals':
        return this.local(node.frame, name);
      case 'upvalues':
        return this.upvalue(node.frame, name);
      case 'globals':
        this.inspector.values.pushGlobals();
        return this.field(name, name);
      case 'value':
        this.tools.vm.pushRef(this.E, node.ref);
        if (this.tools.writer.type(this.E, -1) !== 'table') return undefined;
        return this.field(name, node.path === undefined ? name : join(node.path, name));
      default:
        return undefined;
    }
  }

  private named(name: string, place: FramePlace | undefined): Target | undefined {
    const last = /^(.+?)(?:\.([A-Za-z_]\w*)|(\[[^[\]]+\]))$/.exec(name.trim());
    if (last !== null) {
      this.inspector.pushQuietly(last[1]!, place);
      if (this.tools.writer.type(this.E, -1) !== 'table') return undefined;
      return this.field(last[2] ?? last[3]!, name.trim());
    }
    const variable = place === undefined ? undefined : (this.local(place, name) ?? this.upvalue(place, name));
    if (variable !== undefined) return variable;
    if (!/^[A-Za-z_]\w*$/.test(name.trim())) return undefined;
    this.inspector.values.pushGlobals();
    return this.field(name.trim(), name.trim());
  }

  private local(frame: FramePlace, name: string): Target | undefined {
    const { activations, vm, protos } = this.tools;
    if (!protos.isLua(frame.ci)) return undefined;
    const n = activations.localNames(frame.L, frame.ci).get(name);
    if (n === undefined) return undefined;
    activations.pushFunction(frame.L, frame.ci, this.E);
    return { kind: 'local', frame, fn: vm.takeRef(this.E), n, label: name };
  }

  private upvalue(frame: FramePlace, name: string): Target | undefined {
    const { activations, vm, protos } = this.tools;
    if (!protos.isLua(frame.ci)) return undefined;
    activations.pushFunction(frame.L, frame.ci, this.E);
    const n = activations.upvalueNames(this.E, -1).get(name);
    return n === undefined ? undefined : { kind: 'upvalue', fn: vm.takeRef(this.E), n, label: name };
  }

  /** Of the table on top; `key` as it is listed. */
  private field(key: string, label: string): Target | undefined {
    const { vm, compiler } = this.tools;
    const literal = /^\[(.*)\]$/s.exec(key)?.[1];
    if (literal === undefined) vm.pushString(this.E, key);
    else if (/^(?:"[^"]*"|'[^']*'|-?[\d.]+|true|false)$/.test(literal)) {
      const code = compiler.compile(literal, undefined);
      compiler.run(code, undefined, 1);
      compiler.release(code);
    } else return undefined;
    const reference = vm.takeRef(this.E);
    return { kind: 'field', table: vm.takeRef(this.E), key: reference, label };
  }

  private get E(): number {
    return this.tools.evaluator.E;
  }
}

const join = (path: string, key: string): string => (key.startsWith('[') ? `${path}${key}` : `${path}.${key}`);
