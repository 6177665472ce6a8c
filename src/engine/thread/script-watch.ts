// What scripts say to whoever looks at them: the debugger, where one is attached, and the lines of their console. Engine thread.

import type { ConsoleLevel, ConsoleLog } from '../../base/console-log.js';
import type { ScriptWatch } from '../../runtime/library.js';
import { Interruption } from '../../vm/errors.js';
import type { LuaVm } from '../../vm/vm.js';
import type { DebugLink } from './debug-link.js';
import { sourceOf } from './host-link.js';

export class EngineWatch implements ScriptWatch {
  constructor(
    private readonly vm: () => LuaVm,
    private readonly debug: DebugLink,
    private readonly log: ConsoleLog,
    private readonly runId: () => string,
  ) {}

  get isAttached(): boolean {
    return this.debug.isAttached;
  }

  pause(L: number): boolean {
    const answer = this.debug.pauseHere(L);
    if (answer === 'end') throw new Interruption();
    return answer === 'paused';
  }

  fired(L: number, point: string): void {
    if (this.debug.hookFired(L, point)) throw new Interruption();
  }

  tell(L: number, text: string): void {
    this.debug.tell(L, text);
  }

  keep(L: number, level: ConsoleLevel, text: string): string | undefined {
    const source = sourceOf(this.vm(), L);
    const time = this.vm().clock.now();
    this.log.add({ level, text, runId: this.runId(), time, ...(source !== undefined && { source }) });
    return source;
  }

  forget(): void {
    this.log.clear();
  }
}
