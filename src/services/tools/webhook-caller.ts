// The tool `webhook-caller`: tells a web server of something, again if it is not there at the moment. Control thread.

import type { Attempted } from '../net/retries.js';
import type { Output } from '../output-table.js';
import { compact } from '../value-kinds.js';
import { requireText } from './parameters.js';
import { responseOutput } from './response.js';
import type { Tool } from './tool.js';
import { countOf, headersOf, headersParameter, timeoutOf, timeoutParameter, withBody } from './web-parameters.js';

export const webhookCaller: Tool = {
  name: 'webhook-caller',
  description: 'Sends a payload to a webhook, and again while the server fails',
  version: '1.0.0',
  category: 'data',
  parameters: [
    { name: 'input', type: 'string', description: 'the URL', required: true },
    { name: 'payload', type: 'any', description: 'a table is sent as JSON, text as it is', default: {} },
    {
      name: 'method',
      type: 'string',
      description: 'how it is sent',
      default: 'POST',
      choices: ['POST', 'PUT', 'PATCH', 'GET', 'DELETE'],
    },
    headersParameter,
    { name: 'max_retries', type: 'integer', description: 'attempts after the first, at most 10', default: 3 },
    {
      name: 'retry_delay_ms',
      type: 'integer',
      description: 'before the first retry; then twice as long',
      default: 1000,
    },
    { ...timeoutParameter, description: 'seconds that each attempt may take, at most 300' },
  ],
  execute: async (parameters, context): Promise<Output> => {
    const url = requireText(webhookCaller, parameters, 'input');
    const method = requireText(webhookCaller, parameters, 'method');
    const sent = withBody(method === 'GET' ? undefined : parameters['payload'], headersOf(webhookCaller, parameters));
    const request = { url, method, timeoutMs: timeoutOf(webhookCaller, parameters), ...sent };
    const { requestWithRetries } = await import('../net/retries.js');
    const started = performance.now();
    const attempted = await requestWithRetries(request, context, {
      max: countOf(webhookCaller, 'max_retries', parameters['max_retries'], 10),
      pauseMs: countOf(webhookCaller, 'retry_delay_ms', parameters['retry_delay_ms'], 60_000),
    });
    return answer(url, attempted, performance.now() - started);
  },
};

async function answer(url: string, { response, failure, retries }: Attempted, elapsedMs: number): Promise<Output> {
  const { jsonOf, textOf } = await import('../net/body-text.js');
  const success = response !== undefined && response.status >= 200 && response.status < 300;
  const json = response === undefined ? undefined : jsonOf(response);
  const told = response && {
    status_code: response.status,
    status_text: response.statusText,
    response: compact({
      body: textOf(response),
      json: json?.value,
      headers: response.headers,
      body_is_json: json !== undefined,
    }),
  };
  const result = {
    ...{ success, webhook_url: url, ...told, response_time_ms: Math.round(elapsedMs) },
    ...{ retry_count: retries, retries_attempted: retries > 0 },
  };
  if (success) return responseOutput({ operation: 'call', success, message: 'The webhook has been called', result });
  const why = failure?.message ?? `HTTP ${response?.status ?? 0} ${response?.statusText ?? ''}`.trim();
  const message = retries === 0 ? why : `${why}, after ${retries} ${retries === 1 ? 'retry' : 'retries'}`;
  const code = failure?.code ?? `HTTP_${response?.status ?? 0}`;
  return responseOutput({ operation: 'call', success, message, result, error: { message, code } });
}
