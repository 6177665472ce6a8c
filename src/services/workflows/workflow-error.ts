// The errors of workflows. Control thread.

import { SpellError } from '../../base/errors.js';

export function invalidWorkflow(problem: string, help = 'see Workflow in docs/reference/lua-api.md'): SpellError {
  return new SpellError('WORKFLOW_SPEC', problem, { category: 'Validation error', help });
}

/** @param step as the script calls it */
export function stepFailed(step: string, cause: unknown): SpellError {
  const { message, help } = reasonOf(cause);
  return new SpellError('WORKFLOW_STEP', `Step '${step}' failed: ${message}`, {
    category: 'Workflow execution error',
    ...(help === undefined ? {} : { help }),
    details: { step },
    cause,
  });
}

export function stepTimedOut(timeoutMs: number): SpellError {
  return new SpellError('WORKFLOW_TIMEOUT', `it did not finish within ${timeoutMs} ms`, {
    category: 'Timeout error',
    help: 'give the step more with timeout_ms',
    details: { timeoutMs },
  });
}

export function workflowTimedOut(name: string, timeoutMs: number): SpellError {
  return new SpellError('WORKFLOW_TIMEOUT', `Workflow '${name}' did not finish within ${timeoutMs} ms`, {
    category: 'Timeout error',
    help: 'give it more with :timeout_ms(n)',
    details: { workflow: name, timeoutMs },
  });
}

/** What is wrong, in one line for the result of a workflow that goes on. */
export function reasonOf(error: unknown): { readonly message: string; readonly help?: string } {
  if (!(error instanceof SpellError)) return { message: error instanceof Error ? error.message : String(error) };
  const { category, message, help } = error;
  const isNamed = category === undefined || message.includes(category);
  return { message: isNamed ? message : `${category}: ${message}`, ...(help === undefined ? {} : { help }) };
}
