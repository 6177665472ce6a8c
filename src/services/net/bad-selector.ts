// What is said of a CSS selector that is none. Control thread.

import { SpellError } from '../../base/errors.js';

export function badSelector(selector: string, cause: unknown): SpellError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new SpellError('TOOL_PARAMETER', `Invalid selector '${selector}': ${reason}`, {
    category: 'Validation error',
    help: 'write a CSS selector, as article > h2.title',
    details: { selector },
    cause,
  });
}
