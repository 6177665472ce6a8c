// The functions and constants of the calculator. Control thread.

export type Scalar = number | boolean;

export interface ExpressionFunction {
  readonly description: string;
  readonly minArguments: number;
  /** Infinity: any number. */
  readonly maxArguments: number;
  apply(args: readonly number[]): number;
}

function unary(description: string, apply: (x: number) => number): ExpressionFunction {
  return { description, minArguments: 1, maxArguments: 1, apply: ([x = NaN]) => apply(x) };
}

function binary(description: string, apply: (x: number, y: number) => number): ExpressionFunction {
  return { description, minArguments: 2, maxArguments: 2, apply: ([x = NaN, y = NaN]) => apply(x, y) };
}

function variadic(description: string, apply: (args: readonly number[]) => number): ExpressionFunction {
  return { description, minArguments: 1, maxArguments: Infinity, apply };
}

export const FUNCTIONS: ReadonlyMap<string, ExpressionFunction> = new Map<string, ExpressionFunction>([
  ['sqrt', unary('square root', Math.sqrt)],
  ['cbrt', unary('cube root', Math.cbrt)],
  ['abs', unary('absolute value', Math.abs)],
  ['sign', unary('-1, 0 or 1', Math.sign)],
  ['floor', unary('next integer below', Math.floor)],
  ['ceil', unary('next integer above', Math.ceil)],
  ['round', unary('nearest integer, halves away from zero', (x) => Math.sign(x) * Math.round(Math.abs(x)))],
  ['trunc', unary('integer part', Math.trunc)],
  ['exp', unary('e to the power of x', Math.exp)],
  ['ln', unary('natural logarithm', Math.log)],
  ['log2', unary('logarithm to base 2', Math.log2)],
  ['log10', unary('logarithm to base 10', Math.log10)],
  [
    'log',
    {
      description: 'log(x): natural logarithm; log(x, base): to that base',
      minArguments: 1,
      maxArguments: 2,
      apply: ([x = NaN, base]) => (base === undefined ? Math.log(x) : logarithm(x, base)),
    },
  ],
  ['sin', unary('sine, x in radians', Math.sin)],
  ['cos', unary('cosine, x in radians', Math.cos)],
  ['tan', unary('tangent, x in radians', Math.tan)],
  ['asin', unary('inverse sine', Math.asin)],
  ['acos', unary('inverse cosine', Math.acos)],
  ['atan', unary('inverse tangent', Math.atan)],
  ['atan2', binary('angle of the point (second, first)', Math.atan2)],
  ['sinh', unary('hyperbolic sine', Math.sinh)],
  ['cosh', unary('hyperbolic cosine', Math.cosh)],
  ['tanh', unary('hyperbolic tangent', Math.tanh)],
  ['pow', binary('first to the power of second', Math.pow)],
  ['mod', binary('remainder with the sign of the second', (x, y) => x - y * Math.floor(x / y))],
  ['hypot', variadic('square root of the sum of squares', (args) => Math.hypot(...args))],
  ['min', variadic('smallest', (args) => Math.min(...args))],
  ['max', variadic('largest', (args) => Math.max(...args))],
  ['sum', variadic('sum', sum)],
  ['avg', variadic('mean', (args) => sum(args) / args.length)],
]);

/** Exact where the exact logarithms are: log(8, 2) is 3. */
function logarithm(x: number, base: number): number {
  if (base === 2) return Math.log2(x);
  return base === 10 ? Math.log10(x) : Math.log(x) / Math.log(base);
}

function sum(args: readonly number[]): number {
  return args.reduce((total, x) => total + x, 0);
}

export const CONSTANTS: ReadonlyMap<string, Scalar> = new Map<string, Scalar>([
  ['pi', Math.PI],
  ['e', Math.E],
  ['tau', 2 * Math.PI],
  ['inf', Infinity],
]);
