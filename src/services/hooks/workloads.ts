// How long hooks may take, by what they wait in front of: a hook on state must be quicker than one on a model. Control thread.

import { kindOfPoint, type HookKind, type HookPoint } from '../../base/hook-points.js';

export interface Workload {
  /** Then the hook is ended, and has failed. */
  readonly limitMs: number;
  /** A hook that often takes longer is left out for a while. */
  readonly slowMs: number;
}

const LIGHT: Workload = { limitMs: 250, slowMs: 25 };
const MEDIUM: Workload = { limitMs: 1000, slowMs: 200 };
const HEAVY: Workload = { limitMs: 5000, slowMs: 1000 };

const WORKLOADS: Readonly<Record<HookKind, Workload>> = {
  state: LIGHT,
  event: LIGHT,
  performance: LIGHT,
  tool: MEDIUM,
  session: MEDIUM,
  system: MEDIUM,
  agent: HEAVY,
  workflow: HEAVY,
};

export function workloadOf(point: HookPoint): Workload {
  return WORKLOADS[kindOfPoint(point)];
}
