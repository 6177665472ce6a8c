// Function breakpoints on what is not written in Lua: which calls of the host and of library functions they wait for. Engine thread.

import { OFFSETS } from '../../vm/lua.js';
import type { LuaVm } from '../../vm/vm.js';
import { ANY_HOOK, type Callee, type CalledHost } from './callees.js';
import type { Terms } from './terms.js';

/** A function breakpoint that waits for calls. */
export interface CallBreakpoint {
  readonly id: number;
  readonly terms: Terms;
  readonly callee: Callee;
}

interface Watched {
  readonly breakpoint: CallBreakpoint;
  readonly isCalled: CalledHost['isCalled'];
}

export class CallBreakpoints {
  private readonly hosts = new Map<number, Watched[]>();
  private readonly library = new Map<number, CallBreakpoint[]>();
  private readonly hooks = new Map<string, CallBreakpoint[]>();

  constructor(private readonly vm: LuaVm) {}

  set(breakpoints: readonly CallBreakpoint[]): void {
    this.hosts.clear();
    this.library.clear();
    this.hooks.clear();
    for (const breakpoint of breakpoints) {
      const { callee } = breakpoint;
      if (callee.kind === 'library') add(this.library, callee.address, breakpoint);
      if (callee.kind === 'hook') add(this.hooks, callee.point, breakpoint);
      if (callee.kind !== 'host') continue;
      for (const { id, isCalled } of callee.functions) add(this.hosts, id, { breakpoint, isCalled });
    }
  }

  /** Calls of the host are to be told. */
  get isAnyHost(): boolean {
    return this.hosts.size > 0;
  }

  /** Every call is to be told by a hook: library functions say nothing by themselves. */
  get isAnyLibrary(): boolean {
    return this.library.size > 0;
  }

  /** Hook points that are to fire whether there is a hook or not; undefined for none. */
  get hookPoints(): readonly string[] | undefined {
    return this.hooks.size === 0 ? undefined : [...this.hooks.keys()];
  }

  atHook(point: string): readonly CallBreakpoint[] {
    return [...(this.hooks.get(point) ?? []), ...(this.hooks.get(ANY_HOOK) ?? [])];
  }

  /** On a host function that is about to run. */
  atHost(L: number, id: number): readonly CallBreakpoint[] {
    const watched = this.hosts.get(id) ?? [];
    return watched.filter(({ isCalled }) => isCalled?.(this.vm, L) ?? true).map(({ breakpoint }) => breakpoint);
  }

  /** On the C function of an activation. */
  atLibrary(ci: number): readonly CallBreakpoint[] {
    const { memory } = this.vm;
    return this.library.get(memory.word(memory.word(ci + OFFSETS.callInfo.func))) ?? [];
  }
}

function add<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  lists.set(key, [...(lists.get(key) ?? []), value]);
}
