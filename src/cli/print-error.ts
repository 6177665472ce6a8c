// Shows request errors: what is wrong, and what to do. Control thread.

import { styleText } from 'node:util';
import { SpellError } from '../base/errors.js';
import type { Value } from '../base/values.js';

/** Lines for a terminal; an error that is not a request error is a bug and shows its stack. */
export function renderError(error: unknown, hasColor: boolean): string {
  const paint = (style: Parameters<typeof styleText>[0], text: string): string =>
    hasColor ? styleText(style, text) : text;
  if (error instanceof SpellError) {
    const help = error.help === undefined ? '' : `\n  ${paint('cyan', 'help:')} ${error.help}`;
    return `${paint(['red', 'bold'], 'error:')} ${error.message}${help}\n`;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `${paint(['red', 'bold'], 'internal error:')} ${stack}\n  ${paint('cyan', 'help:')} this is a fault of llmspell; please report it with the lines above\n`;
}

/** The same as plain data. */
export function errorFields(error: SpellError): Value {
  return { code: error.code, message: error.message, help: error.help };
}
