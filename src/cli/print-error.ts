// Shows request errors: what is wrong, and what to do. Control thread.

import { SpellError } from '../base/errors.js';
import type { Value } from '../base/values.js';
import { paint } from './paint.js';

/**
 * Lines for a terminal; an error that is not a request error is a bug and shows its stack.
 * @param fitted a text that stands behind so many columns, in lines that fit
 */
export function renderError(
  error: unknown,
  hasColor: boolean,
  fitted = (text: string, _behind: number): string => text,
): string {
  const label = (text: string): string => paint('bold', paint('red', text, hasColor), hasColor);
  const help = (text: string): string => `  ${paint('cyan', 'help:', hasColor)} ${text}\n`;
  if (error instanceof SpellError) {
    const message = `${label('error:')} ${fitted(error.message, 7)}\n`;
    return error.help === undefined ? message : message + help(fitted(error.help, 8));
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const advice = 'this is a fault of llmspell; please report it with the lines above';
  return `${label('internal error:')} ${stack}\n${help(advice)}`;
}

/** The same as plain data. */
export function errorFields(error: SpellError): Value {
  return { code: error.code, message: error.message, help: error.help };
}
