// The tool `json-processor`: queries of jq, and validation. Control thread; the work is done in the pool.

import type { Value } from '../../base/values.js';
import { toJsonText, tryParseJson } from '../json-text.js';
import type { Output } from '../output-table.js';
import { pool } from '../pool/thread-pool.js';
import { isValueObject } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';
import { TIMEOUT, limitsOf } from './compute-limits.js';
import { badParameter, missingParameter, requireText } from './parameters.js';
import { textOutput } from './response.js';
import type { Tool, ToolContext } from './tool.js';

export const jsonProcessor: Tool = {
  name: 'json-processor',
  description: 'Queries and changes JSON in the language of jq, and validates it',
  version: '1.0.0',
  category: 'data',
  parameters: [
    {
      name: 'operation',
      type: 'string',
      description: 'query; validate against schema; stream: a query on each of several JSON texts',
      default: 'query',
      choices: ['query', 'validate', 'stream'],
      aliases: { transform: 'query', jq: 'query' },
    },
    { name: 'input', type: 'any', description: 'a table or JSON text', required: true },
    { name: 'query', type: 'string', description: 'in the language of jq: .items[] | select(.price > 10) | .name' },
    { name: 'schema', type: 'any', description: 'JSON schema for validate, as a table or JSON text' },
    TIMEOUT,
  ],
  execute: async (parameters, context) => {
    const operation = requireText(jsonProcessor, parameters, 'operation');
    if (operation === 'validate') return validate(parameters, context);
    const query = requireText(jsonProcessor, parameters, 'query');
    const json = operation === 'stream' ? streamOf(parameters['input']) : toJsonText(jsonOf(parameters, 'input'));
    const results = await pool.run('runQuery', [json, query], limitsOf(parameters, context));
    const text = results.length === 1 && operation !== 'stream' ? results[0]! : manyOf(results, operation);
    return textOutput(text, { operation, success: true, result: { count: results.length } });
  },
};

/** Several are an array; nothing is null, in a stream the empty array. */
function manyOf(results: readonly string[], operation: string): string {
  return results.length === 0 && operation !== 'stream' ? 'null' : `[${results.join(',')}]`;
}

async function validate(parameters: ValueObject, context: ToolContext): Promise<Output> {
  const { input } = parameters;
  const parsed = typeof input === 'string' ? tryParseJson(input) : { value: input };
  const errors = parsed === undefined ? [{ path: '', message: 'it is not JSON' }] : await check(parsed.value);
  const result = { valid: errors.length === 0, errors };
  return textOutput(toJsonText(result), { operation: 'validate', success: true, result });

  async function check(value: Value): Promise<ValueObject[]> {
    if (parameters['schema'] === undefined) return [];
    const schema = jsonOf(parameters, 'schema');
    if (!isValueObject(schema))
      throw badParameter(jsonProcessor, 'schema', 'it is no object', 'write {type = "object"}');
    return pool.run('checkSchema', [value, schema], limitsOf(parameters, context));
  }
}

function jsonOf(parameters: ValueObject, name: string): Value {
  const given = parameters[name];
  if (given === undefined) throw missingParameter(jsonProcessor, name);
  if (given instanceof Uint8Array) throw notJson(name);
  if (typeof given !== 'string') return given;
  const parsed = tryParseJson(given);
  if (parsed === undefined) throw notJson(name);
  return parsed.value;
}

function notJson(name: string): Error {
  return badParameter(jsonProcessor, name, 'it is not JSON', 'pass a table or valid JSON');
}

/** JSON texts one after the other, as in files of JSON lines, or the items of an array. */
function streamOf(input: Value): string {
  if (typeof input === 'string') return input;
  if (!Array.isArray(input))
    throw badParameter(jsonProcessor, 'input', 'it is no stream', 'pass JSON texts or an array');
  return input.map((item: Value) => toJsonText(item)).join('\n');
}
