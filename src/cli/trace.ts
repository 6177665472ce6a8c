// Writes log records to stderr, a line each, apart from what the script prints. Control thread.

import type { LogLevel, Logger, LogRecord } from '../base/log.js';
import { paint } from './paint.js';
import type { Style } from './paint.js';
import { isTraced } from './trace-filter.js';
import type { TraceFilter } from './trace-filter.js';

const COLORS: Readonly<Record<LogLevel, Style>> = {
  error: 'red',
  warn: 'yellow',
  info: 'green',
  debug: 'blue',
  trace: 'gray',
};

export interface TraceOptions {
  readonly filter: TraceFilter;
  readonly hasColor: boolean;
  /** Takes whole lines. */
  readonly write: (line: string) => void;
  readonly now?: () => number;
}

export function createTraceLogger({ filter, hasColor, write, now = Date.now }: TraceOptions): Logger {
  return {
    isEnabled: (level, module) => isTraced(filter, level, module),
    log: (record) => {
      if (isTraced(filter, record.level, record.module)) write(formatRecord({ ...record, time: now() }, hasColor));
    },
  };
}

/** `2025-01-31T12:00:00.000Z WARN  services.agents quickstart.lua:3 run-1 message key=value`, then a line feed. */
export function formatRecord(record: LogRecord, hasColor: boolean): string {
  const level = record.level.toUpperCase().padEnd(5);
  const parts = [
    new Date(record.time).toISOString(),
    paint(COLORS[record.level], level, hasColor),
    record.module,
    record.source ?? '-',
    record.runId ?? '-',
    // A message of several lines stays one record.
    record.message.trimEnd().replaceAll('\n', '\n  '),
    ...Object.entries(record.fields ?? {}).map(([key, value]) => `${key}=${formatField(value)}`),
  ];
  return `${parts.join(' ')}\n`;
}

function formatField(value: unknown): string {
  const text = typeof value === 'string' ? value : toText(value);
  return /^[^\s"=]+$/.test(text) || typeof value !== 'string' ? text : JSON.stringify(text);
}

/** `JSON.stringify` gives nothing for functions and symbols, whatever its type says. */
function toText(value: unknown): string {
  const stringify: (value: unknown) => string | undefined = JSON.stringify;
  return stringify(value) ?? String(value);
}
