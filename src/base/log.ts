// The logger interface that services and engine write to; the CLI decides where it goes. Any thread.

export const LOG_LEVELS = ['error', 'warn', 'info', 'debug', 'trace'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** One log line. `module` is dotted (`services.agents`), `runId` joins it with the run that caused it. */
export interface LogRecord {
  readonly time: number;
  readonly level: LogLevel;
  readonly module: string;
  readonly message: string;
  readonly runId?: string;
  /** `file:line` of the Lua line that logged, where there is one. */
  readonly source?: string;
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** What joins a record with the call of a script that it was made for. */
export type LogOrigin = Pick<LogRecord, 'runId' | 'source'>;

export interface Logger {
  isEnabled(level: LogLevel, module: string): boolean;
  log(record: Omit<LogRecord, 'time'>): void;
}

export const silentLogger: Logger = { isEnabled: () => false, log: () => undefined };
