// Whether a hit of a breakpoint counts: condition, number of the hit, hits to pass over. Engine thread.

import { SpellError } from '../../base/errors.js';
import type { BreakpointTerms, HitCondition } from '../contract.js';
import type { FrameCode, FrameCompiler, FramePlace } from './frame-code.js';
import type { Evaluator } from './evaluator.js';
import type { LuaVm } from '../../vm/vm.js';
import { parseLogMessage } from './log-message.js';
import type { ValueWriter } from './value-text.js';

/** What is to be done about a hit. */
export type Verdict =
  | { readonly kind: 'pass' }
  | { readonly kind: 'stop'; readonly text?: string }
  | { readonly kind: 'log'; readonly text: string };

const PASS: Verdict = { kind: 'pass' };
const STOP: Verdict = { kind: 'stop' };

/** Code by the instruction that it was compiled for: there the locals of its function have fixed places. */
type CompiledAt = Map<number, FrameCode>;

/** One breakpoint's terms and what it remembers. */
export class Terms {
  private hits = 0;
  private hasFailed = false;
  private readonly compiled = new Map<string, CompiledAt>();

  constructor(
    readonly asked: BreakpointTerms,
    private readonly tools: TermTools,
  ) {}

  /** @param at address of the instruction, for code that is compiled once */
  judge(place: FramePlace, at: number): Verdict {
    const { isEnabled, condition, hitCondition, ignoreCount = 0, logMessage } = this.asked;
    if (isEnabled === false) return PASS;
    try {
      if (condition !== undefined && !this.holds(condition, place, at)) return PASS;
    } catch (error) {
      if (!(error instanceof SpellError) || this.hasFailed) return PASS;
      this.hasFailed = true;
      return { kind: 'stop', text: `the condition \`${condition}\` failed: ${error.message}` };
    }
    const hits = ++this.hits;
    if (hits <= ignoreCount || (hitCondition !== undefined && !satisfies(hits, hitCondition))) return PASS;
    return logMessage === undefined ? STOP : { kind: 'log', text: this.log(logMessage, place, at) };
  }

  /** What is wrong with what was asked, as far as that can be told without a frame. */
  problem(): string | undefined {
    const { condition, logMessage } = this.asked;
    const expressions = logMessage === undefined ? [] : parseLogMessage(logMessage).filter((_, i) => i % 2 === 1);
    for (const code of [...(condition === undefined ? [] : [condition]), ...expressions]) {
      try {
        this.tools.compiler.release(this.tools.compiler.compile(code, undefined));
      } catch (error) {
        if (error instanceof SpellError) return error.message;
        throw error;
      }
    }
    return undefined;
  }

  /** Its compiled code is given back; hits stay. */
  forgetCode(): void {
    for (const at of this.compiled.values()) for (const code of at.values()) this.tools.compiler.release(code);
    this.compiled.clear();
  }

  private holds(condition: string, place: FramePlace, at: number): boolean {
    const { vm, evaluator, compiler } = this.tools;
    const { E } = evaluator;
    compiler.run(this.code(condition, place, at), place, 1);
    const holds = vm.api.lua_toboolean(E, -1) !== 0;
    vm.pop(E);
    return holds;
  }

  private code(text: string, place: FramePlace, at: number): FrameCode {
    let codes = this.compiled.get(text);
    if (codes === undefined) this.compiled.set(text, (codes = new Map<number, FrameCode>()));
    let code = codes.get(at);
    if (code === undefined) codes.set(at, (code = this.tools.compiler.compile(text, place)));
    return code;
  }

  private log(message: string, place: FramePlace, at: number): string {
    return parseLogMessage(message)
      .map((part, i) => (i % 2 === 0 ? part : this.valueOf(part, place, at)))
      .join('');
  }

  private valueOf(expression: string, place: FramePlace, at: number): string {
    const { vm, evaluator, compiler, writer } = this.tools;
    const { E } = evaluator;
    const top = vm.api.lua_gettop(E);
    try {
      compiler.run(this.code(expression, place, at), place, 1);
      return writer.forPeople(E, -1);
    } catch (error) {
      if (error instanceof SpellError) return `{${error.message}}`;
      throw error;
    } finally {
      vm.api.lua_settop(E, top);
    }
  }
}

export interface TermTools {
  readonly vm: LuaVm;
  readonly evaluator: Evaluator;
  readonly compiler: FrameCompiler;
  readonly writer: ValueWriter;
}

function satisfies(hits: number, { operator, count }: HitCondition): boolean {
  switch (operator) {
    case '==':
      return hits === count;
    case '~=':
      return hits !== count;
    case '<':
      return hits < count;
    case '<=':
      return hits <= count;
    case '>':
      return hits > count;
    case '>=':
      return hits >= count;
    case 'every':
      return count > 0 && hits % count === 0;
  }
}

/** Whether two breakpoints ask the same, so that the newer goes on counting where the older was. */
export function isSame(a: object, b: object): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
