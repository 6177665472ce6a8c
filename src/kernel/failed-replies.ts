// Replies of requests that failed. Control thread.

import { SpellError } from '../base/errors.js';
import type { Logger } from '../base/log.js';
import type { JsonObject } from '../protocol/schema.js';

export interface ErrorContent {
  readonly status: 'error';
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
}

/** A `SpellError` says what to do; anything else is a defect: logged with its stack. */
export function errorContent(error: unknown, logger: Logger): ErrorContent {
  if (error instanceof SpellError) {
    const help = error.help === undefined ? [] : [`help: ${error.help}`];
    const lines = [`${error.code}: ${error.message}`, ...help];
    return { status: 'error', ename: error.code, evalue: error.message, traceback: lines };
  }
  const message = error instanceof Error ? error.message : String(error);
  const stack = error instanceof Error ? (error.stack ?? message) : message;
  logger.log({ level: 'error', module: 'kernel', message: `a request met a defect: ${stack}` });
  const evalue = `A defect of the kernel: ${message}`;
  return { status: 'error', ename: 'INTERNAL', evalue, traceback: [`INTERNAL: ${evalue}`] };
}

/** `debug_reply` has no status: it is a response of the Debug Adapter Protocol. */
export function failedReply(replyType: string, error: unknown, request: JsonObject, logger: Logger): JsonObject {
  const content = errorContent(error, logger);
  if (replyType !== 'debug_reply') return { ...content };
  return {
    ...content,
    type: 'response',
    seq: 0,
    request_seq: Number.isSafeInteger(request['seq']) ? request['seq'] : 0,
    success: false,
    command: typeof request['command'] === 'string' ? request['command'] : '',
    message: content.evalue,
  };
}
