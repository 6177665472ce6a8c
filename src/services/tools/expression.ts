// Parses arithmetic text with jsep and evaluates it; nothing else of the host can be reached from it. Control thread.

import type jsepType from 'jsep';
import { didYouMean } from '../../base/nearest.js';
import { CONSTANTS, FUNCTIONS } from './expression-functions.js';
import type { Scalar } from './expression-functions.js';

/** Longest expression in characters, and deepest nesting of brackets. */
export const MAX_EXPRESSION_LENGTH = 4096;
const MAX_BRACKETS = 100;

/** What is wrong with an expression; the message is for the script. */
export class ExpressionError extends Error {}

type Node = jsepType.CoreExpression;

const BINARY_OPERATORS: readonly (readonly [string, number])[] = [
  ['or', 1],
  ['||', 1],
  ['and', 2],
  ['&&', 2],
  ['==', 3],
  ['!=', 3],
  ['~=', 3],
  ['<', 4],
  ['<=', 4],
  ['>', 4],
  ['>=', 4],
  ['+', 5],
  ['-', 5],
  ['*', 6],
  ['/', 6],
  ['%', 6],
  ['^', 8],
  ['**', 8],
];

let parser: Promise<(text: string) => Node> | undefined;

/** @throws ExpressionError */
export async function parseExpression(text: string): Promise<Node> {
  if (text.trim() === '') throw new ExpressionError('the expression is empty');
  if (text.length > MAX_EXPRESSION_LENGTH) {
    throw new ExpressionError(`the expression is longer than ${MAX_EXPRESSION_LENGTH} characters`);
  }
  checkBrackets(text);
  parser ??= createParser();
  const parse = await parser;
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof RangeError) throw new ExpressionError('the expression is nested too deeply');
    throw new ExpressionError(error instanceof Error ? error.message : String(error));
  }
}

function checkBrackets(text: string): void {
  let depth = 0;
  for (const character of text) {
    if (character === '(' || character === '[') depth += 1;
    if (character === ')' || character === ']') depth -= 1;
    if (depth > MAX_BRACKETS) throw new ExpressionError('the expression is nested too deeply');
  }
}

/** jsep has one configuration for the process; this file is its only user. */
async function createParser(): Promise<(text: string) => Node> {
  const { default: jsep } = await import('jsep');
  jsep.removeAllBinaryOps();
  jsep.removeAllUnaryOps();
  jsep.removeLiteral('null');
  for (const [operator, precedence] of BINARY_OPERATORS) jsep.addBinaryOp(operator, precedence, precedence === 8);
  for (const operator of ['!', 'not']) jsep.addUnaryOp(operator);
  jsep.hooks.add('gobble-token', function (env) {
    const operator = this.char;
    if (operator !== '-' && operator !== '+') return;
    this.index += 1;
    env.node = { type: 'UnaryExpression', operator, argument: parsePower(this), prefix: true };
  });
  return (text) => jsep(text) as Node;
}

/** A sign binds less tightly than a power: -2^2 is -4. jsep knows only signs that bind tightest. */
function parsePower(scope: jsepType.HookScope): jsepType.Expression {
  const base = scope.gobbleToken();
  if (!base) return scope.throwError('Expected a number after the sign');
  scope.gobbleSpaces();
  const operator = ['**', '^'].find((text) => scope.expr.startsWith(text, scope.index));
  if (operator === undefined) return base;
  scope.index += operator.length;
  return { type: 'BinaryExpression', operator: '^', left: base, right: parsePower(scope) };
}

/** Values of names; those of the script go before the constants. */
export type Variables = ReadonlyMap<string, Scalar>;

/** @throws ExpressionError for unknown names, wrong types and everything that is not arithmetic */
export function evaluateExpression(node: Node, variables: Variables): Scalar {
  switch (node.type) {
    case 'Literal':
      return literal(node);
    case 'Identifier':
      return lookUp(node.name, variables);
    case 'UnaryExpression':
      return applyUnary(node.operator, evaluateExpression(node.argument as Node, variables));
    case 'BinaryExpression':
      return evaluateBinary(node, variables);
    case 'ConditionalExpression': {
      const test = asBoolean(evaluateExpression(node.test as Node, variables), '?');
      return evaluateExpression((test ? node.consequent : node.alternate) as Node, variables);
    }
    case 'CallExpression':
      return call(node, variables);
    case 'Compound':
      throw new ExpressionError('an operator is missing between two parts');
    default:
      throw new ExpressionError(`${describe(node)} cannot be used in an expression`);
  }
}

function describe(node: Node): string {
  return node.type === 'MemberExpression' ? "'.' or '[]'" : `'${node.type}'`;
}

function literal(node: jsepType.Literal): Scalar {
  if (typeof node.value === 'number' || typeof node.value === 'boolean') return node.value;
  throw new ExpressionError(`text such as ${node.raw} cannot be used in an expression`);
}

function lookUp(name: string, variables: Variables): Scalar {
  const value = variables.get(name) ?? CONSTANTS.get(name);
  if (value !== undefined) return value;
  const hint = didYouMean(name, [...variables.keys(), ...CONSTANTS.keys()]);
  throw new ExpressionError(`unknown variable '${name}'${hint}`);
}

function call(node: jsepType.CallExpression, variables: Variables): Scalar {
  const callee = node.callee as Node;
  if (callee.type !== 'Identifier') throw new ExpressionError('only a function name can stand before brackets');
  const fn = FUNCTIONS.get(callee.name);
  if (fn === undefined) {
    throw new ExpressionError(`unknown function '${callee.name}'${didYouMean(callee.name, FUNCTIONS.keys())}`);
  }
  const args = node.arguments.map((argument) => {
    return asNumber(evaluateExpression(argument as Node, variables), callee.name);
  });
  if (args.length < fn.minArguments || args.length > fn.maxArguments) {
    const wanted = fn.minArguments === fn.maxArguments ? `${fn.minArguments}` : `${fn.minArguments} or more`;
    throw new ExpressionError(`function '${callee.name}' takes ${wanted} arguments, got ${args.length}`);
  }
  return fn.apply(args);
}

function applyUnary(operator: string, value: Scalar): Scalar {
  if (operator === '-') return -asNumber(value, operator);
  return operator === '+' ? asNumber(value, operator) : !asBoolean(value, operator);
}

function evaluateBinary(node: jsepType.BinaryExpression, variables: Variables): Scalar {
  const { operator } = node;
  const left = evaluateExpression(node.left as Node, variables);
  const right = (): Scalar => evaluateExpression(node.right as Node, variables);
  if (operator === 'and' || operator === '&&') return asBoolean(left, operator) && asBoolean(right(), operator);
  if (operator === 'or' || operator === '||') return asBoolean(left, operator) || asBoolean(right(), operator);
  if (operator === '==') return left === right();
  if (operator === '!=' || operator === '~=') return left !== right();
  return applyArithmetic(operator, asNumber(left, operator), asNumber(right(), operator));
}

function applyArithmetic(operator: string, x: number, y: number): Scalar {
  switch (operator) {
    case '+':
      return x + y;
    case '-':
      return x - y;
    case '*':
      return x * y;
    case '/':
      return x / y;
    case '%':
      return x % y;
    case '^':
    case '**':
      return x ** y;
    case '<':
      return x < y;
    case '<=':
      return x <= y;
    case '>':
      return x > y;
    case '>=':
      return x >= y;
    default:
      throw new ExpressionError(`unknown operator '${operator}'`);
  }
}

function asNumber(value: Scalar, where: string): number {
  if (typeof value === 'number') return value;
  throw new ExpressionError(`'${where}' needs a number, got ${value}`);
}

function asBoolean(value: Scalar, where: string): boolean {
  if (typeof value === 'boolean') return value;
  throw new ExpressionError(`'${where}' needs true or false, got ${value}`);
}
