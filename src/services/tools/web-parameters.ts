// Parameters that tools for the web have in common. Control thread.

import type { Value } from '../../base/values.js';
import { toJsonText } from '../json-text.js';
import { TIMEOUT_MS } from '../net/http-request.js';
import { isValueObject } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';
import { badParameter } from './parameters.js';
import type { ToolParameter, ToolSchema } from './tool.js';

export const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

export const timeoutParameter: ToolParameter = {
  name: 'timeout',
  type: 'number',
  description: 'seconds that all of it may take, at most 300',
  default: TIMEOUT_MS / 1000,
};

export const headersParameter: ToolParameter = {
  name: 'headers',
  type: 'object',
  description: 'texts by name',
  default: {},
};

const MAX_TIMEOUT_SECONDS = 300;

/** Milliseconds. @throws SpellError `TOOL_PARAMETER` */
export function timeoutOf(tool: ToolSchema, parameters: ValueObject, name = 'timeout'): number {
  const seconds = Number(parameters[name]);
  if (seconds > 0) return Math.min(seconds, MAX_TIMEOUT_SECONDS) * 1000;
  throw badParameter(tool, name, 'it is not above 0', 'pass seconds');
}

/** @throws SpellError `TOOL_PARAMETER` */
export function headersOf(tool: ToolSchema, parameters: ValueObject, name = 'headers'): Record<string, string> {
  const given = parameters[name];
  const entries = Object.entries(isValueObject(given) ? given : {}).map(([header, value]): [string, string] => {
    if (typeof value === 'string') return [header, value];
    if (typeof value === 'number' || typeof value === 'bigint') return [header, String(value)];
    throw badParameter(tool, name, `'${header}' is no text`, 'pass texts by name');
  });
  return Object.fromEntries(entries);
}

export interface TypedBody {
  readonly body?: string | Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
}

/** Text and bytes as they are, tables and the rest as JSON, whose type is told unless the headers name another. */
export function withBody(body: Value, headers: Readonly<Record<string, string>>): TypedBody {
  if (body === undefined || body === null) return { headers };
  if (typeof body === 'string' || body instanceof Uint8Array) return { body, headers };
  const hasType = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
  return { body: toJsonText(body), headers: hasType ? headers : { ...headers, 'content-type': 'application/json' } };
}

/** A whole number that is not below 0, and at most `max`. @throws SpellError `TOOL_PARAMETER` */
export function countOf(tool: ToolSchema, name: string, value: Value, max: number): number {
  const count = Number(value);
  if (Number.isInteger(count) && count >= 0) return Math.min(count, max);
  throw badParameter(tool, name, 'it is no whole number from 0 on', `pass 0 to ${max}`);
}
