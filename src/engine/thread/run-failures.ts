// What is known of the failure of a run: the error, its stack, and pictures of stacks that are gone by the time the run ends. Engine
// thread.

import type { CapturedFailure, FailureKind } from '../../diagnostics/captured.js';
import type { LuaVm } from '../../vm/vm.js';
import { captureGlobals, captureStack, joinStacks, type CapturedStack } from './capture.js';
import { isCaught, type RunEnding } from './ending.js';
import { HostErrors } from './host-errors.js';
import { withReserve } from './memory-reserve.js';
import { captureValue } from './preview.js';

/** A stack as it was when an error was raised; the message finds it again. */
interface Picture {
  readonly message: string;
  readonly stack: CapturedStack;
}

const KEEP_TASKS = 32;

export class RunFailures {
  readonly hostErrors = new HostErrors();
  /** A coroutine that failed with nobody to catch it: its stack, to be put below that of the run. */
  private coroutine: Picture | undefined;
  /** A call-back of a host method: the whole stack. */
  private callBack: Picture | undefined;
  /** Tasks, newest last: whether somebody catches their errors is not known yet. */
  private readonly tasks: Picture[] = [];

  constructor(
    private readonly ending: RunEnding,
    private readonly vm: () => LuaVm,
  ) {}

  /** The run has ended. */
  forget(): void {
    this.hostErrors.clear();
    this.coroutine = undefined;
    this.callBack = undefined;
    this.tasks.length = 0;
  }

  /** `VmHooks.coroutineFailed` */
  coroutineFailed(L: number, co: number): void {
    if (!isCaught(this.vm(), this.ending.running(L))) this.coroutine = this.picture(co, [co], 0);
  }

  /** The state of a task has failed; with `caller` it was a call-back for that one, which waits. */
  taskFailed(state: number, caller?: number): void {
    const isOnItsWay = this.matchingTask(state) && this.hostErrors.find(this.vm().errorText(state));
    if (isOnItsWay) return;
    this.tasks.push(this.picture(state, caller === undefined ? [state] : [state, caller], 0));
    if (this.tasks.length > KEEP_TASKS) this.tasks.shift();
  }

  private matchingTask(co: number): Picture | undefined {
    return this.tasks.findLast((picture) => this.matching(picture, co) !== undefined);
  }

  /** Host function, called with the error value of a call-back where it was raised; its own frame is left out. */
  callBackFailed(L: number): number {
    // An error on its way through several call-backs is pictured where it was raised.
    const isOnItsWay = this.matching(this.callBack, L) && this.hostErrors.find(this.vm().errorText(L));
    if (!isOnItsWay) this.callBack = this.picture(L, this.ending.running(L), 1);
    return 1;
  }

  /** The chunk did not load; the message is on the top of `co`. */
  loading(kind: FailureKind, co: number): CapturedFailure {
    return this.failure(kind, co, { frames: [] }, this.hostErrors);
  }

  /** The run has failed with the error value on the top of `co`; an error of a call-back is the script's, not the host's. */
  running(kind: FailureKind, co: number): CapturedFailure {
    const callBack = this.matching(this.callBack, co);
    if (callBack !== undefined) return this.failure(kind, co, callBack.stack);
    const outer = captureStack(this.vm(), [co]);
    const coroutine = this.matching(this.coroutine, co) ?? this.matchingTask(co);
    const stack = coroutine === undefined ? outer : joinStacks(coroutine.stack, outer);
    return this.failure(kind, co, stack, this.hostErrors);
  }

  private picture(L: number, states: readonly number[], skip: number): Picture {
    const vm = this.vm();
    return withReserve(vm, () => ({ message: vm.errorText(L), stack: captureStack(vm, states, skip) }));
  }

  /** The picture, if its error is the one that ended the run (`wrap` and hosts may have put something before it). */
  private matching(picture: Picture | undefined, co: number): Picture | undefined {
    return picture !== undefined && this.vm().errorText(co).endsWith(picture.message) ? picture : undefined;
  }

  private failure(kind: FailureKind, co: number, stack: CapturedStack, hostErrors?: HostErrors): CapturedFailure {
    const vm = this.vm();
    const message = vm.errorText(co);
    const host = hostErrors?.find(message);
    return {
      kind: host !== undefined && kind === 'runtime' ? 'host' : kind,
      message,
      ...(vm.isString(co, -1) ? {} : { value: captureValue(vm, co, '') }),
      ...(host === undefined ? {} : { host }),
      ...stack,
      globals: captureGlobals(vm),
    };
  }
}
