// Tools that scripts define: a definition in a table, and a function that stays with the engine. Control thread.

import { SpellError } from '../../base/errors.js';
import { didYouMean } from '../../base/nearest.js';
import type { Value } from '../../base/values.js';
import type { Output } from '../output-table.js';
import { asArray, isValueObject } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';
import { validateParameters } from './parameters.js';
import { canonicalName } from './tool-registry.js';
import { CATEGORIES } from './tool.js';
import type { Tool, ToolContext, ToolParameter } from './tool.js';

const FIELDS: readonly ToolParameter[] = [
  { name: 'name', type: 'string', description: 'letters, digits, hyphens and underscores', required: true },
  { name: 'description', type: 'string', description: 'what the tool does, for models and people', required: true },
  { name: 'version', type: 'string', description: 'of the tool', default: '1.0.0' },
  { name: 'category', type: 'string', description: 'where it is listed', default: 'utility', choices: CATEGORIES },
  { name: 'parameters', type: 'array', description: '{{name, type, description, required, default, choices}}', default: [] },
]; // prettier-ignore

const PARAMETER_FIELDS: readonly ToolParameter[] = [
  { name: 'name', type: 'string', description: 'of the parameter', required: true },
  {
    name: 'type',
    type: 'string',
    description: 'of its value',
    default: 'string',
    choices: ['string', 'number', 'integer', 'boolean', 'array', 'object'],
  },
  { name: 'description', type: 'string', description: 'what it is for', default: '' },
  { name: 'required', type: 'boolean', description: 'whether calls without it are refused', default: false },
  { name: 'choices', type: 'array', description: 'the texts that it may be' },
];

/** Any value is a default. */
const DEFAULT = 'default';

/** The key under which the engine keeps the function of a tool. */
export function functionKey(name: string): string {
  return `tool:${name}`;
}

/** @throws SpellError `TOOL_DEFINITION` */
export function parseScriptTool(definition: ValueObject): Tool {
  const { name, description, version, category, parameters } = checked(FIELDS, definition, 'the tool');
  const key = canonicalName(textOf(name));
  if (!/^[a-z][a-z0-9-]*$/.test(key)) throw badDefinition(`'${textOf(name)}' is no name of a tool`);
  const list = (asArray(parameters) ?? []).map((each, index) => parseParameter(each, index + 1));
  const twice = list.find(({ name: one }, index) => list.findIndex((other) => other.name === one) < index);
  if (twice !== undefined) throw badDefinition(`parameter '${twice.name}' is there twice`);
  return {
    name: key,
    description: textOf(description),
    version: textOf(version),
    category: category as Tool['category'],
    parameters: list,
    execute: (given, context) => callScript(key, given, context),
  };
}

function parseParameter(value: Value, number: number): ToolParameter {
  if (!isValueObject(value)) throw badDefinition(`parameter ${number} is no table`);
  const { [DEFAULT]: otherwise, ...rest } = value;
  const fields = checked(PARAMETER_FIELDS, rest, `parameter ${number}`);
  const choices = asArray(fields['choices']);
  if (choices?.some((choice) => typeof choice !== 'string') === true) {
    throw badDefinition(`the choices of parameter ${number} are not all texts`);
  }
  return {
    name: textOf(fields['name']),
    type: fields['type'] as ToolParameter['type'],
    description: textOf(fields['description']),
    required: fields['required'] === true,
    ...(otherwise === undefined || otherwise === null ? {} : { default: otherwise }),
    ...(choices === undefined ? {} : { choices: choices as string[] }),
  };
}

function checked(fields: readonly ToolParameter[], given: ValueObject, what: string): ValueObject {
  const names = fields.map((field) => field.name);
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw badDefinition(`${what} has an unknown field '${unknown}'${didYouMean(unknown, names)}`);
  try {
    return validateParameters({ name: what, parameters: fields }, given);
  } catch (error) {
    throw error instanceof SpellError
      ? badDefinition(`${what}: ${error.message.replace('parameter', 'field')}`)
      : error;
  }
}

/** The fields have been checked; bytes are no text. */
function textOf(value: Value): string {
  return typeof value === 'string' ? value : '';
}

function badDefinition(problem: string): SpellError {
  return new SpellError('TOOL_DEFINITION', `Invalid definition of a tool: ${problem}`, {
    category: 'Validation error',
    help: 'write {name = ..., description = ..., parameters = {{name = ..., type = ..., description = ..., required = true}}}',
  });
}

async function callScript(name: string, parameters: ValueObject, context: ToolContext): Promise<Output> {
  if (context.callKept === undefined) throw gone(name, 'it can be called from scripts only');
  const results = await context.callKept(functionKey(name), [parameters]);
  if (results[0] === undefined || results[0] === null) return { text: '' };
  return toOutput(results[0]);
}

/** A response is spread over the output table, any other table is its `data`; text is `text`. */
function toOutput(value: Value): Output {
  if (typeof value === 'string' || value instanceof Uint8Array) return { text: value };
  const text = toJson(value);
  const isResponse =
    isValueObject(value) && ['success', 'result', 'operation'].some((key) => Object.hasOwn(value, key));
  return { text, fields: isResponse ? value : { data: value } };
}

function toJson(value: Value): string {
  return JSON.stringify(value, (_key, item: unknown) => {
    if (typeof item === 'bigint') return Number(item);
    return item instanceof Uint8Array ? Buffer.from(item).toString('latin1') : item;
  });
}

/** @param why the function cannot be called */
export function gone(name: string, why: string): SpellError {
  return new SpellError('TOOL_GONE', `The function of the tool '${name}' is not there: ${why}`, {
    category: 'Tool execution error',
    help: 'call Tool.register again',
    details: { tool: name },
  });
}
