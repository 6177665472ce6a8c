// The tool `http-requester`: one request to a web server. Control thread.

import { SpellError } from '../../base/errors.js';
import type { Value } from '../../base/values.js';
import type { HttpResponse } from '../net/http-request.js';
import type { Retries } from '../net/retries.js';
import type { Output } from '../output-table.js';
import { isValueObject } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';
import { badParameter, optionalText, requireText } from './parameters.js';
import { responseOutput } from './response.js';
import type { Tool } from './tool.js';
import {
  METHODS,
  countOf,
  headersOf,
  headersParameter,
  timeoutOf,
  timeoutParameter,
  withBody,
} from './web-parameters.js';

export const httpRequester: Tool = {
  name: 'http-requester',
  description: 'Asks a web server: any method, headers, body, credentials, retries',
  version: '1.0.0',
  category: 'api',
  parameters: [
    { name: 'input', type: 'string', description: 'the URL' },
    { name: 'url', type: 'string', description: 'the same as input' },
    { name: 'method', type: 'string', description: 'what is asked for', default: 'GET', choices: METHODS },
    headersParameter,
    { name: 'body', type: 'any', description: 'text or bytes as they are, a table as JSON' },
    {
      name: 'auth',
      type: 'object',
      description: "{type = 'bearer', token}, {type = 'basic', username, password} or {type = 'api_key', key, header}",
    },
    {
      name: 'retry',
      type: 'object',
      description: '{max_attempts = 3, delay_ms = 1000}; without it there is one attempt',
    },
    timeoutParameter,
  ],
  execute: async (parameters, context): Promise<Output> => {
    const url = optionalText(httpRequester, parameters, 'url') ?? requireText(httpRequester, parameters, 'input');
    const method = requireText(httpRequester, parameters, 'method');
    const headers = { ...authHeaders(parameters['auth']), ...headersOf(httpRequester, parameters) };
    const request = {
      url,
      method,
      timeoutMs: timeoutOf(httpRequester, parameters),
      ...withBody(parameters['body'], headers),
    };
    const { requestWithRetries } = await import('../net/retries.js');
    const { response, failure, retries } = await requestWithRetries(request, context, retriesOf(parameters['retry']));
    if (response === undefined) throw failure ?? new SpellError('NET_UNREACHABLE', 'there was no answer');
    return answer(response, method, retries);
  },
};

async function answer(response: HttpResponse, method: string, retries: number): Promise<Output> {
  const { textOrBytes } = await import('../net/body-text.js');
  const { status, statusText, headers, url, durationMs } = response;
  const body = textOrBytes(response);
  const success = status < 400;
  const failed = success ? {} : { error: { message: `HTTP ${status} ${statusText}`.trim(), code: `HTTP_${status}` } };
  const result = { status_code: status, headers, body, url, timestamp: new Date().toISOString() };
  const metadata = { method, url, duration_ms: Math.round(durationMs), retries };
  const told = { operation: 'request', success, result, ...failed };
  if (typeof body === 'string') return { ...responseOutput(told), metadata };
  return { text: body, fields: told, metadata };
}

function authHeaders(auth: Value): Record<string, string> {
  if (!isValueObject(auth)) return {};
  const text = (name: string): string => {
    const value = auth[name];
    if (typeof value === 'string' && value !== '') return value;
    throw badParameter(httpRequester, 'auth', `'${name}' is missing`, 'see docs/reference/tools.md');
  };
  switch (auth['type']) {
    case 'bearer':
      return { authorization: `Bearer ${text('token')}` };
    case 'basic':
      return { authorization: `Basic ${Buffer.from(`${text('username')}:${text('password')}`).toString('base64')}` };
    case 'api_key':
      return { [auth['header'] === undefined ? 'x-api-key' : text('header')]: text('key') };
    default:
      throw badParameter(httpRequester, 'auth', 'its type is not known', 'it may be bearer, basic, api_key');
  }
}

function retriesOf(retry: Value): Retries {
  if (!isValueObject(retry)) return { max: 0, pauseMs: 0 };
  const number = (name: keyof ValueObject, otherwise: number, max: number): number =>
    countOf(httpRequester, 'retry', retry[name] ?? otherwise, max);
  return { max: Math.max(0, number('max_attempts', 3, 10) - 1), pauseMs: number('delay_ms', 1000, 60_000) };
}
