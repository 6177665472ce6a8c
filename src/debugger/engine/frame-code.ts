// Code in a frame: expressions and statements that see its locals, upvalues and globals as if they stood there. Engine thread.

import { SpellError } from '../../base/errors.js';
import { LUA_MULTRET, LUA_TFUNCTION } from '../../vm/lua.js';
import type { LuaVm } from '../../vm/vm.js';
import type { Activations } from './activation.js';
import { errorMessage, type Evaluator } from './evaluator.js';

/** Lua's limit for the locals of a function, less what the code itself may need. */
const MAX_NAMES = 180;

/** Where code is evaluated: an activation of a paused state. */
export interface FramePlace {
  readonly L: number;
  readonly ci: number;
}

/** Where an upvalue of the compiled function gets its value from. */
type Binding =
  | { readonly kind: 'local'; readonly upvalue: number; readonly n: number }
  | { readonly kind: 'upvalue'; readonly upvalue: number; readonly n: number };

/** A compiled piece of code; `ref` holds its function in the registry. */
export interface FrameCode {
  readonly ref: number;
  readonly bindings: readonly Binding[];
  /** It says `...`. */
  readonly wantsVarargs: boolean;
}

export class FrameCompiler {
  constructor(
    private readonly vm: LuaVm,
    private readonly evaluator: Evaluator,
    private readonly activations: Activations,
  ) {}

  /**
   * Compiles an expression (list), or with `statements` what is none as a block.
   *
   * @throws SpellError `DEBUG_EVALUATION` with the compiler's message
   */
  compile(code: string, place: FramePlace | undefined, statements = false): FrameCode {
    const expression = this.check(`return ${code}\n`);
    if (expression !== undefined && (!statements || this.check(code) !== undefined)) throw syntaxError(expression);
    const text = expression === undefined ? `return ${code}\n` : code;
    const { vm, evaluator } = this;
    const { E } = evaluator;
    const top = vm.api.lua_gettop(E);
    vm.api.lua_checkstack(E, 20);
    try {
      const locals = place === undefined ? new Map<string, number>() : this.activations.localNames(place.L, place.ci);
      const upvalues = place === undefined ? new Map<string, number>() : this.upvalues(place);
      const words = new Set(code.match(/[A-Za-z_]\w*/g));
      const names = [...new Set([...locals.keys(), ...upvalues.keys()])].filter(
        (name) => words.has(name) || name === '_ENV',
      );
      this.push(names.slice(0, MAX_NAMES), text);
      const bindings = this.bindings(locals, upvalues);
      return { ref: vm.takeRef(E), bindings, wantsVarargs: text.includes('...') };
    } finally {
      vm.api.lua_settop(E, top);
    }
  }

  release(code: FrameCode): void {
    this.vm.releaseRef(code.ref);
  }

  /** Runs it on the state of the evaluator, where its results are left; assignments to locals reach the frame where asked. */
  run(code: FrameCode, place: FramePlace | undefined, results = LUA_MULTRET, writesBack = false): void {
    const { vm, evaluator } = this;
    const { E } = evaluator;
    const fn = vm.api.lua_gettop(E) + 1;
    vm.pushRef(E, code.ref);
    if (place !== undefined) this.bind(code, place, fn);
    const args = place !== undefined && code.wantsVarargs ? this.pushVarargs(place) : 0;
    if (!writesBack || place === undefined) {
      evaluator.call(place?.L ?? 0, args, results);
      return;
    }
    vm.api.lua_pushvalue(E, fn);
    vm.api.lua_rotate(E, fn, 1);
    try {
      evaluator.call(place.L, args, results);
    } finally {
      this.writeBack(code, place, fn);
      vm.api.lua_rotate(E, fn, -1);
      vm.pop(E);
    }
  }

  /** Undefined where it compiles, else the message. */
  private check(text: string): string | undefined {
    const { vm, evaluator } = this;
    const isGood = evaluator.load(text);
    const message = isGood ? undefined : errorMessage(vm, evaluator.E);
    vm.pop(evaluator.E);
    return message;
  }

  private upvalues({ L, ci }: FramePlace): Map<string, number> {
    const { E } = this.evaluator;
    this.activations.pushFunction(L, ci, E);
    const names = this.activations.upvalueNames(E, -1);
    this.vm.pop(E);
    return names;
  }

  /** Leaves a function whose upvalues are the names that the code says. */
  private push(names: readonly string[], text: string): void {
    const { vm, evaluator } = this;
    const head = names.length === 0 ? '' : `local ${names.join(', ')} `;
    if (!evaluator.load(`${head}return function(...) ${text}\nend`)) throw syntaxError(errorMessage(vm, evaluator.E));
    vm.api.lua_callk(evaluator.E, 0, 1, 0, 0);
    if (vm.api.lua_type(evaluator.E, -1) !== LUA_TFUNCTION) throw syntaxError('not an expression');
  }

  private bindings(locals: ReadonlyMap<string, number>, upvalues: ReadonlyMap<string, number>): Binding[] {
    const found: Binding[] = [];
    for (const [name, upvalue] of this.activations.upvalueNames(this.evaluator.E, -1)) {
      const local = locals.get(name);
      const outer = upvalues.get(name);
      if (local !== undefined) found.push({ kind: 'local', upvalue, n: local });
      else if (outer !== undefined) found.push({ kind: 'upvalue', upvalue, n: outer });
    }
    return found;
  }

  private bind(code: FrameCode, { L, ci }: FramePlace, fn: number): void {
    const { vm, activations } = this;
    const { E } = this.evaluator;
    let outer = 0;
    for (const { kind, upvalue, n } of code.bindings) {
      if (kind === 'local') {
        if (activations.pushLocal(L, ci, n, E)) vm.api.lua_setupvalue(E, fn, upvalue);
        continue;
      }
      if (outer === 0) {
        activations.pushFunction(L, ci, E);
        outer = vm.api.lua_gettop(E);
      }
      vm.api.lua_upvaluejoin(E, fn, upvalue, outer, n);
    }
    vm.api.lua_settop(E, fn);
  }

  private writeBack(code: FrameCode, { L, ci }: FramePlace, fn: number): void {
    const { vm, activations } = this;
    const { E } = this.evaluator;
    for (const { kind, upvalue, n } of code.bindings) {
      if (kind !== 'local' || vm.api.lua_getupvalue(E, fn, upvalue) === 0) continue;
      activations.pushLocal(L, ci, n, E);
      const isSame = vm.api.lua_rawequal(E, -1, -2) !== 0;
      vm.pop(E);
      if (isSame) vm.pop(E);
      else activations.setLocal(L, ci, n, E);
    }
  }

  private pushVarargs({ L, ci }: FramePlace): number {
    const { E } = this.evaluator;
    let count = 0;
    while (this.vm.api.lua_checkstack(E, 2) !== 0 && this.activations.pushLocal(L, ci, -count - 1, E)) count++;
    return count;
  }
}

function syntaxError(message: string): SpellError {
  return new SpellError('DEBUG_EVALUATION', message.replace(/^\(expression\):\d+: /, ''));
}
