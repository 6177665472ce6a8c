// What `Debug` keeps: level, filters, timers and the latest entries. Of the engine, from run to run. Engine thread.

import type { Value } from '../base/values.js';
import { DebugTimers } from './debug-timers.js';
import { ModuleFilters } from './debug-filters.js';
import { perHost } from './per-host.js';

/** Least urgent last. */
export const DEBUG_LEVELS = ['off', 'error', 'warn', 'info', 'debug', 'trace'] as const;
export type DebugLevel = (typeof DEBUG_LEVELS)[number];

export interface DebugEntry {
  /** As ISO 8601. */
  readonly timestamp: string;
  /** In capitals. */
  readonly level: string;
  readonly message: string;
  readonly module?: string;
  readonly metadata?: Value;
  readonly source?: string;
  readonly run_id: string;
}

const MAX_ENTRIES = 1000;

export class DebugLog {
  level: DebugLevel = 'info';
  isEnabled = true;
  readonly filters = new ModuleFilters();
  readonly timers = new DebugTimers();
  readonly entries: DebugEntry[] = [];

  lets(level: DebugLevel, module: string | undefined): boolean {
    const isUrgent = level !== 'off' && DEBUG_LEVELS.indexOf(level) <= DEBUG_LEVELS.indexOf(this.level);
    return this.isEnabled && isUrgent && this.filters.lets(module);
  }

  keep(entry: DebugEntry): void {
    this.entries.push(entry);
    if (this.entries.length > MAX_ENTRIES) this.entries.shift();
  }
}

export const debugLogOf = perHost(() => new DebugLog());
