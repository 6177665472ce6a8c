// The tasks of a run: states that leave when they wait for the host or for each other, and are resumed when they can go on. The script is
// the first of them; as long as it is alone its host calls block, and nothing of this costs anything. Engine thread.

import { ENGINE_METHODS } from '../../../base/engine-methods.js';
import type { Value } from '../../../base/values.js';
import { WORD } from '../../../base/shared-memory.js';
import { LUA_ERRRUN, LUA_OK, LUA_YIELD, OFFSETS, SLOT } from '../../../vm/lua.js';
import { OUT_LENGTH } from '../../../vm/memory.js';
import { pushValue } from '../../../vm/values.js';
import type { Invoke } from '../mailbox.js';
import { Activity } from './activity.js';
import { Arrivals } from './arrivals.js';
import { endTask, postResults } from './endings.js';
import { TaskGroup } from './task-group.js';
import type { TaskWorld } from './task-world.js';

export class TaskScheduler {
  private main: Activity | undefined;
  /** What runs now, innermost last: a wait that cannot leave its state runs others on top of it. */
  private readonly running: Activity[] = [];
  /** Those that can go on, in order. */
  private readonly ready = new Set<Activity>();
  /** Tasks that have not ended, by number. */
  private readonly tasks = new Map<number, Activity>();
  readonly arrivals: Arrivals;
  /** What to say of tasks that have failed and that nobody has looked at, by number. */
  readonly unseen = new Map<number, string>();
  private count = 0;
  private ends = 0;

  constructor(private readonly world: TaskWorld) {
    this.arrivals = new Arrivals(world.mailbox, world.order);
  }

  find(id: number): Activity | undefined {
    return this.tasks.get(id);
  }

  /** What runs on `L`, if that is an activity's own state. */
  at(L: number): Activity | undefined {
    const activity = this.running.at(-1);
    return activity?.state === L ? activity : undefined;
  }

  /** The innermost activity that runs. */
  get current(): Activity | undefined {
    return this.running.at(-1);
  }

  /** The activity of a state that waits or is to begin. */
  ofState(L: number): Activity | undefined {
    return [...this.running, ...this.tasks.values(), ...this.arrivals.waiting].find(({ state }) => state === L);
  }

  /** The activity on `L`, where it can leave its state: alone the script need not. */
  leaving(L: number): Activity | undefined {
    const activity = this.at(L);
    if (activity === undefined || this.world.isEvaluating()) return undefined;
    if (activity.kind === 'main' && this.tasks.size === 0) return undefined;
    return this.world.vm().api.lua_isyieldable(L) !== 0 ? activity : undefined;
  }

  // --- The loop --------------------------------------------------------------------------------------------------------

  /** Runs the script on `co` to its end, and what it starts beside it; gives the status of its state. */
  run(co: number, args: number): number {
    const main = (this.main = new Activity('main', 0, 'main', co, undefined, undefined, []));
    this.count = this.ends = 0;
    main.args = args;
    for (let next: Activity | undefined = main; ; next = this.next()) {
      if (next === undefined) {
        // Nothing is waited for below: there is no call-back that must run here.
        if (!this.awaitArrival(co, () => undefined)) this.deadlock(main);
        continue;
      }
      const status = this.resume(next, this.world.vm().L);
      if (next === main && status !== LUA_YIELD) return status;
      if (this.world.isEnding()) return LUA_ERRRUN;
    }
  }

  /** Runs others on top of `L`, which cannot leave, until the group is over. */
  runUntil(L: number, group: TaskGroup): void {
    const { main } = this;
    while (group.end === undefined) {
      const next = this.next(main);
      if (next !== undefined) this.onTop(L, next);
      else if (!this.awaitArrival(L, (message) => this.world.link().invoke(L, message))) group.end = 'deadlock';
    }
  }

  private next(except?: Activity): Activity | undefined {
    for (const activity of this.ready) {
      if (activity === except) continue;
      this.ready.delete(activity);
      return activity;
    }
    return undefined;
  }

  /** Waits until something has come for an activity; false where nothing can. */
  private awaitArrival(L: number, invoke: (message: Invoke) => void): boolean {
    const arrival = this.arrivals.next(() => this.world.check(L), invoke);
    if (arrival === undefined) return false;
    if (arrival.type === 'invoke') this.invoke(arrival);
    else {
      const waiter = this.arrivals.take(arrival);
      if (waiter instanceof TaskGroup) this.over(waiter, 'timeout');
      else if (waiter !== undefined) {
        waiter.answer = arrival.result;
        waiter.call = undefined;
        this.makeReady(waiter);
      }
    }
    return true;
  }

  /** The host calls back for an activity that waits: that is one more. */
  private invoke(message: Invoke): void {
    const { call, invocation, fn, args, rest = [], within } = message;
    const caller = this.arrivals.waiterOf(call);
    if (!(caller instanceof Activity)) return;
    const vm = this.world.vm();
    this.world.withReserve(() => {
      const state = vm.api.lua_newthread(vm.L);
      const ref = vm.takeRef(vm.L);
      const inside = within === undefined ? caller.inside : [...caller.inside, ...within];
      const activity = new Activity('call-back', ++this.count, caller.name, state, ref, caller, inside, {
        invocation,
        ...(rest.length > 0 && { next: { ...message, args: rest[0]!, rest: rest.slice(1) } }),
      });
      caller.children.add(activity);
      if (typeof fn === 'string') vm.pushHost(state, fn);
      else pushValue(vm, state, fn);
      for (const arg of args) pushValue(vm, state, arg);
      activity.args = args.length;
      this.makeReady(activity);
    });
  }

  /** What is left to be called is called next; the host is told when that is over. */
  private callBackEnded(activity: Activity, status: number): void {
    const { next } = activity.more;
    if (next === undefined || status !== LUA_OK || this.arrivals.waiterOf(next.call) !== activity.parent) {
      postResults(this.world, activity, status);
      return;
    }
    activity.status = 'done';
    this.invoke(next);
  }

  /** Nothing will ever come: the script, at least, is told. */
  private deadlock(main: Activity): void {
    if (main.group === undefined) throw new Error('a script waits for nothing');
    this.over(main.group, 'deadlock');
  }

  // --- Resuming --------------------------------------------------------------------------------------------------------

  /** Resumes an activity that nothing else runs below. */
  private resume(activity: Activity, from: number): number {
    const { vm, link, debug } = this.world;
    const { api, memory } = vm();
    const { inside, task } = link();
    const runState = memory.word(WORD.runState);
    this.running.push(activity);
    activity.status = 'running';
    memory.setWord(WORD.runState, activity.state);
    link().inside = activity.inside;
    link().task = activity.kind === 'main' ? undefined : activity.name;
    this.setHooks(activity.state);
    try {
      let status = api.lua_resume(activity.state, from, activity.args, OUT_LENGTH);
      while (status === LUA_YIELD && memory.word(WORD.hookYield) !== 0) {
        memory.setWord(WORD.hookYield, 0);
        debug().runResumes();
        status = api.lua_resume(activity.state, from, 0, OUT_LENGTH);
      }
      activity.args = 0;
      if (activity.kind !== 'main' || status === LUA_YIELD) this.cameBack(activity, status, from);
      return status;
    } finally {
      this.running.pop();
      memory.setWord(WORD.runState, activity.kind === 'main' ? activity.state : runState);
      link().inside = inside;
      link().task = task;
    }
  }

  /** States get the debugger's hooks when they run on, as in coroutines of scripts. */
  private setHooks(state: number): void {
    const { api, memory } = this.world.vm();
    const generation = memory.word(WORD.hookGeneration);
    if (memory.word(state + OFFSETS.state.baseHookCount) === generation) return;
    api.lua_sethook(state, SLOT.hook, memory.word(WORD.hookMask), generation);
  }

  /** The same on top of `L`, as if `L` had resumed a coroutine. */
  private onTop(L: number, activity: Activity): void {
    this.chained(L, activity.state, () => this.resume(activity, L));
    this.world.check(L);
  }

  private chained(L: number, state: number, use: () => void): void {
    const { memory, api } = this.world.vm();
    const record = api.malloc(12);
    memory.setWord(record, L);
    memory.setWord(record + 4, state);
    memory.setWord(record + 8, memory.word(WORD.chain));
    memory.setWord(WORD.chain, record);
    try {
      use();
    } finally {
      memory.setWord(WORD.chain, memory.word(record + 8));
      api.free(record);
    }
  }

  /** An activity has come back: it waits, or has ended. */
  private cameBack(activity: Activity, status: number, from: number): void {
    if (status === LUA_YIELD) {
      activity.status = activity.status === 'running' ? 'waiting' : activity.status;
      if (activity.isDoomed) this.close(activity, from);
      return;
    }
    this.dropRefs(activity);
    const { world } = this;
    if (activity.kind === 'call-back') this.callBackEnded(activity, status);
    else endTask(world, activity, status, ++this.ends);
    if (activity.failure !== undefined) this.unseen.set(activity.id, activity.failure);
    if (activity.status === 'failed') this.cancelAll([...activity.children], from);
    this.forget(activity);
  }

  /** It has ended. */
  private forget(activity: Activity): void {
    const { tasks, world } = this;
    const vm = world.vm();
    tasks.delete(activity.id);
    activity.parent?.children.delete(activity);
    for (const group of activity.groups) {
      group.ended(activity);
      if (group.end !== undefined) this.over(group, group.end);
    }
    activity.groups.clear();
    for (const ref of [activity.ref, activity.more.table]) if (ref !== undefined) vm.releaseRef(ref);
  }

  private over(group: TaskGroup, end: NonNullable<TaskGroup['end']>): void {
    group.end = end;
    const { waiter } = group;
    this.leaveGroup(group);
    if (waiter === undefined) return;
    waiter.group = undefined;
    waiter.waitEnd = end;
    this.makeReady(waiter);
  }

  leaveGroup(group: TaskGroup): void {
    if (group.timer !== undefined) this.arrivals.cancel(group.timer);
    group.timer = undefined;
    group.leave();
  }

  private makeReady(activity: Activity): void {
    activity.status = 'ready';
    this.ready.add(activity);
  }

  dropRefs(activity: Activity): void {
    for (const ref of activity.refs.splice(0)) this.world.vm().releaseRef(ref);
  }

  // --- Beginning, waiting, ending -----------------------------------------------------------------------------------------

  /** As `ScriptTasks.spawn` */
  spawn(L: number, name: string, args: number): Activity {
    const { vm, link } = this.world;
    const { api } = vm();
    const state = api.lua_newthread(L);
    const ref = vm().takeRef(L);
    api.luaL_checkstack(state, args + 1, 0);
    api.lua_xmove(L, state, args + 1);
    const table = vm().takeRef(L);
    const id = ++this.count;
    const label = name === '' ? `task ${id}` : name;
    const activity = new Activity('task', id, label, state, ref, this.current, link().inside, { table });
    activity.args = args;
    this.current?.children.add(activity);
    this.tasks.set(id, activity);
    this.ready.add(activity);
    return activity;
  }

  /** Waits for tasks on `L`, which may have to stay: then the group is over when this returns. */
  wait(L: number, group: TaskGroup, limitMs: number | undefined): boolean {
    if (group.end !== undefined) return true;
    if (limitMs !== undefined) {
      const request = { ...this.world.link().request(L, ENGINE_METHODS.sleep, [limitMs]), mayCancel: true as const };
      group.timer = this.arrivals.begin(request, group);
    }
    const activity = this.leaving(L);
    if (activity === undefined) {
      this.runUntil(L, group);
      this.leaveGroup(group);
      return true;
    }
    group.waiter = activity;
    activity.group = group;
    return false;
  }

  /** Posts a host call of an activity that leaves. */
  call(activity: Activity, L: number, method: string, args: readonly Value[]): void {
    const request = { ...this.world.link().request(L, method, args), mayCancel: true as const };
    activity.method = method;
    activity.call = this.arrivals.begin(request, activity);
  }

  /** As `ScriptTasks.cancel` */
  cancel(activity: Activity, from: number): boolean {
    if (activity.hasEnded) return false;
    if (this.running.includes(activity)) activity.isDoomed = true;
    else this.close(activity, from);
    return true;
  }

  /** @param from the state whose host function wants it, or the VM's own */
  cancelAll(activities: readonly Activity[], from: number): void {
    for (const activity of activities) this.cancel(activity, from);
  }

  /** Ends one that does not run, and what it has started. */
  private close(activity: Activity, from: number): void {
    const { world } = this;
    const { api, memory, L } = world.vm();
    this.ready.delete(activity);
    if (activity.call !== undefined) this.arrivals.cancel(activity.call);
    if (activity.group !== undefined) this.leaveGroup(activity.group);
    activity.status = 'cancelled';
    this.cancelAll([...activity.children], from);
    const runState = memory.word(WORD.runState);
    memory.setWord(WORD.runState, activity.state);
    const close = (): void => {
      const status = api.lua_closethread(activity.state, from);
      if (status !== LUA_OK) world.closeFailed(activity);
    };
    if (from === L) close();
    else this.chained(from, activity.state, close);
    memory.setWord(WORD.runState, runState);
    this.dropRefs(activity);
    if (activity.kind === 'task') endTask(world, activity, LUA_OK, ++this.ends);
    this.forget(activity);
  }

  /** The run is over: ends what is left, and gives the names of tasks among it. */
  end(): string[] {
    const names = [...this.tasks.values()].map(({ name }) => name);
    const { L } = this.world.vm();
    for (let left = this.left(); left.length > 0; left = this.left()) this.cancelAll(left, L);
    this.arrivals.clear();
    this.ready.clear();
    this.running.length = 0;
    return names;
  }

  private left(): Activity[] {
    const all = new Set([...this.tasks.values(), ...this.arrivals.waiting, ...this.ready]);
    return [...all].filter(({ kind }) => kind !== 'main');
  }
}
