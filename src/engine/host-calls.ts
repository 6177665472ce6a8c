// Answers the host calls of the run under way, lets host methods call back into Lua, and cancels them. Control thread.

import { setTimeout as sleep } from 'node:timers/promises';
import type { CallContext, HostMethod, HostMethods, LuaFunctionRef, Value } from '../base/values.js';
import { ENGINE_METHODS } from '../base/engine-methods.js';
import { SpellError } from '../base/errors.js';
import type { EngineOptions } from './contract.js';
import { fromErrorData, toErrorData } from './errors.js';
import type { FromEngine, ToEngine } from './messages.js';

type Call = Extract<FromEngine, { type: 'call' }>;
type Invoked = Extract<FromEngine, { type: 'invoked' }>;
type Invocation = Pick<Extract<ToEngine, { type: 'invoke' }>, 'fn' | 'args' | 'rest' | 'within'>;
interface Waiting {
  readonly call: number;
  readonly resolve: (results: readonly Value[]) => void;
  readonly reject: (error: Error) => void;
}

export class HostCalls {
  private run = 0;
  private runId = '';
  private workingDirectory = '';
  private controller = new AbortController();
  /** Most cells ask the host for nothing: for them nothing is cancelled, which costs more than it seems. */
  private hasCalls = false;
  private invocations = 0;
  private loaded: Promise<HostMethods> | undefined;
  private readonly waiting = new Map<number, Waiting>();
  /** Of calls that may be cancelled alone. */
  private readonly controllers = new Map<number, AbortController>();

  constructor(
    private readonly options: EngineOptions,
    private readonly post: (message: ToEngine) => void,
    /** Makes the engine look at the clock, also where Lua computes. */
    private readonly wake: () => void = () => undefined,
  ) {}

  begin(run: number, runId: string, workingDirectory: string): void {
    this.run = run;
    this.runId = runId;
    this.workingDirectory = workingDirectory;
    if (this.controller.signal.aborted) this.controller = new AbortController();
    this.hasCalls = false;
  }

  /** Cancels what is under way: the run is being interrupted. */
  abort(): void {
    this.cancel('the run was interrupted');
  }

  /** The run has ended: nobody waits for answers, and no call-back can be made any more. */
  end(): void {
    this.run = 0;
    if (this.hasCalls) this.cancel('the run has ended');
  }

  private cancel(message: string): void {
    const error = new SpellError('INTERRUPTED', message);
    this.controller.abort(error);
    for (const controller of this.controllers.values()) controller.abort(error);
    this.controllers.clear();
    const waiting = [...this.waiting.values()];
    this.waiting.clear();
    for (const { reject } of waiting) reject(error);
  }

  /** The task that made the call does not want its answer any more. */
  cancelCall(call: number): void {
    const controller = this.controllers.get(call);
    if (controller === undefined) return;
    const error = new SpellError('INTERRUPTED', 'the task was cancelled');
    controller.abort(error);
    for (const [invocation, waiting] of this.waiting) {
      if (waiting.call !== call) continue;
      this.waiting.delete(invocation);
      waiting.reject(error);
    }
  }

  async answer(call: Call): Promise<void> {
    if (call.run !== this.run) return;
    this.hasCalls = true;
    if (call.isOneWay === true) return this.take(call);
    const signal = this.signalFor(call);
    try {
      const value = await this.perform(call, signal);
      // Nobody waits for the answer of a run that has ended.
      if (call.run === this.run) this.post({ type: 'reply', call: call.call, result: { ok: true, value } });
    } catch (error) {
      if (call.run === this.run)
        this.post({ type: 'reply', call: call.call, result: { ok: false, error: toErrorData(error) } });
    } finally {
      if (call.run === this.run) this.controllers.delete(call.call);
    }
  }

  /** The script has gone on: nothing can be called back, and what goes wrong is told in the log. */
  private async take({ method: name, args, source, inside, task }: Call): Promise<void> {
    const { runId, workingDirectory } = this;
    try {
      const method = await this.methodOf(name);
      const context: CallContext = { runId, workingDirectory, signal: this.controller.signal, invoke: notWaiting };
      await method(args, {
        ...context,
        ...(source !== undefined && { source }),
        ...(inside !== undefined && { inside }),
        ...(task !== undefined && { task }),
      });
    } catch (error) {
      const message = `${name} has failed: ${error instanceof Error ? error.message : String(error)}`;
      this.options.logger?.log({ level: 'warn', module: 'engine', message, runId });
    }
  }

  private signalFor(call: Call): AbortSignal {
    if (call.mayCancel !== true || this.controller.signal.aborted) return this.controller.signal;
    const controller = new AbortController();
    this.controllers.set(call.call, controller);
    return controller.signal;
  }

  invoked({ invocation, result }: Invoked): void {
    const waiting = this.waiting.get(invocation);
    this.waiting.delete(invocation);
    if (result.ok) waiting?.resolve(result.value);
    else waiting?.reject(fromErrorData(result.error));
  }

  private async perform(call: Call, signal: AbortSignal): Promise<Value> {
    if (call.method === ENGINE_METHODS.readInput) {
      return (await this.options.readInput?.(call.args[0] as number, signal, this.runId)) ?? null;
    }
    if (call.method === ENGINE_METHODS.sleep) return sleep(call.args[0] as number, null, { signal });
    const method = await this.methodOf(call.method);
    let answered = false;
    const invoke = (
      fn: LuaFunctionRef | string,
      args: readonly Value[],
      inside?: readonly string[],
      rest: readonly (readonly Value[])[] = [],
    ) => {
      // What the call itself is inside of, the engine knows.
      const within = inside?.slice(call.inside?.length ?? 0) ?? [];
      const results = answered
        ? Promise.reject(new Error(`${call.method} has been answered: its functions are gone`))
        : this.invoke(call.call, signal, {
            ...{ fn, args },
            ...(rest.length > 0 && { rest }),
            ...(within.length > 0 && { within }),
          });
      // A method need not look at what becomes of a call-back.
      results.catch(() => undefined);
      return results;
    };
    const context: CallContext = {
      runId: this.runId,
      ...(call.source === undefined ? {} : { source: call.source }),
      ...(call.stopsAt === undefined ? {} : { stopsAt: call.stopsAt }),
      ...(call.inside === undefined ? {} : { inside: call.inside }),
      ...(call.task === undefined ? {} : { task: call.task }),
      workingDirectory: this.workingDirectory,
      signal,
      invoke: (fn, args, inside) => invoke(fn, args, inside),
      invokeEach: async (fn, [args, ...rest]) => {
        if (args !== undefined) await invoke(fn, args, undefined, rest);
      },
      invokeNamed: (name, args, wakeMs, inside) => this.waking(wakeMs, invoke(name, args, inside)),
    };
    try {
      return await method(call.args, context);
    } finally {
      answered = true;
    }
  }

  /** @throws SpellError `NOT_AVAILABLE` */
  private async methodOf(name: string): Promise<HostMethod> {
    const methods = await this.methods();
    const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
    if (method === undefined) throw noMethod(name);
    return method;
  }

  private methods(): HostMethods | Promise<HostMethods> {
    const { methods } = this.options;
    if (typeof methods !== 'function') return methods;
    this.loaded ??= methods();
    return this.loaded;
  }

  private async invoke(call: number, signal: AbortSignal, what: Invocation): Promise<readonly Value[]> {
    signal.throwIfAborted();
    const invocation = ++this.invocations;
    this.post({ type: 'invoke', call, invocation, ...what });
    return new Promise((resolve, reject) => this.waiting.set(invocation, { call, resolve, reject }));
  }

  private async waking<T>(everyMs: number, results: Promise<T>): Promise<T> {
    const timer = setInterval(this.wake, everyMs);
    try {
      return await results;
    } finally {
      clearInterval(timer);
    }
  }
}

function notWaiting(): Promise<readonly Value[]> {
  return Promise.reject(new Error('the script does not wait for this call: its functions cannot be called'));
}

/** Ours is not the only host: what one offers depends on who runs the script. */
function noMethod(method: string): SpellError {
  return new SpellError('NOT_AVAILABLE', `no host method ${method}`, { details: { method } });
}
