// What can be asked of an execution, and the request that says it. Any thread.

import type { RequestContent } from '../protocol/requests.js';
import type { ExecuteMetadata } from '../protocol/vendor.js';
import type { Frames } from '../transport/transport.js';
import type { ExecutionHandlers } from './execution.js';

export interface ExecuteOptions extends ExecutionHandlers {
  readonly silent?: boolean;
  readonly storeHistory?: boolean;
  readonly userExpressions?: Readonly<Record<string, string>>;
  readonly stopOnError?: boolean;
  /** What LLMSpell's kernels understand beyond Jupyter. */
  readonly vendor?: Partial<ExecuteMetadata>;
  readonly buffers?: Frames;
}

/** Input is allowed when somebody answers. */
export function executeContent(code: string, options: ExecuteOptions): RequestContent<'execute'> {
  return {
    code,
    silent: options.silent ?? false,
    store_history: options.storeHistory ?? true,
    user_expressions: options.userExpressions ?? {},
    allow_stdin: options.onInput !== undefined,
    stop_on_error: options.stopOnError ?? true,
  };
}
