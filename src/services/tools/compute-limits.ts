// How long tools may compute in the pool. Control thread.

import type { TaskLimits } from '../pool/thread-pool.js';
import type { ValueObject } from '../value-kinds.js';
import type { ToolContext, ToolParameter } from './tool.js';

const DEFAULT_MS = 10_000;
const MAX_MS = 300_000;

/** The parameter of tools whose work may take long. */
export const TIMEOUT: ToolParameter = {
  name: 'timeout_ms',
  type: 'integer',
  description: `after which it is ended, at most ${MAX_MS}`,
  default: DEFAULT_MS,
};

export function limitsOf(parameters: ValueObject, context: ToolContext): TaskLimits {
  const given = Number(parameters[TIMEOUT.name] ?? DEFAULT_MS);
  return { signal: context.signal, timeoutMs: Math.min(Math.max(1, given), MAX_MS) };
}
