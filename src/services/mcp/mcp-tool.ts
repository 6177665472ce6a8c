// A tool of a server as one of the session. Control thread.

import type { Value } from '../../base/values.js';
import type { Output } from '../output-table.js';
import { textOutput } from '../tools/response.js';
import { compact, isValueObject } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';
import type { ParameterType, Tool, ToolParameter } from '../tools/tool.js';
import type { McpConnection, OfferedTool, ToolAnswer } from './mcp-connection.js';

/** What the names of a server's tools begin with. */
export function prefixOf(server: string): string {
  return `mcp-${kebab(server)}-`;
}

export function createMcpTool(connection: McpConnection, offered: OfferedTool): Tool {
  const { name: server } = connection.settings;
  const schema = offered.inputSchema as unknown as ValueObject;
  return {
    name: `${prefixOf(server)}${kebab(offered.name)}`,
    description: offered.description ?? offered.title ?? `${offered.name} of the MCP server ${server}`,
    version: '1.0.0',
    category: 'utility',
    parameters: parametersOf(schema),
    takesOthers: takesOthers(schema),
    inputSchema: schema,
    execute: async (parameters, { signal }): Promise<Output> => {
      const answer = await connection.callTool(offered.name, toPlain(parameters) as Record<string, unknown>, signal);
      return toOutput(offered.name, answer);
    },
  };
}

/** `getForecast` and `get_forecast` are `get-forecast`. */
function kebab(name: string): string {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
  return words.replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
}

const TYPES: readonly string[] = [
  'string',
  'number',
  'integer',
  'boolean',
  'array',
  'object',
] satisfies ParameterType[];

function parametersOf(schema: ValueObject): readonly ToolParameter[] {
  const { properties, required } = schema;
  const needed = Array.isArray(required) ? (required as readonly Value[]) : [];
  return Object.entries(isValueObject(properties) ? properties : {}).map(([name, property]) => {
    const { type, description, enum: choices } = isValueObject(property) ? property : {};
    const words = Array.isArray(choices) && choices.every((choice) => typeof choice === 'string') ? choices : undefined;
    return {
      name,
      type: (typeof type === 'string' && TYPES.includes(type) ? type : 'any') as ParameterType,
      description: typeof description === 'string' ? description : '',
      ...(needed.includes(name) ? { required: true } : {}),
      ...(words === undefined ? {} : { choices: words }),
    };
  });
}

function takesOthers({ properties, additionalProperties }: ValueObject): boolean {
  return additionalProperties === true || isValueObject(additionalProperties) || properties === undefined;
}

/** Integers of 64 bits become numbers: the protocol is JSON. */
function toPlain(value: Value): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(toPlain);
  if (!isValueObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toPlain(item)]));
}

/** The texts of the answer are its text; all parts are in `result.content`. */
function toOutput(operation: string, answer: ToolAnswer): Output {
  const content = (Array.isArray(answer.content) ? answer.content : []) as readonly ValueObject[];
  const texts = content.flatMap((part) => (part['type'] === 'text' ? [part['text']] : []));
  const text = texts.filter((each) => typeof each === 'string').join('\n');
  const success = answer.isError !== true;
  const structured = answer.structuredContent as Value;
  return textOutput(text, {
    ...{ operation, success, result: compact({ text, content, structured }) },
    ...(success ? {} : { error: { message: text === '' ? 'the tool reports an error' : text, code: 'MCP_TOOL' } }),
  });
}
