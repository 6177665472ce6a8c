// What libraries ask of tasks, and host calls that others need not wait for. Engine thread.

import type { Value } from '../../../base/values.js';
import type { ScriptTasks, WaitEnd, WaitMode } from '../../../runtime/library.js';
import { LuaRaise } from '../../../vm/errors.js';
import { OFFSETS } from '../../../vm/lua.js';
import type { Settled } from '../../messages.js';
import type { Activity } from './activity.js';
import { TaskScheduler } from './scheduler.js';
import { TaskGroup } from './task-group.js';
import type { TaskWorld } from './task-world.js';

export class TaskHost implements ScriptTasks {
  readonly scheduler: TaskScheduler;
  /** The answer of a host call that has blocked, and the end of a wait that has, until they are asked for. */
  private settled: Settled<Value> | undefined;
  private waitEnd: WaitEnd | undefined;

  constructor(private readonly world: TaskWorld) {
    this.scheduler = new TaskScheduler(world);
  }

  // --- Host calls ------------------------------------------------------------------------------------------------------

  /** As `RuntimeHost.callThen` */
  callThen(L: number, method: string, lead: readonly Value[], first: number, then: string): number {
    const { scheduler, world } = this;
    const activity = scheduler.leaving(L);
    if (activity === undefined) {
      this.settled = world.link().settle(L, method, lead, first);
      return world.vm().goOn(L, then);
    }
    scheduler.dropRefs(activity);
    const args = [...lead, ...world.link().values(L, first, activity.refs)];
    scheduler.call(activity, L, method, args);
    return world.vm().suspension(then);
  }

  /** As `RuntimeHost.answer` */
  answer(L: number): Value {
    const settled = this.settled ?? this.answerFor(L);
    this.settled = undefined;
    return this.world.link().take(L, settled);
  }

  private answerFor(L: number): Settled<Value> {
    const activity = this.resumed(L);
    const { answer } = activity;
    activity.answer = undefined;
    if (answer === undefined) throw new Error('a host call goes on that has not been answered');
    return answer;
  }

  /** Scripts can get hold of the coroutine of a task, but cannot tell it to go on. */
  private resumed(L: number): Activity {
    const activity = this.scheduler.at(L);
    if (activity === undefined) throw new LuaRaise('a task that waits cannot be resumed');
    return activity;
  }

  /** The host method that an activation waits for. */
  waitsFor(ci: number): string | undefined {
    const { memory } = this.world.vm();
    const { waiting } = this.scheduler.arrivals;
    return waiting.find(({ state }) => memory.word(state + OFFSETS.state.ci) === ci)?.method;
  }

  // --- ScriptTasks -----------------------------------------------------------------------------------------------------

  spawn(L: number, name: string, args: number): number {
    return this.scheduler.spawn(L, name, args).id;
  }

  wait(L: number, ids: readonly number[], mode: WaitMode, limitMs: number | undefined, then: string): number {
    const { scheduler, world } = this;
    if (world.isEvaluating()) throw new LuaRaise('an expression of the debugger cannot wait for tasks');
    const members = [...new Set(ids)].map((id) => scheduler.find(id)).filter((task) => task !== undefined);
    const group = new TaskGroup(members, mode);
    if (!scheduler.wait(L, group, limitMs)) return world.vm().suspension(then);
    this.waitEnd = group.end;
    return world.vm().goOn(L, then);
  }

  ended(L: number): WaitEnd {
    const end = this.waitEnd ?? this.resumed(L).waitEnd;
    this.waitEnd = undefined;
    return end ?? 'over';
  }

  cancel(L: number, id: number): boolean {
    const task = this.scheduler.find(id);
    return task !== undefined && this.scheduler.cancel(task, L);
  }

  status(id: number): 'ready' | 'running' | 'waiting' | undefined {
    const status = this.scheduler.find(id)?.status;
    return status === 'ready' || status === 'running' || status === 'waiting' ? status : undefined;
  }

  seen(id: number): void {
    this.scheduler.unseen.delete(id);
  }

  get current(): { readonly id: number; readonly name: string } | undefined {
    let { current } = this.scheduler;
    while (current?.kind === 'call-back') current = current.parent;
    return current?.kind === 'task' ? current : undefined;
  }

  // --- The run ---------------------------------------------------------------------------------------------------------

  /** Ends what the script has left; what is worth saying of it. */
  end(isWhole: boolean): string | undefined {
    const { unseen } = this.scheduler;
    const failed = [...unseen].map(([, what]) => what);
    const left = this.scheduler.end();
    unseen.clear();
    if (!isWhole) return undefined;
    return [leftOver(left), ...failed.slice(0, MAX_TOLD)].filter((line) => line !== '').join('');
  }

  /** What the debugger calls the state of a task. */
  threadName(L: number): string | undefined {
    const activity = this.scheduler.ofState(L);
    if (activity === undefined || activity.kind === 'main') return undefined;
    return activity.kind === 'task' ? activity.name : `call-back of ${activity.name}`;
  }
}

const MAX_TOLD = 10;

function leftOver(names: readonly string[]): string {
  if (names.length === 0) return '';
  const some = names.slice(0, MAX_TOLD).join(', ') + (names.length > MAX_TOLD ? ', ...' : '');
  const what = names.length === 1 ? 'a task had' : `${names.length} tasks had`;
  return `[warn] ${what} not ended with the script and ${names.length === 1 ? 'was' : 'were'} cancelled: ${some}\n`;
}
