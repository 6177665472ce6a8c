// One pause seen by clients: threads, frames, scopes, values, expressions. Everything has a number that is void when the script goes
// on. Engine thread.

import { SpellError } from '../../base/errors.js';
import { WORD } from '../../base/shared-memory.js';
import { LUA_TTABLE } from '../../vm/lua.js';
import { TOSTRING } from '../../vm/vm.js';
import { displayName } from '../../diagnostics/chunk-names.js';
import type {
  DebugAnswer,
  DebugRequest,
  DebugScope,
  DebugThread,
  DebugValue,
  DebugVariable,
  ValueFormat,
} from '../contract.js';
import { Children, known } from './children.js';
import { Frames } from './frames.js';
import type { FramePlace } from './frame-code.js';
import { Hover } from './hover.js';
import type { Tools } from './tools.js';
import { Values, type Node } from './values.js';

/** The paused coroutine and its resumers. */
export interface PausedAt {
  readonly states: readonly number[];
  /** References of what the function has returned that was stepped out of. */
  readonly returned: readonly number[];
  /** An activation that no client sees: the host function by which the script has paused itself. */
  readonly hidden?: number | undefined;
}

export class Inspector {
  readonly values: Values;
  private readonly frames: Frames;
  private readonly children: Children;
  private readonly hover: Hover;

  constructor(
    private readonly tools: Tools,
    /** Without one nothing is paused: only globals are there. */
    private readonly paused: PausedAt | undefined,
  ) {
    const { vm, evaluator, activations, writer, host, compiler, protos, sources, statements } = tools;
    this.values = new Values(vm, evaluator, activations, writer, host.builtIns);
    this.children = new Children(
      this.values,
      (E) => {
        vm.pushHost(E, TOSTRING);
        vm.api.lua_rotate(E, -2, 1);
        evaluator.call(paused?.states[0] ?? 0, 1, 1);
      },
      host.consoleLog,
    );
    this.hover = new Hover(vm, evaluator, compiler);
    this.frames = new Frames({
      protos,
      sources,
      describe: (L, ci) => host.describe(L, ci),
      columnOf: (ci) => {
        const proto = protos.protoOf(ci);
        return statements.originOf(proto, protos.pcOf(ci, proto))?.column;
      },
      waitsFor: (ci) => host.waitsFor(ci),
      hidden: paused?.hidden,
    });
  }

  dispose(): void {
    this.values.dispose();
    for (const ref of this.paused?.returned ?? []) this.tools.vm.releaseRef(ref);
  }

  // --- Threads and frames --------------------------------------------------------------------------------------------

  threads(): DebugAnswer<'threads'> {
    const states = this.paused?.states ?? [];
    const running = states.map((L, i) => this.thread(L, i === 0 ? 'running' : 'normal'));
    const suspended = this.tools.threads.suspended(states).map((L) => this.thread(L, 'suspended'));
    return { threads: [...running, ...suspended].sort((a, b) => a.id - b.id) };
  }

  private thread(L: number, status: DebugThread['status']): DebugThread {
    return { id: this.tools.threads.idOf(L), name: this.threadName(L), status };
  }

  private threadName(L: number): string {
    const { vm, threads, protos, sources } = this.tools;
    if (L === vm.memory.word(WORD.mainState)) return 'main';
    const task = this.tools.host.taskName(L);
    if (task !== undefined) return task;
    const proto = threads.mainProto(L);
    if (proto === 0) return 'coroutine';
    const chunkName = protos.chunkName(proto);
    const line = protos.lineDefined(proto);
    const written = sources.get(chunkName)?.functions.filter(({ lineDefined }) => lineDefined === line);
    const name = written?.length === 1 ? written[0]!.name : undefined;
    const place = `${displayName(chunkName)}:${line}`;
    return name === undefined ? `coroutine (${place})` : `${name} (${place})`;
  }

  /** The states of a thread: its own and those of its resumers. */
  statesOf(threadId: number): readonly number[] {
    const states = this.paused?.states ?? [];
    const at = states.findIndex((L) => this.tools.threads.idOf(L) === threadId);
    if (at !== -1) return states.slice(at);
    const suspended = this.tools.threads.suspended(states).find((L) => this.tools.threads.idOf(L) === threadId);
    return [known(suspended, 'thread')];
  }

  stackTrace({ threadId, start = 0, levels = 0 }: DebugRequest<'stackTrace'>): DebugAnswer<'stackTrace'> {
    return this.frames.list(this.statesOf(threadId), start, levels);
  }

  place(frameId: number): FramePlace {
    return known(this.frames.place(frameId), 'frame');
  }

  // --- Variables -----------------------------------------------------------------------------------------------------

  scopes({ frameId }: DebugRequest<'scopes'>): DebugAnswer<'scopes'> {
    const frame = frameId === undefined ? undefined : this.place(frameId);
    const scopes: DebugScope[] = [];
    const add = (name: DebugScope['name'], node: Node, isExpensive = false): void => {
      const isList = node.kind === 'varargs' || node.kind === 'arguments' || node.kind === 'returned';
      const count = isExpensive ? 0 : this.children.count(node);
      if (count === 0 && !isExpensive && name !== 'Locals' && name !== 'Globals') return;
      const reference = this.values.add(node);
      scopes.push({ name, reference, namedCount: isList ? 0 : count, indexedCount: isList ? count : 0, isExpensive });
    };
    const returned = this.paused?.returned ?? [];
    if (frame !== undefined && this.isTop(frame) && returned.length > 0)
      add('Return values', { kind: 'returned', refs: returned });
    if (frame !== undefined && this.tools.protos.isLua(frame.ci)) {
      add('Locals', { kind: 'locals', frame });
      add('Varargs', { kind: 'varargs', frame });
      add('Upvalues', { kind: 'upvalues', frame });
    } else if (frame !== undefined && this.isTop(frame)) add('Varargs', { kind: 'arguments', frame });
    if (frame !== undefined) add('Console', { kind: 'console' });
    add('Globals', { kind: 'globals', isBuiltIn: false, frame });
    add('Built-in globals', { kind: 'globals', isBuiltIn: true, frame }, true);
    return { scopes };
  }

  private isTop({ L, ci }: FramePlace): boolean {
    const shown = this.tools.protos.activations(L).find((each) => each !== this.paused?.hidden);
    return L === this.paused?.states[0] && shown === ci;
  }

  variables({ reference, ...page }: DebugRequest<'variables'>): DebugAnswer<'variables'> {
    if (reference === undefined) return this.variables({ reference: this.values.add(GLOBALS), ...page });
    return { variables: this.children.list(known(this.values.node(reference), 'reference'), page), reference };
  }

  // --- Expressions ---------------------------------------------------------------------------------------------------

  evaluate({ expression, frameId, context = 'watch', format }: DebugRequest<'evaluate'>): DebugValue {
    const place = frameId === undefined ? undefined : this.place(frameId);
    return this.onStack((top) => {
      if (context === 'hover') this.hover.push(expression, place);
      else this.run(expression, place, context === 'repl');
      return this.result(
        top,
        context === 'clipboard' ? { maxLength: 1_000_000, ...format } : format,
        expression,
        place,
      );
    });
  }

  /** As cells show it, but without code of the script. */
  show({ expression, frameId }: DebugRequest<'show'>): DebugAnswer<'show'> {
    const { evaluator } = this.tools;
    return this.onStack((top) => {
      this.hover.push(expression, frameId === undefined ? undefined : this.place(frameId));
      return { forms: this.tools.host.showForms(evaluator.E, top + 1) };
    });
  }

  /** Leaves the results of an expression, or of statements, on the evaluator's stack. */
  run(code: string, place: FramePlace | undefined, statements: boolean): void {
    const { compiler } = this.tools;
    const frame = place !== undefined && this.tools.protos.isLua(place.ci) ? place : undefined;
    const compiled = compiler.compile(code, frame, statements);
    try {
      compiler.run(compiled, frame, undefined, true);
    } finally {
      compiler.release(compiled);
      this.values.forgetCounts();
    }
  }

  /** Runs `use` with the height of the evaluator's stack, which it is brought back to. */
  onStack<T>(use: (top: number) => T): T {
    const { vm, evaluator } = this.tools;
    const top = vm.api.lua_gettop(evaluator.E);
    vm.api.lua_checkstack(evaluator.E, 30);
    try {
      return use(top);
    } finally {
      vm.api.lua_settop(evaluator.E, top);
    }
  }

  /** What lies above `top`: the first value, with the text of all. */
  private result(
    top: number,
    format: ValueFormat | undefined,
    expression: string,
    place: FramePlace | undefined,
  ): DebugValue {
    const { vm, evaluator, writer } = this.tools;
    const { E } = evaluator;
    const count = vm.api.lua_gettop(E) - top;
    if (count === 0) vm.api.lua_pushnil(E);
    const texts = Array.from({ length: count }, (_, i) => writer.text(E, top + 1 + i, format));
    vm.api.lua_settop(E, top + 1);
    const value = this.values.describe(format, isPath(expression) ? expression.trim() : undefined, place);
    return count === 1 ? value : { ...value, value: texts.join(', ') };
  }

  // --- Names ---------------------------------------------------------------------------------------------------------

  completions({ frameId, path, prefix }: DebugRequest<'completions'>): DebugAnswer<'completions'> {
    const place = frameId === undefined ? undefined : this.place(frameId);
    return this.onStack(() => {
      if (path.length > 0) return { items: this.fields(path, place, prefix) };
      const nodes: Node[] = [
        { kind: 'globals', isBuiltIn: false, frame: place },
        { kind: 'globals', isBuiltIn: true, frame: place },
      ];
      if (place !== undefined && this.tools.protos.isLua(place.ci)) {
        nodes.unshift({ kind: 'locals', frame: place }, { kind: 'upvalues', frame: place });
      }
      return { items: nodes.flatMap((node) => this.names(node, prefix)) };
    });
  }

  private names(node: Node, prefix: string): DebugAnswer<'completions'>['items'] {
    const isWanted = ({ name }: { readonly name: string }): boolean => name.startsWith(prefix) && /^\w+$/.test(name);
    return this.children
      .list(node, {})
      .filter(isWanted)
      .map(({ name, type, kind }) => ({ label: name, type, kind: completionKind(kind) }));
  }

  private fields(
    path: readonly string[],
    place: FramePlace | undefined,
    prefix: string,
  ): DebugAnswer<'completions'>['items'] {
    const { vm, evaluator } = this.tools;
    try {
      this.hover.push(path.join('.'), place);
    } catch (error) {
      if (error instanceof SpellError) return [];
      throw error;
    }
    if (vm.api.lua_type(evaluator.E, -1) !== LUA_TTABLE) return [];
    const reference = this.values.hold({ kind: 'value', path: undefined, frame: place });
    return this.names(known(this.values.node(reference), 'reference'), prefix);
  }

  /** Leaves what an expression without calls gives on the evaluator's stack. */
  pushQuietly(expression: string, place: FramePlace | undefined): void {
    this.hover.push(expression, place);
  }
}

const GLOBALS: Node = { kind: 'globals', isBuiltIn: false, frame: undefined };

const isPath = (expression: string): boolean => /^\s*[A-Za-z_]\w*(?:\.[A-Za-z_]\w*|\[\d+\])*\s*$/.test(expression);

function completionKind(kind: DebugVariable['kind']): 'local' | 'upvalue' | 'global' | 'field' {
  return kind === 'local' || kind === 'upvalue' || kind === 'global' ? kind : 'field';
}
