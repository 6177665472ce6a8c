// What the parts of the debugger's control half share: the engine's stop, sources, breakpoints and values. Control thread.

import type { DebugEvent, DebugFrame } from '../contract.js';
import { Breakpoints } from './breakpoints.js';
import type { DebugPorts } from './ports.js';
import { References } from './references.js';
import { Sources } from './sources.js';
import { Variables } from './variables.js';
import type { GotoTarget } from './targets.js';

export type Stopped = Extract<DebugEvent, { type: 'stopped' }>;

export interface DebugState {
  readonly ports: DebugPorts;
  readonly sources: Sources;
  readonly breakpoints: Breakpoints;
  readonly variables: Variables;
  readonly gotoTargets: References<GotoTarget>;
  /** Frames that have been told since the script stopped. */
  readonly frames: Map<number, DebugFrame>;
  stop: Stopped | undefined;
}

export function createState(ports: DebugPorts): DebugState {
  const sources = new Sources(ports);
  return {
    ports,
    sources,
    breakpoints: new Breakpoints(ports, sources),
    variables: new Variables(ports, sources),
    gotoTargets: new References(),
    frames: new Map(),
    stop: undefined,
  };
}

/** Numbers that were given out are void. */
export function goesOn(state: DebugState): void {
  state.stop = undefined;
  state.variables.clear();
  state.gotoTargets.clear();
  state.frames.clear();
}
