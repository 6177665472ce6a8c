// The math library of Lua 5.4. Data only.

import type { DocumentedRow } from '../documented.js';

export const MATH: readonly DocumentedRow[] = [
  ['math.abs', 'x: number', 'number', 'The absolute value.'],
  ['math.acos', 'x: number', 'float', 'The arc cosine, in radians.'],
  ['math.asin', 'x: number', 'float', 'The arc sine, in radians.'],
  ['math.atan', 'y: number, x?: number', 'float', 'The arc tangent of y/x, in radians.'],
  ['math.ceil', 'x: number', 'integer', 'The smallest integer not below x.'],
  ['math.cos', 'x: number', 'float', 'The cosine of an angle in radians.'],
  ['math.deg', 'x: number', 'float', 'Radians to degrees.'],
  ['math.exp', 'x: number', 'float', 'e to the power x.'],
  ['math.floor', 'x: number', 'integer', 'The largest integer not above x.'],
  ['math.fmod', 'x: number, y: number', 'number', 'The remainder of x/y, rounded towards zero.'],
  ['math.huge', undefined, 'float', 'Infinity: larger than any other number.'],
  ['math.log', 'x: number, base?: number', 'float', 'The logarithm of x (default: natural).'],
  ['math.max', 'x: number, ...: number', 'number', 'The largest of its arguments.'],
  ['math.maxinteger', undefined, 'integer', 'The largest integer, 2^63-1.'],
  ['math.min', 'x: number, ...: number', 'number', 'The smallest of its arguments.'],
  ['math.mininteger', undefined, 'integer', 'The smallest integer, -2^63.'],
  ['math.modf', 'x: number', 'integral part and fraction', 'Splits a number into its integral part and its fraction.'],
  ['math.pi', undefined, 'float', 'The number pi.'],
  ['math.rad', 'x: number', 'float', 'Degrees to radians.'],
  ['math.random', 'm?: integer, n?: integer', 'number', 'A float in [0,1); with m an integer in 1..m; with m and n one in m..n.'],
  ['math.randomseed', 'x?: number, y?: integer', 'two integers', 'Sets the seed of math.random.'],
  ['math.sin', 'x: number', 'float', 'The sine of an angle in radians.'],
  ['math.sqrt', 'x: number', 'float', 'The square root.'],
  ['math.tan', 'x: number', 'float', 'The tangent of an angle in radians.'],
  ['math.tointeger', 'x: any', 'integer or nil', 'x as an integer, if it has that value.', 'the value is not an integer'],
  ['math.type', 'x: any', 'string or nil', '"integer" or "float".', 'the value is not a number'],
  ['math.ult', 'm: integer, n: integer', 'boolean', 'Whether m is below n when both are read as unsigned.'],
]; // prettier-ignore
