// Which instructions call out in the middle of lines: those that breakpoints on statements, the step and a jump have to see. Engine
// thread.

import type { Breakpoints } from './breakpoints.js';
import type { HookOwner } from './hook-owner.js';
import type { Jump } from './jump.js';
import type { Protos } from './protos.js';
import type { Stepper } from './stepper.js';

export class WatchedPlaces {
  constructor(
    private readonly hooks: HookOwner,
    private readonly protos: Protos,
    private readonly breakpoints: Breakpoints,
    private readonly stepper: Stepper,
    private readonly jump: Jump,
  ) {}

  update(): void {
    const places = new Map<number, Set<number>>();
    const add = ([proto, those]: readonly [number, ReadonlySet<number>]): unknown =>
      places.set(proto, new Set([...(places.get(proto) ?? []), ...those]));
    for (const each of this.breakpoints.watched()) {
      if (this.hooks.knows(each[0])) add(each);
      else this.breakpoints.forgetFunction(each[0]);
    }
    for (const each of [...this.stepper.wants.watched, ...this.jump.watched]) add(each);
    this.hooks.watch(places);
  }

  /** Functions that run and have not been classified: those in the middle of a line will have no line hook before its end. */
  unknown(hasRun: boolean): number[] {
    const { protos } = this;
    const running = [...this.hooks.states(hasRun)].flatMap((L) => protos.activations(L));
    const functions = new Set(running.filter((ci) => protos.isLua(ci)).map((ci) => protos.protoOf(ci)));
    return [...functions].filter((proto) => !this.hooks.knows(proto));
  }
}
