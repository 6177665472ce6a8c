// Host calls from Lua that block it: arguments out, answers back, and call-backs into Lua meanwhile. Engine thread.

import type { Value } from '../../base/values.js';
import { Interruption, LuaCallError, LuaRaise } from '../../vm/errors.js';
import { LUA_MULTRET, OFFSETS } from '../../vm/lua.js';
import { pushValue, toValue } from '../../vm/values.js';
import type { LuaVm } from '../../vm/vm.js';
import { fromErrorData, toErrorData } from '../errors.js';
import type { ErrorData, Settled } from '../messages.js';
import type { CallRequest, Invoke, Mailbox } from './mailbox.js';

/** Host function that pictures the stack where a call-back of a host method fails. */
export const CALL_BACK_FAILED = 'engine.call_back_failed';

export class HostLink {
  private run = 0;
  /** Host calls that wait, each inside a call-back of the one before it. */
  private depth = 0;
  /** Function references given to the host, by the depth of their call: held until the next one, as answers may name them. */
  private readonly refs: number[][] = [];
  /** Methods that are waited for, with the activations that wait, outermost first. */
  private readonly waiting: Waiting[] = [];
  /** What the call-backs are for that run now, outermost first. */
  inside: readonly string[] = [];
  /** The task that runs. */
  task: string | undefined;

  constructor(
    private readonly mailbox: Mailbox,
    private readonly vm: () => LuaVm,
    private readonly tellSources: boolean,
    /** Throws when `L`, which waits, is to wait no longer; gives the milliseconds after which it wants to be asked again. */
    private readonly check: (L: number) => number,
    private readonly stopsAt: () => readonly string[] | undefined,
    /** Keeps a call-back for a task that has left its state; false for any other. */
    private readonly keep: (message: Invoke) => boolean,
  ) {}

  /** The method that an activation waits for. */
  waitsFor(ci: number): string | undefined {
    return this.waiting.find((each) => each.ci === ci)?.method;
  }

  begin(run: number): void {
    this.run = run;
  }

  end(): void {
    this.mailbox.forget();
    this.release(0);
    this.inside = [];
  }

  /** Throws what the host method threw, or an interruption. */
  call(L: number, method: string, args: readonly Value[]): Value {
    return this.take(L, this.wait(L, method, args));
  }

  /** The value of an answer for `L`. Throws what the host method threw, or an interruption. */
  take(L: number, answer: Settled<Value>): Value {
    if (answer.ok) return answer.value;
    this.check(L);
    throw fromErrorData(answer.error);
  }

  /** The same with the values from `first` to the top of `L`; functions are references for the time of the call. */
  callWithStack(L: number, method: string, first: number): Value {
    return this.take(L, this.settle(L, method, [], first));
  }

  /** The same with `lead` before them, and without throwing what the method threw. */
  settle(L: number, method: string, lead: readonly Value[], first: number): Settled<Value> {
    this.release(this.depth);
    return this.wait(L, method, [...lead, ...this.values(L, first, this.refsAt(this.depth))]);
  }

  /** Calls it and goes on: nobody gets the answer. */
  send(L: number, method: string, args: readonly Value[]): void {
    this.mailbox.send(this.request(L, method, args));
  }

  /** Calls it and goes on; {@link answerOf} waits for the answer. @returns the number of the call */
  ask(L: number, method: string, args: readonly Value[]): number {
    return this.mailbox.begin(this.request(L, method, args));
  }

  /** Throws what the host method threw, or an interruption. */
  answerOf(L: number, method: string, call: number): Value {
    return this.take(L, this.waitFor(L, method, call));
  }

  private wait(L: number, method: string, args: readonly Value[]): Settled<Value> {
    return this.waitFor(L, method, this.ask(L, method, args));
  }

  private waitFor(L: number, method: string, call: number): Settled<Value> {
    const { inside } = this;
    this.depth++;
    this.waiting.push({ ci: this.vm().memory.word(L + OFFSETS.state.ci), method, call, inside });
    try {
      const check = (): number => this.check(L);
      return this.mailbox.settle(call, check, (message) => {
        if (!this.keep(message)) this.invoke(L, message);
      });
    } finally {
      this.waiting.pop();
      this.depth--;
    }
  }

  /** A host call of what runs on `L`. */
  request(L: number, method: string, args: readonly Value[]): CallRequest {
    const source = this.tellSources ? sourceOf(this.vm(), L) : undefined;
    const stopsAt = this.stopsAt();
    return {
      ...{ run: this.run, method, args },
      ...(source === undefined ? {} : { source }),
      ...(stopsAt === undefined ? {} : { stopsAt }),
      ...(this.inside.length === 0 ? {} : { inside: this.inside }),
      ...(this.task === undefined ? {} : { task: this.task }),
    };
  }

  private refsAt(depth: number): number[] {
    while (this.refs.length <= depth) this.refs.push([]);
    return this.refs[depth]!;
  }

  private release(depth: number): void {
    for (const refs of this.refs.splice(depth)) for (const ref of refs) this.vm().releaseRef(ref);
  }

  /** The values from `first` to the top of `L`; the functions among them are held by `refs`. */
  values(L: number, first: number, refs: number[]): Value[] {
    const vm = this.vm();
    const top = vm.api.lua_gettop(L);
    const values: Value[] = [];
    for (let index = first; index <= top; index++) values.push(toValue(vm, L, index, refs) ?? null);
    return values;
  }

  /** Calls a Lua function for the host, on the state that waits. */
  invoke(L: number, { call, invocation, fn, args, rest = [], within }: Invoke): void {
    const vm = this.vm();
    const top = vm.api.lua_gettop(L);
    const { inside } = this;
    try {
      // It may run on top of another call's call-back, of which it knows nothing.
      const outer = this.waiting.find((each) => each.call === call)?.inside ?? inside;
      this.inside = within === undefined ? outer : [...outer, ...within];
      for (const list of [args, ...rest]) {
        vm.api.lua_settop(L, top);
        if (typeof fn === 'string') vm.pushHost(L, fn);
        else pushValue(vm, L, fn);
        for (const arg of list) pushValue(vm, L, arg);
        vm.call(L, list.length, LUA_MULTRET, CALL_BACK_FAILED);
      }
      const value = this.values(L, top + 1, this.refsAt(0));
      this.mailbox.post({ type: 'invoked', invocation, result: { ok: true, value } });
      vm.api.lua_settop(L, top);
    } catch (error) {
      const isLua = error instanceof LuaCallError;
      if (isLua) error.release();
      if (error instanceof Interruption || (isLua && error.isInterruption)) throw new Interruption();
      this.mailbox.post({ type: 'invoked', invocation, result: { ok: false, error: callBackError(error) } });
      // Raised by Lua in no protected call of ours: it goes on to the one around the host call, its value on the stack.
      if (error instanceof WebAssembly.Exception) throw error;
      vm.api.lua_settop(L, top);
    } finally {
      this.inside = inside;
    }
  }
}

/** A method that is waited for. */
interface Waiting {
  readonly ci: number;
  readonly method: string;
  readonly call: number;
  /** As {@link HostLink.inside} was when it was called. */
  readonly inside: readonly string[];
}

/** The innermost Lua function on the stack of `L`: a host method may be called by way of library functions. */
export function sourceOf(vm: LuaVm, L: number): string | undefined {
  vm.api.luaL_checkstack(L, 4, 0);
  for (let level = 1; level <= SOURCE_LEVELS; level++) {
    vm.api.luaL_where(L, level);
    const where = vm.stringAt(L, -1);
    vm.pop(L);
    if (typeof where === 'string' && where !== '') return where.replace(/: $/, '');
  }
  return undefined;
}

const SOURCE_LEVELS = 5;

function callBackError(error: unknown): ErrorData {
  if (error instanceof LuaCallError || error instanceof LuaRaise) return { code: 'LUA_ERROR', message: error.message };
  if (error instanceof WebAssembly.Exception) return { code: 'LUA_ERROR', message: 'not enough memory' };
  return toErrorData(error);
}
