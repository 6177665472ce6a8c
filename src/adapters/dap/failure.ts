// Failures as responses. Any thread.

import { SpellError } from '../../base/errors.js';
import { didYouMean } from '../../base/nearest.js';
import { dapArguments, dapRefusals } from '../../protocol/dap.js';
import type { JsonObject } from '../../protocol/schema.js';
import type { Answer } from './outbox.js';

/** @param showUser the client should show it, as nothing else will */
export function failed(error: unknown, showUser = false): Answer {
  const text = textOf(error);
  return { success: false, message: text, body: { error: { id: 1, ...formatOf(text), showUser } } };
}

export function textOf(error: unknown): string {
  if (!(error instanceof SpellError)) return error instanceof Error ? error.message : String(error);
  return error.help === undefined ? error.message : `${error.message} (${error.help})`;
}

export function refused(message: string): SpellError {
  return new SpellError('DEBUG_REFUSED', message);
}

/** Requests that nothing serves; undefined where the kernel knows better. */
export function refusalOf(command: string): SpellError | undefined {
  if (Object.hasOwn(dapArguments, command)) return undefined;
  const reason = Object.hasOwn(dapRefusals, command) ? dapRefusals[command] : undefined;
  if (reason !== undefined) return refused(`${command} is not supported: ${reason}`);
  return refused(`there is no request '${command}'${didYouMean(command, Object.keys(dapArguments))}`);
}

/** In `format` braces name variables. */
function formatOf(text: string): JsonObject {
  return /[{}]/.test(text) ? { format: '{text}', variables: { text } } : { format: text };
}
