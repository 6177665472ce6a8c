// What a thread of the pool is told, and what it answers. Types.

import type { TaskName } from './tasks.js';

export interface TaskRequest {
  readonly name: TaskName;
  readonly input: unknown;
}

/** What a `SpellError` carries, as plain data. */
export interface TaskRefusal {
  readonly code: string;
  readonly message: string;
  readonly options: { readonly help?: string; readonly category?: string; readonly details?: Record<string, unknown> };
}

export type TaskAnswer =
  | { readonly type: 'result'; readonly value: unknown }
  /** An error that is meant for the user. */
  | { readonly type: 'refused'; readonly refusal: TaskRefusal; readonly isSpoilt: boolean }
  /** A fault in the task; what it leaves behind in its thread is not to be trusted. */
  | { readonly type: 'failed'; readonly stack: string };
