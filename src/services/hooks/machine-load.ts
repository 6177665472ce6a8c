// How much memory and processor the process uses, looked at from time to time: tells when it has become too much. Control thread.

import { availableParallelism, totalmem } from 'node:os';

/** What the process uses; `cpuMs` counts up. */
export interface Usage {
  readonly memoryBytes: number;
  readonly memoryLimitBytes: number;
  readonly cpuMs: number;
}

export interface Load {
  readonly point: 'MemoryUsageHigh' | 'CpuUsageHigh';
  /** From 0 to 1. */
  readonly share: number;
  readonly threshold: number;
}

/** Shares from which it is too much. */
export const TOO_MUCH = { memory: 0.8, cpu: 0.9 } as const;

/** Between two looks. */
const EVERY_MS = 1000;

export class MachineLoad {
  private last: { readonly at: number; readonly cpuMs: number } | undefined;
  private readonly high = new Set<string>();

  constructor(
    private readonly usage: () => Usage = usageOfProcess,
    private readonly now: () => number = () => performance.now(),
    private readonly cores = availableParallelism(),
  ) {}

  /** What is too much and was not at the last look. */
  look(): readonly Load[] {
    const at = this.now();
    if (this.last !== undefined && at - this.last.at < EVERY_MS) return [];
    const { memoryBytes, memoryLimitBytes, cpuMs } = this.usage();
    const cpu = this.last === undefined ? 0 : (cpuMs - this.last.cpuMs) / (at - this.last.at) / this.cores;
    this.last = { at, cpuMs };
    return [
      ...this.judge('MemoryUsageHigh', memoryBytes / memoryLimitBytes, TOO_MUCH.memory),
      ...this.judge('CpuUsageHigh', Math.min(cpu, 1), TOO_MUCH.cpu),
    ];
  }

  private judge(point: Load['point'], share: number, threshold: number): readonly Load[] {
    const wasHigh = this.high.has(point);
    if (share < threshold) this.high.delete(point);
    else this.high.add(point);
    return share < threshold || wasHigh ? [] : [{ point, share, threshold }];
  }
}

function usageOfProcess(): Usage {
  const { user, system } = process.cpuUsage();
  const constrained = process.constrainedMemory();
  const total = totalmem();
  return {
    memoryBytes: process.memoryUsage.rss(),
    // Without a limit it is 0, or an absurd number.
    memoryLimitBytes: constrained > 0 && constrained < total ? constrained : total,
    cpuMs: (user + system) / 1000,
  };
}
