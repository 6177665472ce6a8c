// Variables that are watched: compared, raw, at every line of every coroutine; no proxy takes their place. Engine thread.

import { LUA_REGISTRYINDEX, OFFSETS } from '../../vm/lua.js';
import type { LuaVm } from '../../vm/vm.js';
import type { BreakpointState, DataBreakpoint } from '../contract.js';
import type { Activations } from './activation.js';
import type { FramePlace } from './frame-code.js';
import type { Protos } from './protos.js';
import { Terms, type TermTools } from './terms.js';

/** Where a value lies. Numbers are references into the registry. */
export type Target =
  | { readonly kind: 'field'; readonly table: number; readonly key: number; readonly label: string }
  | { readonly kind: 'upvalue'; readonly fn: number; readonly n: number; readonly label: string }
  | {
      readonly kind: 'local';
      readonly frame: FramePlace;
      readonly fn: number;
      readonly n: number;
      readonly label: string;
    };

interface Watched {
  readonly asked: DataBreakpoint;
  readonly target: Target;
  readonly terms: Terms;
  /** Reference of the value that it had last. */
  value: number;
}

export interface DataHit {
  readonly id: number;
  readonly terms: Terms;
  /** `counter: 1 → 2` */
  readonly text: string;
}

export class DataBreakpoints {
  private readonly targets = new Map<string, Target>();
  private watched: Watched[] = [];

  constructor(
    private readonly vm: LuaVm,
    private readonly protos: Protos,
    private readonly activations: Activations,
    private readonly tools: TermTools,
  ) {}

  get isAny(): boolean {
    return this.watched.some(({ asked }) => asked.isEnabled !== false);
  }

  /** Makes a target known; gives its id. */
  add(target: Target): string {
    const id = `data${this.targets.size + 1}`;
    this.targets.set(id, target);
    return id;
  }

  set(list: readonly DataBreakpoint[]): BreakpointState[] {
    this.unwatch(this.watched);
    this.watched = [];
    return list.map((asked) => {
      const target = this.targets.get(asked.dataId);
      if (target === undefined || !this.push(target))
        return { id: asked.id, isVerified: false, message: 'the variable is gone' };
      this.watched.push({ asked, target, terms: new Terms(asked, this.tools), value: this.vm.takeRef(this.E) });
      return { id: asked.id, isVerified: true };
    });
  }

  remove(id: number): void {
    const gone = this.watched.filter(({ asked }) => asked.id === id);
    this.unwatch(gone);
    this.watched = this.watched.filter((each) => !gone.includes(each));
  }

  /** What has changed since the last call; `gone` are those that can change no more. */
  check(): { readonly hits: readonly DataHit[]; readonly gone: readonly number[] } {
    const hits: DataHit[] = [];
    const gone: number[] = [];
    for (const watched of this.watched) {
      if (watched.asked.isEnabled === false) continue;
      if (!this.push(watched.target)) gone.push(watched.asked.id);
      else this.compare(watched, hits);
    }
    for (const id of gone) this.remove(id);
    return { hits, gone };
  }

  clear(): void {
    this.unwatch(this.watched);
    this.watched = [];
    for (const target of this.targets.values()) {
      for (const ref of target.kind === 'field' ? [target.table, target.key] : [target.fn]) this.vm.releaseRef(ref);
    }
    this.targets.clear();
  }

  private get E(): number {
    return this.tools.evaluator.E;
  }

  /** The value now is on top; it becomes the last one. */
  private compare(watched: Watched, hits: DataHit[]): void {
    const { vm, E } = this;
    const { api } = vm;
    vm.pushRef(E, watched.value);
    if (api.lua_rawequal(E, -1, -2) !== 0) {
      vm.pop(E, 2);
      return;
    }
    const { writer } = this.tools;
    const text = `${watched.target.label}: ${writer.text(E, -1)} → ${writer.text(E, -2)}`;
    vm.pop(E);
    vm.releaseRef(watched.value);
    watched.value = vm.takeRef(E);
    hits.push({ id: watched.asked.id, terms: watched.terms, text });
  }

  /** Pushes what a target holds; false where it is gone. */
  private push(target: Target): boolean {
    const { vm, E } = this;
    vm.api.lua_checkstack(E, 8);
    switch (target.kind) {
      case 'field':
        vm.pushRef(E, target.table);
        vm.pushRef(E, target.key);
        vm.api.lua_rawget(E, -2);
        break;
      case 'upvalue':
        vm.pushRef(E, target.fn);
        vm.api.lua_getupvalue(E, -1, target.n);
        break;
      case 'local':
        return this.pushLocal(target);
    }
    vm.api.lua_rotate(E, -2, 1);
    vm.pop(E);
    return true;
  }

  /** A local is gone when its function has returned, or its block has ended. */
  private pushLocal({ frame, fn, n, label }: Extract<Target, { kind: 'local' }>): boolean {
    const { vm, E } = this;
    if (!this.protos.activations(frame.L).includes(frame.ci)) return false;
    vm.api.lua_rawgeti(E, LUA_REGISTRYINDEX, BigInt(fn));
    const address = vm.api.lua_topointer(E, -1);
    vm.pop(E);
    if (vm.memory.word(vm.memory.word(frame.ci + OFFSETS.callInfo.func)) !== address) return false;
    const name = this.activations.local(frame.L, frame.ci, n, E);
    if (name === label) return true;
    if (name !== undefined) vm.pop(E);
    return false;
  }

  private unwatch(list: readonly Watched[]): void {
    for (const { value, terms } of list) {
      this.vm.releaseRef(value);
      terms.forgetCode();
    }
  }
}
