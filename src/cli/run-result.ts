// How a run went, as the kernel has told it. Control thread.

import { SpellError } from '../base/errors.js';
import { fromTagged } from '../base/tagged-json.js';
import type { Value } from '../base/values.js';
import type { ExecutionResult } from '../client/execution.js';
import { requestFailed } from '../client/kernel-errors.js';
import type { Report } from '../diagnostics/report.js';

export type RunResult =
  | { readonly status: 'ok'; readonly results: readonly Value[] }
  | { readonly status: 'exit'; readonly code: number }
  | {
      readonly status: 'error';
      /** Of a script's failure, as captured: `runtime`, `syntax`, `timeout`, ...; `interrupted` also before it has begun. */
      readonly kind: string;
      /** What is shown: a report where the script failed, else what the kernel says. */
      readonly shown: Report | SpellError;
      /** As logs and hooks call the run; not where it has not begun. */
      readonly runId?: string;
    };

/** @throws SpellError what the kernel says when it has not begun the run */
export function toRunResult({ reply, run }: ExecutionResult): RunResult {
  if (reply.status === 'aborted') return { status: 'error', kind: 'interrupted', shown: notBegun() };
  if (run?.outcome === 'exit') return { status: 'exit', code: run.exit_code ?? 0 };
  if (reply.status === 'ok') return { status: 'ok', results: (run?.results ?? []).map(fromTagged) };
  if (run === undefined) throw requestFailed('execute', reply);
  const shown = (run.report as Report | undefined) ?? requestFailed('execute', reply);
  return { status: 'error', kind: run.failure_kind ?? 'runtime', shown, runId: run.run };
}

function notBegun(): SpellError {
  return new SpellError('INTERRUPTED', 'the run was taken out of the queue before it began', {
    help: 'it was interrupted, or what this client ran before it has failed',
  });
}
