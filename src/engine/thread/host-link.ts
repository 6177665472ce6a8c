// Host calls from Lua: arguments out, answers back, and call-backs into Lua meanwhile. Engine thread.

import type { Value } from '../../base/values.js';
import { Interruption, LuaCallError } from '../../vm/errors.js';
import { LUA_MULTRET } from '../../vm/lua.js';
import { pushValue, toValue } from '../../vm/values.js';
import type { LuaVm } from '../../vm/vm.js';
import { fromErrorData, toErrorData } from '../errors.js';
import type { RunEnding } from './ending.js';
import type { Invoke, Mailbox } from './mailbox.js';

export class HostLink {
  private run = 0;
  /** Function references that call-backs returned to the host; released at the end of the run. */
  private refs: number[] = [];

  constructor(
    private readonly mailbox: Mailbox,
    private readonly ending: RunEnding,
    private readonly vm: () => LuaVm,
  ) {}

  begin(run: number): void {
    this.run = run;
  }

  end(): void {
    this.mailbox.forget();
    for (const ref of this.refs.splice(0)) this.vm().releaseRef(ref);
  }

  /** Throws what the host method threw, or an interruption. */
  call(L: number, method: string, args: readonly Value[]): Value {
    const check = (): void => {
      this.ending.check(L);
    };
    const result = this.mailbox.call(this.run, method, args, check, (message) => {
      this.invoke(L, message);
    });
    if (result.ok) return result.value;
    check();
    throw fromErrorData(result.error);
  }

  /** The same with the values from `first` to the top of `L`; functions are references for the time of the call. */
  callWithStack(L: number, method: string, first: number): Value {
    const refs: number[] = [];
    try {
      return this.call(L, method, this.values(L, first, refs));
    } finally {
      for (const ref of refs) this.vm().releaseRef(ref);
    }
  }

  private values(L: number, first: number, refs: number[]): Value[] {
    const vm = this.vm();
    const top = vm.api.lua_gettop(L);
    const values: Value[] = [];
    for (let index = first; index <= top; index++) values.push(toValue(vm, L, index, refs) ?? null);
    return values;
  }

  /** Calls a Lua function for the host, on the state that waits. */
  private invoke(L: number, { invocation, fn, args }: Invoke): void {
    const vm = this.vm();
    const top = vm.api.lua_gettop(L);
    try {
      pushValue(vm, L, fn);
      for (const arg of args) pushValue(vm, L, arg);
      vm.call(L, args.length, LUA_MULTRET);
      const value = this.values(L, top + 1, this.refs);
      this.mailbox.post({ type: 'invoked', invocation, result: { ok: true, value } });
    } catch (error) {
      const isLua = error instanceof LuaCallError;
      if (isLua) error.release();
      if (error instanceof Interruption || (isLua && error.isInterruption)) throw new Interruption();
      const data = isLua ? { code: 'LUA_ERROR', message: error.message } : toErrorData(error);
      this.mailbox.post({ type: 'invoked', invocation, result: { ok: false, error: data } });
    } finally {
      vm.api.lua_settop(L, top);
    }
  }
}
