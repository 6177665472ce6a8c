// Puts the functions of a changed text in place of those that run, while all values stay. Engine thread.
//
// Each closure gets one of its own, whose upvalues are those of the old one by name. Whoever is running goes on in the old code.

import { SpellError } from '../../../base/errors.js';
import { LUA_REGISTRYINDEX } from '../../../vm/lua.js';
import type { DebugAnswer, DebugRequest, ReloadedFunction, ReloadPiece } from '../../contract.js';
import { known } from '../children.js';
import type { Debugger } from '../debugger.js';
import { errorMessage } from '../evaluator.js';
import { failingLayout } from './check-layout.js';
import { LiveFunctions } from './live-functions.js';
import { SharedLocals } from './shared-locals.js';

type Request = DebugRequest<'reload'>;

interface Living {
  /** On the stack of the evaluator. */
  readonly slot: number;
  readonly closure: number;
  readonly planned: ReloadedFunction;
}

export class Reload {
  readonly #live: LiveFunctions;
  /** What was put in place last, by chunk name: nothing else may keep it alive that the collector knows of. */
  readonly #kept = new Map<string, number>();
  #failing: readonly string[] | undefined;

  constructor(private readonly target: Debugger) {
    this.#live = new LiveFunctions(target.vm);
  }

  /** @throws SpellError `DEBUG_REFUSED`, or `DEBUG_EVALUATION` with the message of the compiler: all is as before then */
  run(request: Request): DebugAnswer<'reload'> {
    const { vm, tools } = this.target;
    const { E } = tools.evaluator;
    // Looked at once, before the first reload.
    this.#failing ??= failingLayout(vm, E);
    if (this.#failing.length > 0) {
      throw new SpellError(
        'DEBUG_REFUSED',
        `the interpreter's layout is not the expected one (${this.#failing.join(', ')}): nothing is put in place; run the file again`,
      );
    }
    const { source } = known(tools.sources.find(request.source), 'source');
    const top = vm.api.lua_gettop(E);
    try {
      this.#compile(request.text, source.chunkName);
      return this.#put(request, source.chunkName);
    } finally {
      vm.api.lua_settop(E, top);
    }
  }

  #put(request: Request, chunkName: string): DebugAnswer<'reload'> {
    const { vm, tools } = this.target;
    const { E } = tools.evaluator;
    const main = vm.api.lua_gettop(E);
    const notes: string[] = [];
    const set: string[] = [];
    const before = this.#alive(chunkName, request.functions);
    const locals = new SharedLocals(vm, E, [...new Set(request.locals.flatMap(({ names }) => names))]);
    for (const { slot, planned } of before) locals.share(slot, planned.shared);
    this.#findOwners(before, locals);
    const by = new Map<number, number>();
    for (const { slot, planned, closure } of before) {
      if (planned.piece === undefined) continue;
      this.#make(planned.piece, chunkName);
      locals.join(-1, slot);
      by.set(closure, vm.api.lua_topointer(E, -1));
    }
    const wanted = new Set([
      ...request.functions.flatMap(({ piece }) => piece?.shared ?? []),
      ...request.definitions.flatMap(({ shared }) => shared),
    ]);
    for (const local of request.locals) {
      const isKnown = local.names.some((name) => locals.has(name));
      const isWanted = local.isOnlyNew ? !isKnown && local.names.some((name) => wanted.has(name)) : isKnown;
      if (isWanted && this.#perform(local, locals, chunkName, notes)) set.push(...local.names);
    }
    const copied = request.onReload === undefined ? 0 : this.#copy(request.onReload.copy, locals, chunkName, notes);
    this.#keep(chunkName, [...by.values()]);
    this.#live.replace(by, copied === 0 ? 0 : vm.api.lua_topointer(E, copied));
    const defined = request.definitions.filter((each) => this.#perform(each, locals, chunkName, notes));
    vm.api.lua_pushvalue(E, main);
    this.target.loaded(E, request.text);
    this.target.breakpointsChanged();
    if (request.onReload !== undefined) {
      this.#perform({ ...request.onReload.call, name: 'on_reload' }, locals, chunkName, notes, copied);
    }
    return { replaced: by.size, defined: [...set, ...defined.map(({ name }) => name)], notes };
  }

  /** Closures of the text as it was, each pushed onto the stack of the evaluator. */
  #alive(chunkName: string, functions: readonly ReloadedFunction[]): Living[] {
    const { vm, tools } = this.target;
    const { protos, evaluator } = tools;
    const { E } = evaluator;
    const plannedFor = (proto: number): ReloadedFunction | undefined => {
      const same = functions.filter(
        ({ line, lastLine, parameters }) =>
          line === protos.lineDefined(proto) &&
          lastLine === protos.lastLineDefined(proto) &&
          parameters === this.#live.parameters(proto),
      );
      // Two that look the same on one line cannot be told apart.
      return same.length === 1 ? same[0] : undefined;
    };
    const isIts = (proto: number): boolean => protos.lineDefined(proto) !== 0 && protos.chunkName(proto) === chunkName;
    const count = this.#live.find(isIts).length;
    if (vm.api.lua_checkstack(E, 2 * count + 40) === 0)
      throw new SpellError('DEBUG_REFUSED', 'there are too many functions');
    // Making room may have collected some.
    return this.#live.find(isIts).flatMap((closure) => {
      const planned = plannedFor(this.#live.proto(closure));
      if (planned === undefined) return [];
      this.#live.push(E, closure);
      return [{ slot: vm.api.lua_gettop(E), closure, planned }];
    });
  }

  /** A module's table that none of its functions uses is the one that they are in. */
  #findOwners(living: readonly Living[], locals: SharedLocals): void {
    const { vm, tools } = this.target;
    const lost = living.filter(({ planned: { owner } }) => owner !== undefined && !locals.has(owner.name));
    if (lost.length === 0) return;
    const tables = this.#live.owners(new Map(lost.map(({ closure, planned }) => [closure, planned.owner!.field])));
    for (const { closure, planned } of lost) {
      const table = tables.get(closure);
      if (table === undefined || locals.has(planned.owner!.name)) continue;
      vm.api.lua_checkstack(tools.evaluator.E, 2);
      this.#live.pushTable(tools.evaluator.E, table);
      locals.set(planned.owner!.name);
    }
  }

  #compile(code: string | Uint8Array, chunkName: string): void {
    const { vm, tools } = this.target;
    if (tools.evaluator.load(code, chunkName)) return;
    throw new SpellError('DEBUG_EVALUATION', errorMessage(vm, tools.evaluator.E));
  }

  /** Leaves the function of a piece. */
  #make({ code }: ReloadPiece, chunkName: string): void {
    const { vm, tools } = this.target;
    this.#compile(code, chunkName);
    vm.api.lua_callk(tools.evaluator.E, 0, 1, 0, 0);
  }

  /** Runs a piece; what fails is noted. @param argument slot of a value that it is given */
  #perform(
    piece: ReloadPiece & { readonly name?: string; readonly names?: readonly string[] },
    locals: SharedLocals,
    chunkName: string,
    notes: string[],
    argument = 0,
  ): boolean {
    const { vm, tools, pause } = this.target;
    const { evaluator } = tools;
    const top = vm.api.lua_gettop(evaluator.E);
    try {
      this.#make(piece, chunkName);
      locals.join(-1);
      if (argument !== 0) vm.api.lua_pushvalue(evaluator.E, argument);
      evaluator.call(pause?.states[0] ?? 0, argument === 0 ? 0 : 1, 0);
      return true;
    } catch (error) {
      if (!(error instanceof SpellError)) throw error;
      notes.push(`${piece.name ?? piece.names?.join(', ') ?? ''}: ${error.message}`);
      return false;
    } finally {
      vm.api.lua_settop(evaluator.E, top);
    }
  }

  /** The module as it was, in a table that is left on the stack; 0 where there is none. */
  #copy(piece: ReloadPiece, locals: SharedLocals, chunkName: string, notes: string[]): number {
    const { vm, tools, pause } = this.target;
    const { evaluator } = tools;
    try {
      this.#make(piece, chunkName);
      locals.join(-1);
      evaluator.call(pause?.states[0] ?? 0, 0, 1);
      return vm.api.lua_gettop(evaluator.E);
    } catch (error) {
      if (!(error instanceof SpellError)) throw error;
      notes.push(`on_reload: ${error.message}`);
      return 0;
    }
  }

  #keep(chunkName: string, closures: readonly number[]): void {
    const { vm, tools } = this.target;
    const { E } = tools.evaluator;
    vm.api.lua_createtable(E, closures.length, 0);
    closures.forEach((closure, i) => {
      this.#live.push(E, closure);
      vm.api.lua_rawseti(E, -2, BigInt(i + 1));
    });
    const ref = vm.api.luaL_ref(E, LUA_REGISTRYINDEX);
    const last = this.#kept.get(chunkName);
    if (last !== undefined) vm.releaseRef(last);
    this.#kept.set(chunkName, ref);
  }
}
