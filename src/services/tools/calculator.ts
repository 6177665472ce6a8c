// The tool `calculator`: evaluates arithmetic expressions. Control thread.

import type { Value } from '../../base/values.js';
import type { Output } from '../output-table.js';
import { isValueObject } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';
import { CONSTANTS, FUNCTIONS } from './expression-functions.js';
import type { Scalar } from './expression-functions.js';
import { ExpressionError, evaluateExpression, parseExpression } from './expression.js';
import { badParameter, requireText } from './parameters.js';
import { responseOutput } from './response.js';
import type { Tool } from './tool.js';

export const calculator: Tool = {
  name: 'calculator',
  description: 'Evaluates arithmetic expressions with functions, constants and variables',
  version: '1.0.0',
  category: 'utility',
  parameters: [
    {
      name: 'operation',
      type: 'string',
      description: 'evaluate, validate (parse only) or functions (list them)',
      default: 'evaluate',
      choices: ['evaluate', 'validate', 'functions'],
    },
    { name: 'input', type: 'string', description: 'the expression, e.g. 2 * (x + sqrt(16))' },
    { name: 'variables', type: 'object', description: 'numbers and booleans by name', default: {} },
  ],
  execute: async (parameters) => {
    if (parameters['operation'] === 'functions') return listFunctions();
    const input = requireText(calculator, parameters, 'input');
    if (parameters['operation'] === 'validate') return validate(input);
    return evaluate(input, readVariables(parameters['variables']));
  },
};

/** Errors of the expression are an answer, not an exception. */
async function evaluate(input: string, variables: ReadonlyMap<string, Scalar>): Promise<Output> {
  try {
    const value = evaluateExpression(await parseExpression(input), variables);
    const result = { input, ...describeResult(value), variables: Object.fromEntries(variables) };
    return responseOutput({ operation: 'evaluate', success: true, result }, resourceUsage(input));
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    const failure = { message: `Cannot evaluate '${shorten(input)}': ${error.message}`, code: 'EVALUATION_ERROR' };
    return responseOutput({ operation: 'evaluate', success: false, error: failure }, resourceUsage(input));
  }
}

function describeResult(value: Scalar): ValueObject {
  if (typeof value === 'boolean') return { result: value, result_type: 'boolean' };
  return Number.isFinite(value)
    ? { result: value, result_type: 'float' }
    : { result: String(value), result_type: 'special' };
}

function resourceUsage(input: string): ValueObject {
  return { resource_usage: { expression_length: input.length } };
}

async function validate(input: string): Promise<Output> {
  let error: string | undefined;
  try {
    await parseExpression(input);
  } catch (thrown) {
    if (!(thrown instanceof ExpressionError)) throw thrown;
    error = thrown.message;
  }
  const result = error === undefined ? { input, valid: true } : { input, valid: false, error };
  return responseOutput({ operation: 'validate', success: true, result });
}

function listFunctions(): Output {
  const functions = Object.fromEntries([...FUNCTIONS].map(([name, fn]) => [name, fn.description]));
  const operators = ['+', '-', '*', '/', '%', '^', '**', '==', '!=', '<', '<=', '>', '>=', 'and', 'or', 'not', '? :'];
  return responseOutput({
    operation: 'functions',
    success: true,
    result: { functions, operators, constants: [...CONSTANTS.keys()] },
  });
}

function readVariables(value: Value): ReadonlyMap<string, Scalar> {
  return new Map(Object.entries(isValueObject(value) ? value : {}).map(([name, item]) => [name, toScalar(name, item)]));
}

function toScalar(name: string, value: Value): Scalar {
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return Number(value);
  throw badParameter(calculator, 'variables', `'${name}' is not a number`, 'variables are numbers or booleans');
}

function shorten(input: string): string {
  return input.length <= 80 ? input : `${input.slice(0, 77)}...`;
}
