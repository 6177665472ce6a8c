// Steps: which line of which coroutine ends the one under way. Frames that it may end in are marked, so that the fast path lets all
// others run; a frame that ends takes its mark with it. Engine thread.

import { LUA_OK, LUA_YIELD } from '../../vm/lua.js';
import type { LuaVm } from '../../vm/vm.js';
import type { Protos } from './protos.js';

export type StepKind = 'entry' | 'in' | 'over' | 'out';

interface Step {
  readonly kind: StepKind;
  /** The coroutine that steps. One that yields is waited for; when it has ended, its resumer goes on for it. */
  readonly L: number;
  readonly states: ReadonlySet<number>;
  /** The activation that steps, 0 for none. */
  readonly ci: number;
  /** Where it began in the middle of a line, whose rest is no new one. */
  from: { readonly line: number; readonly pc: number } | undefined;
}

export class Stepper {
  private step: Step | undefined;

  constructor(
    private readonly vm: LuaVm,
    private readonly protos: Protos,
    /** Whether functions of a chunk are stepped through. */
    private readonly isSkipped: (proto: number) => boolean,
  ) {}

  get kind(): StepKind | undefined {
    return this.step?.kind;
  }

  /** What the hook has to see. */
  get wants(): { readonly everyLine: boolean; readonly markedLines: boolean; readonly returnOf: number } {
    const { step } = this;
    const marked = step?.kind === 'over' || step?.kind === 'out';
    return { everyLine: step !== undefined && !marked, markedLines: marked, returnOf: marked ? step.ci : 0 };
  }

  /** @param states the coroutine that steps and its resumers. @param isMidLine it is not paused at the beginning of a line */
  begin(kind: StepKind, states: readonly number[], isMidLine: boolean): void {
    const L = states[0]!;
    const ci = this.protos.activations(L).find((each) => this.protos.isLua(each)) ?? 0;
    this.step = { kind, L, states: new Set(states), ci, from: isMidLine && ci !== 0 ? this.place(ci) : undefined };
    if (kind !== 'over' && kind !== 'out') return;
    for (const state of states) {
      for (const each of this.protos.activations(state)) this.protos.mark(each, kind === 'over' || each !== ci);
    }
  }

  /** The first line of a run. */
  beginRun(): void {
    this.step = { kind: 'entry', L: 0, states: new Set(), ci: 0, from: undefined };
  }

  clear(): void {
    this.step = undefined;
  }

  /** A line is about to run: whether the step ends here. */
  endsAt(L: number, ci: number): boolean {
    const { step } = this;
    if (step === undefined) return false;
    if (step.kind !== 'in' && step.kind !== 'entry' && !this.isReached(step, L, ci)) return false;
    if (this.isRestOfLine(step, ci)) return false;
    return !this.isSkipped(this.protos.protoOf(ci));
  }

  private isReached(step: Step, L: number, ci: number): boolean {
    if (!step.states.has(L) || !this.protos.isMarked(ci)) return false;
    if (L !== step.L && !this.hasEnded(step.L)) return false;
    // The function that stepped has been replaced by the one that it called last: that is deeper.
    const isReplaced = this.protos.isTailCalled(ci) && this.protos.isEntered(L, ci);
    if (isReplaced) this.protos.mark(ci, false);
    return !isReplaced;
  }

  private isRestOfLine(step: Step, ci: number): boolean {
    const { from } = step;
    step.from = undefined;
    if (from === undefined || ci !== step.ci) return false;
    const { line, pc } = this.place(ci);
    return line === from.line && pc >= from.pc;
  }

  private place(ci: number): { readonly line: number; readonly pc: number } {
    const proto = this.protos.protoOf(ci);
    const pc = this.protos.pcOf(ci, proto);
    return { line: this.protos.lineAt(proto, pc), pc };
  }

  private hasEnded(L: number): boolean {
    const status = this.vm.api.lua_status(L);
    return status !== LUA_YIELD && (status !== LUA_OK || this.protos.activations(L).length === 0);
  }
}
