// The tools that an agent may use, as its model is told of them. Control thread.

import { SpellError } from '../../base/errors.js';
import type { JsonSchema, ModelTool } from '../providers/model-provider.js';
import type { Tool, ToolParameter } from '../tools/tool.js';

/** @throws SpellError `TOOL_NOT_FOUND` for the first name that is none */
export function findTools(names: readonly string[], find: (name: string) => Tool | undefined): readonly Tool[] {
  const found = names.map((name) => find(name) ?? unknownTool(name));
  return [...new Set(found)];
}

/** The tool with its parameters as a JSON schema. */
export function toModelTool(tool: Tool): ModelTool {
  const { name, description, parameters, inputSchema } = tool;
  if (inputSchema !== undefined) return { name, description, parameters: inputSchema };
  return {
    name,
    description,
    parameters: {
      type: 'object',
      properties: Object.fromEntries(parameters.map((parameter) => [parameter.name, toSchema(parameter)])),
      required: parameters.filter((parameter) => parameter.required === true).map((parameter) => parameter.name),
      additionalProperties: false,
    },
  };
}

function toSchema({ type, description, choices, default: value }: ToolParameter): JsonSchema {
  return {
    type,
    description,
    // Schemas without `items` are refused by some servers.
    ...(type === 'array' ? { items: {} } : {}),
    ...(choices === undefined ? {} : { enum: choices }),
    ...(isJsonScalar(value) ? { default: value } : {}),
  };
}

function isJsonScalar(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function unknownTool(name: string): never {
  throw new SpellError('TOOL_NOT_FOUND', `Tool '${name}', which the agent may use, is not there`, {
    category: 'Tool execution error',
    help: 'see Tool.list() for the names',
    details: { tool: name },
  });
}
