// The standard response of tools: an operation, whether it succeeded, and its result. Control thread.

import { toJsonText } from '../json-text.js';
import type { Output } from '../output-table.js';
import { compact } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';

export interface ToolResponse {
  readonly operation: string;
  readonly success: boolean;
  readonly message?: string;
  readonly result?: ValueObject;
  readonly error?: ValueObject;
}

/** For tools that answer with the response itself: scripts read `r.result`. */
export function responseOutput(response: ToolResponse, extra: ValueObject = {}): Output {
  return { text: toJsonText({ ...toTable(response), ...extra }) };
}

/**
 * For tools that answer with text: scripts read `r.text`, and find the response's fields beside it and in
 * `r.metadata.response`.
 */
export function textOutput(text: string | Uint8Array, response: ToolResponse): Output {
  const table = toTable(response);
  return { text, metadata: { operation: response.operation, response: table }, fields: { ...table, text } };
}

function toTable(response: ToolResponse): ValueObject {
  const { operation, success, message, result, error } = response;
  return compact({ operation, success, message, result, error });
}
