// Pauses: the script waits while clients look at it, and what they look at when nothing is paused. Engine thread.

import type { Breakpoints } from './breakpoints.js';
import type { RaisedError } from './exceptions.js';
import { Inspector } from './inspector.js';
import type { Jump } from './jump.js';
import type { Stop } from './line-stops.js';
import { returnedValues } from './returned-values.js';
import type { Stepper } from './stepper.js';
import type { Tools } from './tools.js';
import type { Trace } from './trace.js';

/** A stop of the script, until it goes on. */
export interface Pause {
  readonly states: readonly number[];
  readonly isMidLine: boolean;
  readonly inspector: Inspector;
  readonly error: (RaisedError & { readonly ref: number }) | undefined;
  isOver: boolean;
}

/** References that clients hold while nothing is paused. */
const MOST_IDLE = 5000;

/** What a pause ends or holds up. */
interface PausedParts {
  readonly breakpoints: Breakpoints;
  readonly stepper: Stepper;
  readonly jump: Jump;
  readonly trace: Trace;
}

export class Pauses {
  current: Pause | undefined;
  /** The thread that stopped last. */
  #threadId = 0;
  #returned: readonly number[] = [];
  #idle: Inspector | undefined;

  /** @param parts are asked only at a stop */
  constructor(
    private readonly tools: Tools,
    private readonly parts: PausedParts,
  ) {}

  /** What looks at values: of the pause, or of the globals alone. */
  get inspector(): Inspector {
    return this.current?.inspector ?? (this.#idle ??= new Inspector(this.tools, undefined));
  }

  /** Front ends list globals after every output of a run, and nothing is void meanwhile: of much, all of it goes. */
  trimIdle(): void {
    if ((this.#idle?.values.size ?? 0) > MOST_IDLE) this.forgetIdle();
  }

  forgetIdle(): void {
    this.#idle?.dispose();
    this.#idle = undefined;
  }

  /** Waits until the script is to go on; true where the run is to end instead. */
  stop(
    L: number,
    { reason, ids, text, hidden }: Stop,
    { runId, isMidLine, error }: Pick<Pause, 'isMidLine'> & { readonly runId: string; readonly error: Pause['error'] },
  ): boolean {
    const { tools } = this;
    const { breakpoints, stepper, jump, trace } = this.parts;
    const states = tools.host.running(L);
    const hasStepped = stepper.kind !== undefined;
    stepper.clear();
    breakpoints.setTarget(undefined);
    tools.writer.forgetNames();
    if (!hasStepped) this.dropReturned();
    const inspector = new Inspector(tools, { states, returned: this.#returned, hidden });
    this.#returned = [];
    const pause: Pause = { states, isMidLine, inspector, error, isOver: false };
    const threadId = (this.#threadId = tools.threads.idOf(L));
    this.current = pause;
    const more = text === undefined ? {} : { text };
    tools.host.post({ type: 'stopped', reason, threadId, breakpointIds: ids, runId, ...more });
    trace.clock.stop();
    const goesOn = tools.host.rest(L, () => pause.isOver);
    trace.clock.start();
    this.current = undefined;
    inspector.dispose();
    if (!goesOn) {
      stepper.clear();
      jump.clear();
    }
    return !goesOn;
  }

  /** Hooks are what is wanted: the script goes on, perhaps elsewhere. */
  tellEnd(L: number): void {
    this.tools.host.post({ type: 'continued', threadId: this.#threadId });
    this.parts.jump.leave(L);
  }

  get hasReturned(): boolean {
    return this.#returned.length > 0;
  }

  /** What a function gives back, for the stop after a step. */
  keepReturned(L: number, ar: number): void {
    this.dropReturned();
    this.#returned = returnedValues(this.tools.vm, L, ar);
  }

  dropReturned(): void {
    for (const ref of this.#returned) this.tools.vm.releaseRef(ref);
    this.#returned = [];
  }
}
