// Errors as plain data, for the way between the threads. Any thread.

import { SpellError } from '../base/errors.js';
import type { ErrorData } from './messages.js';

/** Code of errors that are bugs: anything that is not a {@link SpellError}. */
export const INTERNAL_ERROR = 'INTERNAL';

export function toErrorData(error: unknown): ErrorData {
  // A bug that has crossed once comes as a SpellError, and is still one.
  if (error instanceof SpellError && error.code !== INTERNAL_ERROR) {
    return {
      code: error.code,
      message: error.message,
      ...(error.help === undefined ? {} : { help: error.help }),
      ...(error.category === undefined ? {} : { category: error.category }),
      ...(error.details === undefined ? {} : { details: error.details }),
    };
  }
  const stack = error instanceof Error ? error.stack : undefined;
  return {
    code: INTERNAL_ERROR,
    message: error instanceof Error ? error.message : String(error),
    category: 'Internal error',
    ...(stack === undefined ? {} : { stack }),
  };
}

export function fromErrorData(data: ErrorData): SpellError {
  const error = new SpellError(data.code, data.message, {
    ...(data.help === undefined ? {} : { help: data.help }),
    ...(data.category === undefined ? {} : { category: data.category }),
    ...(data.details === undefined ? {} : { details: data.details }),
  });
  if (data.stack !== undefined) error.stack = data.stack;
  return error;
}
