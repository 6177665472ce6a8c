// Steps: which line of which coroutine ends the one under way. Frames that it may end in are marked, so that the fast path lets all
// others run; a frame that ends takes its mark with it. Engine thread.

import { LUA_OK, LUA_YIELD } from '../../vm/lua.js';
import type { LuaVm } from '../../vm/vm.js';
import { decode, OP } from '../../vm/opcodes.js';
import type { Protos } from './protos.js';
import { sharedInstructions } from './statement-stops.js';
import type { StatementTables } from './statements.js';

export type StepKind = 'entry' | 'in' | 'over' | 'out';

export interface StepDetail {
  /** Ends at statements in the middle of a line as well. */
  readonly byStatement?: boolean;
  /** Only into what this instruction of the stepping activation calls, else over. */
  readonly call?: number | undefined;
}

/** What the hook has to see. */
export interface StepWants {
  readonly everyLine: boolean;
  readonly markedLines: boolean;
  readonly returnOf: number;
  /** Places of instructions by function. */
  readonly watched: ReadonlyMap<number, ReadonlySet<number>>;
}

interface Place {
  readonly line: number;
  readonly pc: number;
  /** Undefined where lines are all that counts. */
  readonly statement: number | undefined;
}

interface Step {
  readonly kind: StepKind;
  /** The coroutine that steps. One that yields is waited for; when it has ended, its resumer goes on for it. */
  readonly L: number;
  readonly states: ReadonlySet<number>;
  /** The activation that steps, 0 for none. */
  readonly ci: number;
  /** Where it began in the middle of a line, whose rest is no new one. */
  from: Place | undefined;
  readonly byStatement: boolean;
  /** The call that is to be entered: the instruction, and whether it is being made. */
  call: { readonly pc: number; readonly isMade: boolean } | undefined;
  readonly watched: ReadonlyMap<number, ReadonlySet<number>>;
}

const NOTHING: StepWants = { everyLine: false, markedLines: false, returnOf: 0, watched: new Map() };

export class Stepper {
  private step: Step | undefined;

  constructor(
    private readonly vm: LuaVm,
    private readonly protos: Protos,
    private readonly statements: StatementTables,
    /** Whether functions of a chunk are stepped through. */
    private readonly isSkipped: (proto: number) => boolean,
  ) {}

  get kind(): StepKind | undefined {
    return this.step?.kind;
  }

  get wants(): StepWants {
    const { step } = this;
    if (step === undefined) return NOTHING;
    const marked = step.kind === 'over' || step.kind === 'out';
    const everyLine = !marked || step.call?.isMade === true;
    return { everyLine, markedLines: marked, returnOf: marked ? step.ci : 0, watched: step.watched };
  }

  /** @param states the coroutine that steps and its resumers. @param isMidLine it is not paused at the beginning of a line */
  begin(kind: StepKind, states: readonly number[], isMidLine: boolean, detail: StepDetail = {}): void {
    const { byStatement = false, call } = detail;
    const L = states[0]!;
    const ci = this.protos.activations(L).find((each) => this.protos.isLua(each)) ?? 0;
    this.step = {
      ...{ kind, L, states: new Set(states), ci, byStatement },
      from: isMidLine && ci !== 0 ? this.place(ci, byStatement) : undefined,
      call: call === undefined ? undefined : { pc: call, isMade: false },
      watched: this.watchedFor(kind, states, ci, detail),
    };
    if (kind !== 'over' && kind !== 'out') return;
    for (const state of states) {
      for (const each of this.protos.activations(state)) this.protos.mark(each, kind === 'over' || each !== ci);
    }
  }

  /** The first line of a run. */
  beginRun(): void {
    const nothing = { from: undefined, byStatement: false, call: undefined, watched: NOTHING.watched };
    this.step = { kind: 'entry', L: 0, states: new Set(), ci: 0, ...nothing };
  }

  clear(): void {
    this.step = undefined;
  }

  /** A line is about to run: whether the step ends here. */
  endsAt(L: number, ci: number): boolean {
    const { step } = this;
    if (step === undefined || this.closesAgain(L, ci)) return false;
    if (this.entersCall(step, L, ci)) return true;
    if (step.kind !== 'in' && step.kind !== 'entry' && !this.isReached(step, L, ci)) return false;
    if (this.isRestOfLine(step, ci)) return false;
    return !this.isSkipped(this.protos.protoOf(ci));
  }

  /** A statement begins in the middle of a line: whether the step ends there. */
  endsAtStatement(L: number, ci: number): boolean {
    return this.step?.byStatement === true && this.step.call?.isMade !== true && this.endsAt(L, ci);
  }

  /** An instruction is about to run: whether it is the call that is to be entered. From now on every line is looked at. */
  makesCall(ci: number, pc: number): boolean {
    const { step } = this;
    if (step?.call?.pc !== pc || ci !== step.ci) return false;
    step.call = { pc, isMade: true };
    return true;
  }

  /** The first line after the call has been made tells: it has entered a function, or it was one of the host. */
  private entersCall(step: Step, L: number, ci: number): boolean {
    if (step.call?.isMade !== true) return false;
    step.call = undefined;
    const isInside = ci === step.ci ? this.protos.isTailCalled(ci) : this.protos.callerOf(ci) === step.ci;
    return isInside && this.protos.isEntered(L, ci) && !this.isSkipped(this.protos.protoOf(ci));
  }

  /** What closes runs again when a `__close` has yielded, for those that are left: the line is no new one. */
  private closesAgain(L: number, ci: number): boolean {
    const proto = this.protos.protoOf(ci);
    const pc = this.protos.pcOf(ci, proto);
    if (pc !== this.protos.lastSeen(L, proto)) return false;
    const { op, k } = decode(this.protos.code(proto)[pc]!);
    return op === OP.close || (op === OP.return && k);
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
    const { line, pc, statement } = this.place(ci, step.byStatement);
    return line === from.line && pc >= from.pc && statement === from.statement;
  }

  private place(ci: number, byStatement: boolean): Place {
    const proto = this.protos.protoOf(ci);
    const pc = this.protos.pcOf(ci, proto);
    const statement = byStatement ? this.statements.table(proto)?.spread.statements[pc] : undefined;
    return { line: this.protos.lineAt(proto, pc), pc, statement };
  }

  private watchedFor(
    kind: StepKind,
    states: readonly number[],
    ci: number,
    detail: StepDetail,
  ): ReadonlyMap<number, ReadonlySet<number>> {
    const watched = new Map<number, Set<number>>();
    const { protos } = this;
    for (const each of detail.byStatement === true ? states.flatMap((L) => protos.activations(L)) : []) {
      const table = protos.isLua(each) ? this.statements.table(protos.protoOf(each)) : undefined;
      if (table !== undefined) watched.set(protos.protoOf(each), sharedInstructions(table));
    }
    // A coroutine may go on in the middle of a line.
    const others = detail.byStatement === true && kind === 'in' ? this.statements.known() : [];
    for (const [proto, table] of others) watched.set(proto, sharedInstructions(table));
    if (detail.call === undefined) return watched;
    const proto = protos.protoOf(ci);
    return watched.set(proto, new Set([...(watched.get(proto) ?? []), detail.call]));
  }

  private hasEnded(L: number): boolean {
    const status = this.vm.api.lua_status(L);
    return status !== LUA_YIELD && (status !== LUA_OK || this.protos.activations(L).length === 0);
  }
}
