// The tool `api-tester`: one request to a web API, with all that is to be known of its answer. Control thread.

import type { Output } from '../output-table.js';
import { compact } from '../value-kinds.js';
import { requireText } from './parameters.js';
import { responseOutput } from './response.js';
import type { Tool } from './tool.js';
import { METHODS, headersOf, headersParameter, timeoutOf, timeoutParameter, withBody } from './web-parameters.js';

export const apiTester: Tool = {
  name: 'api-tester',
  description: 'Asks a web API and tells status, headers, body and time of its answer',
  version: '1.0.0',
  category: 'data',
  parameters: [
    { name: 'input', type: 'string', description: 'the URL', required: true },
    { name: 'method', type: 'string', description: 'what is asked for', default: 'GET', choices: METHODS },
    headersParameter,
    { name: 'body', type: 'any', description: 'text or bytes as they are, a table as JSON' },
    timeoutParameter,
  ],
  execute: async (parameters, context): Promise<Output> => {
    const url = requireText(apiTester, parameters, 'input');
    const method = requireText(apiTester, parameters, 'method');
    const asked = headersOf(apiTester, parameters);
    const request = {
      url,
      method,
      timeoutMs: timeoutOf(apiTester, parameters),
      ...withBody(parameters['body'], asked),
    };
    const [{ requestHttp }, { jsonOf, textOrBytes }] = await Promise.all([
      import('../net/http-client.js'),
      import('../net/body-text.js'),
    ]);
    const response = await requestHttp(request, context);
    const json = jsonOf(response);
    const { status, statusText, headers, durationMs } = response;
    const result = {
      request: compact({ method, url: response.url, headers: withoutSecrets(request.headers), body: request.body }),
      response: {
        ...{ status_code: status, status_text: statusText, is_success: status >= 200 && status < 300, headers },
        ...{ body: json === undefined ? textOrBytes(response) : json.value, body_is_json: json !== undefined },
      },
      timing: { duration_ms: Math.round(durationMs), duration_secs: durationMs / 1000 },
    };
    const told = { operation: method, success: true, message: `${method} ${status} ${statusText}`.trim(), result };
    const bytes = result.response.body;
    return bytes instanceof Uint8Array ? { text: bytes, fields: told } : responseOutput(told);
  },
};

function withoutSecrets(headers: Readonly<Record<string, string>>): Record<string, string> {
  const shown = (name: string, value: string): string =>
    /^(authorization|cookie)$|token|secret|key/i.test(name) ? '<redacted>' : value;
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, shown(name, value)]));
}
