// The commands of the contract, one function each. Engine thread.

import { SpellError } from '../../base/errors.js';
import { WORD } from '../../base/shared-memory.js';
import type { DebugAnswer, DebugCommandName, DebugRequest } from '../contract.js';
import { Assign } from './assign.js';
import { known } from './children.js';
import { DataTargets } from './data-targets.js';
import type { Debugger, Pause } from './debugger.js';
import { walkHeap } from './heap.js';
import { lineWithCode } from './sources.js';
import type { StepKind } from './stepper.js';
import { RUN_THREAD } from './threads.js';

/** Commands that the engine thread serves: a run is ended from outside. */
export type ServedCommand = Exclude<DebugCommandName, 'terminate'>;

const DEFAULT_TIMEOUT_MS = 2000;

export class Commands {
  constructor(private readonly target: Debugger) {}

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
    next: ({ threadId }) => this.step('over', threadId),
    stepIn: ({ threadId }) => this.step('in', threadId),
    stepOut: ({ threadId }) => this.step('out', threadId),
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
    variables: (request) => this.target.inspector.variables(request),
    setVariable: (request) => this.assigned(this.assign.variable(request)),
    setExpression: (request) => this.assigned(this.assign.expression(request)),
    evaluate: (request) => {
      const value = this.target.inspector.evaluate(request);
      return request.context === 'repl' ? this.assigned(value) : value;
    },
    show: (request) => this.target.inspector.show(request),
    completions: (request) => this.target.inspector.completions(request),
    exceptionInfo: () => this.exceptionInfo(this.paused()),

    setStatements: () => refused(),
    stepInTargets: () => refused(),
    gotoTargets: () => refused(),
    goto: () => refused(),
    setTrace: () => refused(),
    traced: () => refused(),

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
    target.stopsOnEntry = stopOnEntry;
    evaluator.timeoutMs = evaluateTimeoutMs ?? DEFAULT_TIMEOUT_MS;
    if (vm.memory.word(WORD.tellLoads) === 0) {
      vm.memory.setWord(WORD.tellLoads, 1);
      // Oldest first, as they would have been told.
      for (const proto of walkHeap(vm).protos.toReversed()) if (protos.lineDefined(proto) === 0) sources.add(proto);
    }
    return { sources: sources.all().map(({ source }) => source) };
  }

  private paused(): Pause {
    const { pause } = this.target;
    if (pause === undefined || pause.isOver) throw new SpellError('DEBUG_NOT_PAUSED', 'nothing is paused');
    return pause;
  }

  private step(kind: StepKind, threadId: number | undefined): Record<string, never> {
    const pause = this.paused();
    const states = threadId === undefined ? pause.states : pause.inspector.statesOf(threadId);
    this.target.goOn(pause, kind, states);
    return {};
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

function refused(): never {
  throw new SpellError('DEBUG_REFUSED', 'this engine does not know the command');
}
