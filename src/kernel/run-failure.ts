// Runs that failed: what is said of them, and where. Control thread.

import { SpellError } from '../base/errors.js';
import type { FailureReport } from './failure-report.js';
import type { Cells } from './cells.js';
import type { SessionOutput } from './output/session-output.js';
import type { Finished, RunOrigin } from './session-run.js';

/** Why a run counts as failed; undefined where it does not. Not all failures have a report. */
export type RunFailure = Omit<FailureReport, 'report'> & Partial<Pick<FailureReport, 'report'>>;

export async function outcomeFailure(finished: Finished, cells: Cells): Promise<RunFailure | undefined> {
  const { outcome, isOverLimit } = finished;
  if (isOverLimit) return failureOf(overLimit());
  if (outcome.status === 'exit' && outcome.code !== 0) {
    const evalue = `the script ended itself with exit code ${outcome.code}`;
    return { ename: 'Exit', evalue, traceback: [evalue] };
  }
  if (outcome.status !== 'error') return undefined;
  const { reportFailure } = await import('./failure-report.js');
  return reportFailure(outcome.failure, cells, finished.workingDirectory);
}

/** Shows it to all clients, as Jupyter does. */
export async function publishFailure(failure: RunFailure, output: SessionOutput, origin: RunOrigin): Promise<void> {
  if (origin.isSilent) return;
  const { ename, evalue, traceback } = failure;
  await output.publish('error', { ename, evalue, traceback }, { parent: origin.parent });
}

function overLimit(): SpellError {
  return new SpellError('KERNEL_OUTPUT_LIMIT', 'The run was ended: it has printed all that a run of this session may', {
    help: 'print less, or start the session with a larger output limit',
  });
}

function failureOf({ code, message, help }: SpellError): RunFailure {
  return {
    ename: code,
    evalue: message,
    traceback: [`${code}: ${message}`, ...(help === undefined ? [] : [`help: ${help}`])],
  };
}
