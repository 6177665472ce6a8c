// What can be said of hooks without a kernel: the points that there are, and how long hooks may take there. Control thread.

import { hookPoints, isHookPoint, kindOfPoint } from '../../base/hook-points.js';
import type { HookPoint } from '../../base/hook-points.js';
import { unknownPoint } from '../../services/hooks/hook-registry.js';
import { workloadOf } from '../../services/hooks/workloads.js';

export interface PointInfo {
  readonly hook_point: string;
  readonly kind: string;
  /** Then a hook is ended, and has failed. */
  readonly limit_ms: number;
  /** A hook that often takes longer is left out for a while. */
  readonly slow_ms: number;
}

export function allPoints(): readonly PointInfo[] {
  return (hookPoints() as readonly HookPoint[]).map(infoOf);
}

/** @throws SpellError `HOOK_ARGUMENT` */
export function pointInfo(point: string): PointInfo {
  if (!isHookPoint(point)) throw unknownPoint(point);
  return infoOf(point);
}

function infoOf(point: HookPoint): PointInfo {
  const { limitMs, slowMs } = workloadOf(point);
  return { hook_point: point, kind: kindOfPoint(point), limit_ms: limitMs, slow_ms: slowMs };
}
