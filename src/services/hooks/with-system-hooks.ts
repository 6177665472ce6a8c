// The hook points that any host method can fire: what it may not do, what is too much, what takes too long. Control thread.

import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { SpellError } from '../../base/errors.js';
import type { HookPoint } from '../../base/hook-points.js';
import type { CallContext, HostMethod, HostMethods, Value } from '../../base/values.js';
import type { ValueObject } from '../value-kinds.js';
import type { HookService } from './hook-service.js';
import { MachineLoad } from './machine-load.js';

const POINTS = [
  'SecurityViolation',
  'ResourceLimitExceeded',
  'PerformanceThresholdExceeded',
  'MemoryUsageHigh',
  'CpuUsageHigh',
] as const satisfies readonly HookPoint[];

/** Errors that say that something was more than it may be. */
const LIMIT = /_(?:LIMIT|TIMEOUT|TOO_LARGE|OUT_OF_MEMORY|NO_SPACE|DISK_FULL)$/;

export interface SystemHookOptions {
  /** What takes longer is slow. */
  readonly slowMs: number;
  readonly load?: MachineLoad;
}

/** The same methods. Nothing that a hook of these points says has an effect: it is told. */
export function withSystemHooks(
  hooks: HookService,
  methods: HostMethods,
  { slowMs, load = new MachineLoad() }: SystemHookOptions,
): HostMethods {
  const watched = Object.entries(methods).map(([name, method]): [string, HostMethod] => {
    // A script that waits for something is not slow.
    const limitMs = WAITING.has(name) ? Infinity : slowMs;
    return [name, watchedMethod(new SystemHooks(hooks, name, limitMs, load), method)];
  });
  return Object.fromEntries(watched);
}

const WAITING: ReadonlySet<string> = new Set(['event.receive', 'state.receive']);

function watchedMethod(system: SystemHooks, method: HostMethod): HostMethod {
  return (args, call) => {
    if (!system.isAwaited(call)) return method(args, call);
    return system.watch(() => method(args, call), call);
  };
}

class SystemHooks {
  constructor(
    private readonly hooks: HookService,
    private readonly method: string,
    private readonly slowMs: number,
    private readonly load: MachineLoad,
  ) {}

  isAwaited(call: CallContext): boolean {
    return POINTS.some((point) => this.hooks.isAwaited(point, call));
  }

  async watch(perform: () => ReturnType<HostMethod>, call: CallContext): Promise<Value> {
    const started = performance.now();
    try {
      return await perform();
    } catch (error) {
      if (error instanceof SpellError && !call.signal.aborted) await this.failed(error, call);
      throw error;
    } finally {
      if (!call.signal.aborted) await this.after(performance.now() - started, call);
    }
  }

  private async failed(error: SpellError, call: CallContext): Promise<void> {
    const { code, message } = error;
    const data = { method: this.method, error: { code, message } };
    if (code.startsWith('PERMISSION_')) await this.fire('SecurityViolation', data, call);
    if (LIMIT.test(code)) await this.fire('ResourceLimitExceeded', data, call);
  }

  private async after(ms: number, call: CallContext): Promise<void> {
    if (ms > this.slowMs) {
      const data = { method: this.method, duration_ms: Math.round(ms), threshold_ms: this.slowMs };
      await this.fire('PerformanceThresholdExceeded', data, call);
    }
    for (const { point, share, threshold } of this.load.look()) {
      await this.fire(point, { method: this.method, share, threshold }, call);
    }
  }

  private async fire(point: HookPoint, data: ValueObject, call: CallContext): Promise<void> {
    const component = { type: 'system', name: this.method };
    const metadata = { run_id: call.runId };
    await this.hooks.fire(point, { component, correlationId: randomUUID(), metadata, data }, call);
  }
}
