// Checks what a script passes to a tool against the tool's parameters. Control thread.

import { didYouMean } from '../../base/nearest.js';
import { SpellError } from '../../base/errors.js';
import type { Value } from '../../base/values.js';
import { asArray, isValueObject, luaTypeOf } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';
import type { ParameterType, ToolSchema, ToolParameter } from './tool.js';

/**
 * The parameters with defaults and canonical choices. One that the tool does not know is an error: it is a misspelt one more often
 * than one too many, and what was meant by it would not be done.
 *
 * @throws SpellError `TOOL_PARAMETER`
 */
export function validateParameters(tool: ToolSchema, given: ValueObject): ValueObject {
  if (tool.takesOthers !== true) refuseUnknown(tool, given);
  const checked = tool.parameters.map((parameter) => {
    const value = given[parameter.name] ?? undefined;
    if (value !== undefined) return [parameter.name, convert(tool, parameter, value)] as const;
    if (parameter.required === true) throw missingParameter(tool, parameter.name);
    return [parameter.name, parameter.default] as const;
  });
  const known = Object.fromEntries(checked.filter(([, value]) => value !== undefined));
  return tool.takesOthers === true ? { ...given, ...known } : known;
}

function refuseUnknown(tool: ToolSchema, given: ValueObject): void {
  const known = tool.parameters.map((parameter) => parameter.name);
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const missing = known.filter((name) => !Object.hasOwn(given, name));
  const message = `Unknown parameter '${unknown}'${didYouMean(unknown, missing)}`;
  throw parameterError(tool, unknown, message, `the parameters of ${tool.name} are ${known.join(', ')}`);
}

function convert(tool: ToolSchema, parameter: ToolParameter, value: Value): Value {
  if (parameter.type === 'array' && asArray(value) !== undefined) return asArray(value);
  if (!hasType(value, parameter.type)) {
    const message = `expected ${parameter.type}, got ${describe(value)}`;
    throw badParameter(tool, parameter.name, message, parameter.description);
  }
  if (parameter.choices === undefined) return value;
  if (typeof value !== 'string')
    throw badParameter(tool, parameter.name, 'it is not UTF-8 text', parameter.description);
  return choose(tool, parameter, parameter.choices, value);
}

function hasType(value: Value, type: ParameterType): boolean {
  switch (type) {
    case 'string':
      return typeof value === 'string' || value instanceof Uint8Array;
    case 'number':
      return typeof value === 'number' || typeof value === 'bigint';
    case 'integer':
      return typeof value === 'bigint' || Number.isInteger(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isValueObject(value);
    case 'any':
      return true;
  }
}

function choose(tool: ToolSchema, parameter: ToolParameter, choices: readonly string[], value: string): string {
  const fold = (text: string): string => text.toLowerCase().replaceAll('-', '_');
  const wanted = fold(value);
  const choice = choices.find((candidate) => fold(candidate) === wanted) ?? parameter.aliases?.[wanted];
  if (choice !== undefined) return choice;
  const hint = didYouMean(value, [...choices, ...Object.keys(parameter.aliases ?? {})]);
  throw badParameter(tool, parameter.name, `'${value}' is not known${hint}`, `it may be ${choices.join(', ')}`);
}

/** The type of a value as messages name it. */
function describe(value: Value): string {
  return Array.isArray(value) ? 'an array' : luaTypeOf(value);
}

/** A text parameter that an operation cannot do without. @throws SpellError `TOOL_PARAMETER` */
export function requireText(tool: ToolSchema, parameters: ValueObject, name: string): string {
  const value = parameters[name];
  if (value === undefined) throw missingParameter(tool, name);
  if (typeof value === 'string') return value;
  throw badParameter(tool, name, 'it is not UTF-8 text', 'pass text');
}

/** A text parameter that may be absent. @throws SpellError `TOOL_PARAMETER` */
export function optionalText(tool: ToolSchema, parameters: ValueObject, name: string): string | undefined {
  return parameters[name] === undefined ? undefined : requireText(tool, parameters, name);
}

/** A string parameter as bytes or text. @throws SpellError `TOOL_PARAMETER` */
export function requireBytes(tool: ToolSchema, parameters: ValueObject, name: string): string | Uint8Array {
  const value = parameters[name];
  if (value instanceof Uint8Array) return value;
  return requireText(tool, parameters, name);
}

export function missingParameter(tool: ToolSchema, name: string): SpellError {
  const description = tool.parameters.find((parameter) => parameter.name === name)?.description ?? '';
  return parameterError(tool, name, `Missing required parameter '${name}'`, `${name}: ${description}`);
}

export function badParameter(tool: Pick<ToolSchema, 'name'>, name: string, problem: string, help: string): SpellError {
  return parameterError(tool, name, `Invalid parameter '${name}': ${problem}`, help);
}

function parameterError(tool: Pick<ToolSchema, 'name'>, parameter: string, message: string, help: string): SpellError {
  return new SpellError('TOOL_PARAMETER', message, {
    category: 'Validation error',
    help,
    details: { tool: tool.name, parameter },
  });
}
