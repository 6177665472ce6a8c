// The commands of the contract, one function each. Engine thread.

import { SpellError } from '../../base/errors.js';
import { WORD } from '../../base/shared-memory.js';
import type { DebugAnswer, DebugCommandName, DebugRequest } from '../contract.js';
import { Assign } from './assign.js';
import { known } from './children.js';
import { DataTargets } from './data-targets.js';
import type { Debugger } from './debugger.js';
import { EXPRESSION } from './evaluator.js';
import { walkHeap } from './heap.js';
import { lineCalls } from './line-calls.js';
import type { Pause } from './pauses.js';
import { Reload } from './reload/reload.js';
import { lineWithCode } from './sources.js';
import type { StepKind } from './stepper.js';
import { RUN_THREAD } from './threads.js';

/** Commands that the engine thread serves: a run is ended from outside. */
export type ServedCommand = Exclude<DebugCommandName, 'terminate'>;

const DEFAULT_TIMEOUT_MS = 2000;

export class Commands {
  readonly #reload: Reload;

  constructor(private readonly target: Debugger) {
    this.#reload = new Reload(target);
  }

  /** @throws SpellError as the contract says */
  serve<N extends ServedCommand>(name: N, request: DebugRequest<N>): DebugAnswer<N> {
    // The table has the types of the contract; a name picks its function and its request alike.
    const handlers = this.handlers as Record<ServedCommand, (request: never) => unknown>;
    if (!Object.hasOwn(handlers, name)) throw new SpellError('DEBUG_REFUSED', `the debugger has no command ${name}`);
    this.target.tools.writer.forgetNames();
    return handlers[name](request as never) as DebugAnswer<N>;
  }

  private readonly handlers: { readonly [N in ServedCommand]: (request: DebugRequest<N>) => DebugAnswer<N> } = {
    attach: (options) => this.attach(options),
    detach: ({ stayPaused }) => {
      const { pause } = this.target;
      this.target.clear();
      if (pause !== undefined && stayPaused !== true) this.target.goOn(pause);
      return {};
    },

    setBreakpoints: ({ breakpoints }) => this.changed(this.target.breakpoints.setLines(breakpoints)),
    setFunctionBreakpoints: ({ breakpoints }) => this.changed(this.target.breakpoints.setFunctions(breakpoints)),
    setExceptionBreakpoints: ({ breakpoints }) => {
      const states = this.target.exceptions.set(breakpoints);
      this.target.update();
      return { breakpoints: states };
    },
    setDataBreakpoints: ({ breakpoints }) => {
      const states = this.target.data.set(breakpoints);
      this.target.update();
      return { breakpoints: states };
    },
    dataBreakpointInfo: (request) =>
      new DataTargets(this.target.tools, this.target.inspector, this.target.data).find(request),
    breakpointLocations: ({ source, line, endLine = line }) => {
      const functions = this.target.tools.sources.find(source)?.functions ?? [];
      const lines = new Set(functions.flatMap((each) => each.lines).filter((each) => each >= line && each <= endLine));
      return { lines: [...lines].sort((a, b) => a - b) };
    },

    pause: () => ({ willStop: this.target.askPause() }),
    continue: () => {
      this.target.goOn(this.paused());
      return {};
    },
    next: (request) => this.step('over', request),
    stepIn: (request) => (request.call === undefined ? this.step('in', request) : this.step('over', request)),
    stepInTargets: ({ frameId }) => {
      const { calls, done } = lineCalls(this.target.tools.protos, this.paused().inspector.place(frameId).ci);
      return { calls: calls.length, done };
    },
    stepOut: (request) => this.step('out', request),
    runTo: ({ source, line }) => {
      const pause = this.paused();
      const loaded = known(this.target.tools.sources.find(source), 'source');
      const found = lineWithCode(loaded.functions, line);
      if (found === undefined) throw new SpellError('DEBUG_REFUSED', `there is no code at or after line ${line}`);
      this.target.breakpoints.setTarget(loaded.source, found);
      this.target.breakpointsChanged();
      this.target.goOn(pause);
      return { line: found };
    },

    threads: () => {
      if (this.target.pause !== undefined) return this.target.inspector.threads();
      const main = { id: RUN_THREAD, name: 'main', status: 'running' } as const;
      return { threads: this.target.runId === undefined ? [] : [main] };
    },
    stackTrace: (request) => this.paused().inspector.stackTrace(request),
    scopes: (request) => {
      this.target.trimIdle();
      return this.target.inspector.scopes(request);
    },
    variables: (request) => {
      if (request.reference === undefined) this.target.trimIdle();
      return this.target.inspector.variables(request);
    },
    setVariable: (request) => this.assigned(this.assign.variable(request)),
    setExpression: (request) => this.assigned(this.assign.expression(request)),
    evaluate: (request) => {
      const value = this.target.inspector.evaluate(request);
      return request.context === 'repl' ? this.assigned(value) : value;
    },
    show: (request) => this.target.inspector.show(request),
    completions: (request) => this.target.inspector.completions(request),
    exceptionInfo: () => this.exceptionInfo(this.paused()),

    setStatements: (request) => {
      const { statements, sources } = this.target.tools;
      const isExact = statements.set(request);
      const loaded = sources.find(request.source);
      if (loaded !== undefined) this.target.placeAgain(loaded.source);
      return { isExact };
    },
    gotoTargets: (request) => ({ lines: this.target.jump.lines(this.paused(), request) }),
    goto: (request) => {
      const pause = this.paused();
      this.target.jump.begin(pause, request);
      this.target.goOn(pause);
      return {};
    },
    setTrace: (request) => {
      this.target.trace.set(request);
      this.target.update();
      return {};
    },
    traced: ({ limit }) => this.target.trace.summary(limit),

    reload: (request) => this.#reload.run(request),

    source: ({ reference }) => {
      const { source, text } = known(this.target.tools.sources.find({ reference }), 'source');
      return { source, ...(text !== undefined && { text }) };
    },
    loadedSources: () => ({ sources: this.target.tools.sources.all().map(({ source }) => source) }),
  };

  private attach({ skip = [], stopOnEntry = false, evaluateTimeoutMs }: DebugRequest<'attach'>): DebugAnswer<'attach'> {
    const { target } = this;
    const { vm, sources, protos, evaluator } = target.tools;
    target.skip = skip.map((pattern) => new RegExp(pattern));
    target.trace.forget();
    target.isAttached = true;
    target.stopsOnEntry = stopOnEntry;
    target.tools.written.tell(true);
    evaluator.timeoutMs = evaluateTimeoutMs ?? DEFAULT_TIMEOUT_MS;
    if (vm.memory.word(WORD.tellLoads) === 0) {
      vm.memory.setWord(WORD.tellLoads, 1);
      // Oldest first, as they would have been told.
      const isSource = (proto: number): boolean =>
        protos.lineDefined(proto) === 0 && protos.chunkName(proto) !== EXPRESSION;
      for (const proto of walkHeap(vm).protos.toReversed()) if (isSource(proto)) sources.add(proto);
    }
    return { sources: sources.all().map(({ source }) => source) };
  }

  private paused(): Pause {
    const { pause } = this.target;
    if (pause === undefined || pause.isOver) throw new SpellError('DEBUG_NOT_PAUSED', 'nothing is paused');
    return pause;
  }

  private step(kind: StepKind, { threadId, granularity, call }: DebugRequest<'stepIn'>): Record<string, never> {
    const pause = this.paused();
    const states = threadId === undefined ? pause.states : pause.inspector.statesOf(threadId);
    const detail = { byStatement: granularity === 'statement', call: this.callOf(states[0]!, call) };
    this.target.goOn(pause, kind, states, detail);
    return {};
  }

  /** The instruction that makes a call of the line where a coroutine is. */
  private callOf(L: number, call: number | undefined): number | undefined {
    if (call === undefined) return undefined;
    const { protos } = this.target.tools;
    const ci = protos.activations(L).find((each) => protos.isLua(each));
    return known(ci === undefined ? undefined : lineCalls(protos, ci).calls[call], 'call');
  }

  private changed<T>(breakpoints: T): { readonly breakpoints: T } {
    this.target.breakpointsChanged();
    return { breakpoints };
  }

  private get assign(): Assign {
    return new Assign(this.target.tools, this.target.inspector);
  }

  private assigned<T>(value: T): T {
    this.target.host.post({ type: 'invalidated', areas: ['variables'] });
    return value;
  }

  private exceptionInfo({ error, inspector, states }: Pause): DebugAnswer<'exceptionInfo'> {
    const { ref, message, mode } = known(error, 'error');
    const { vm, evaluator, writer } = this.target.tools;
    const { E } = evaluator;
    return inspector.onStack(() => {
      vm.api.luaL_traceback(E, states[0]!, 0, 0);
      const traceback = writer.forPeople(E, -1);
      vm.pushRef(E, ref);
      const value = inspector.values.describe(undefined, undefined, undefined);
      return { message, typeName: writer.typeName(E, -1), mode, value, traceback };
    });
  }
}
