// The tool `graphql-query`: queries and mutations over HTTP (GraphQL over HTTP, POST with JSON). Control thread.

import type { Value } from '../../base/values.js';
import { netError } from '../net/net-error.js';
import type { HttpResponse } from '../net/http-request.js';
import type { Output } from '../output-table.js';
import { compact, isValueObject } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';
import { INTROSPECTION } from './graphql-introspection.js';
import { badParameter, optionalText, requireText } from './parameters.js';
import { responseOutput } from './response.js';
import type { Tool } from './tool.js';
import { headersOf, headersParameter, timeoutOf, timeoutParameter, withBody } from './web-parameters.js';

export const graphqlQuery: Tool = {
  name: 'graphql-query',
  description: 'Asks a GraphQL server: queries, mutations, and what its schema holds',
  version: '1.0.0',
  category: 'api',
  parameters: [
    { name: 'endpoint', type: 'string', description: 'the URL of the server', required: true },
    {
      name: 'operation',
      type: 'string',
      description: 'what the document is; introspection brings its own, subscription is not available yet',
      default: 'query',
      choices: ['query', 'mutation', 'subscription', 'introspection'],
    },
    { name: 'input', type: 'string', description: 'the document' },
    { name: 'variables', type: 'object', description: 'values by name', default: {} },
    { name: 'operation_name', type: 'string', description: 'which operation of the document, if it has several' },
    headersParameter,
    timeoutParameter,
  ],
  execute: async (parameters, context): Promise<Output> => {
    const endpoint = requireText(graphqlQuery, parameters, 'endpoint');
    const operation = requireText(graphqlQuery, parameters, 'operation');
    if (operation === 'subscription') {
      throw badParameter(graphqlQuery, 'operation', 'subscription is not available yet', 'ask by query');
    }
    const query = operation === 'introspection' ? INTROSPECTION : requireText(graphqlQuery, parameters, 'input');
    const operationName = optionalText(graphqlQuery, parameters, 'operation_name');
    const headers = {
      accept: 'application/graphql-response+json, application/json',
      ...headersOf(graphqlQuery, parameters),
    };
    const document = compact({ query, variables: parameters['variables'], operationName });
    const request = {
      url: endpoint,
      method: 'POST',
      timeoutMs: timeoutOf(graphqlQuery, parameters),
      ...withBody(document, headers),
    };
    const { requestHttp } = await import('../net/http-client.js');
    const answer = await answerOf(await requestHttp(request, context));
    const message = firstError(answer['errors']);
    const result = { operation, endpoint, result: answer };
    if (message === undefined) return responseOutput({ operation, success: true, result });
    return responseOutput({ operation, success: false, message, result, error: { message, code: 'GRAPHQL' } });
  },
};

/** @throws SpellError `NET_BAD_RESPONSE` */
async function answerOf(response: HttpResponse): Promise<ValueObject> {
  const { jsonOf } = await import('../net/body-text.js');
  const answer = jsonOf(response)?.value;
  const isAnswer = isValueObject(answer) && ('data' in answer || 'errors' in answer);
  if (isAnswer) return answer;
  const problem = `the answer (HTTP ${response.status}) is not one of a GraphQL server`;
  throw netError('NET_BAD_RESPONSE', new URL(response.url).host, problem, 'check the endpoint', {
    details: { status: response.status },
  });
}

function firstError(errors: Value): string | undefined {
  if (!Array.isArray(errors) || errors.length === 0) return undefined;
  const [first] = errors as readonly Value[];
  return isValueObject(first) && typeof first['message'] === 'string'
    ? first['message']
    : 'the server reports an error';
}
