// Questions of a run for input, and their answers on the wire. Any thread.

import { SpellError } from '../base/errors.js';
import type { NotificationContent } from '../protocol/notifications.js';
import { notifications } from '../protocol/notifications.js';
import { inputRequestMetadata, VENDOR_KEY } from '../protocol/vendor.js';
import type { Message } from '../protocol/wire.js';
import type { MessageParts } from './link.js';

export interface InputRequest {
  readonly prompt: string;
  /** Do not show what is typed. */
  readonly isPassword: boolean;
  /** Of runs that asked for bytes: how many are wanted at most. */
  readonly maxBytes: number | undefined;
}

/** Gives a line without its end, or bytes; `null` when the input has ended. The signal is aborted when nobody waits any more. */
export type AnswerInput = (request: InputRequest, signal: AbortSignal) => Promise<string | Uint8Array | null>;

export type Answer = { readonly input: string | Uint8Array | null } | { readonly error: unknown };

/** @throws SpellError `MESSAGE_CONTENT` */
export function parseInputRequest({ content, metadata }: Message): InputRequest {
  const { prompt, password } = notifications.input_request.content.parse(content, 'content');
  const own = inputRequestMetadata.parse(metadata[VENDOR_KEY] ?? {}, `metadata.${VENDOR_KEY}`);
  return { prompt, isPassword: password, maxBytes: own.max_bytes };
}

/** The `input_reply`. An input that has ended is an empty line for kernels that know no better. */
export function answerParts(answer: Answer): MessageParts {
  if ('error' in answer) return parts('', { error: errorFields(answer.error) });
  const { input } = answer;
  if (input === null) return parts('', { eof: true });
  if (typeof input === 'string') return parts(input, {});
  return { ...parts('', { bytes: true }), buffers: [input] };
}

function parts(value: string, own: NonNullable<MessageParts['metadata']>): MessageParts {
  const content: NotificationContent<'input_reply'> = { value };
  return { content, metadata: { [VENDOR_KEY]: own } };
}

function errorFields(error: unknown): Record<string, string> {
  if (!(error instanceof SpellError)) return { code: 'INPUT', message: String(error) };
  const { code, message, help, category } = error;
  return { code, message, ...(help === undefined ? {} : { help }), ...(category === undefined ? {} : { category }) };
}
