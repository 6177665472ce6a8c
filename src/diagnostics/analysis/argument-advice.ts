// What to do about particular bad arguments of particular functions. Any thread.

import type { CallSite } from '../../language/nodes.js';
import { quote } from './node-text.js';

export interface ArgumentAdvice {
  /** Full name of the function. */
  readonly name: RegExp;
  /** The reason in parentheses. */
  readonly reason: RegExp;
  readonly text: string;
}

export const ARGUMENT_ADVICE: readonly ArgumentAdvice[] = [
  {
    name: /^math\.random$/,
    reason: /interval is empty/,
    text: 'the lower bound is above the upper one; `math.random(#list)` fails for an empty list: test `#list > 0` first',
  },
  {
    name: /^table\.insert$/,
    reason: /position out of bounds/,
    text: 'the position must be between 1 and `#list + 1`; to set any other index, assign it: `list[index] = value`',
  },
  {
    name: /^table\.remove$/,
    reason: /position out of bounds/,
    text: 'the position must be between 1 and `#list + 1`; to clear any other index, assign nil to it',
  },
  { name: /^tonumber$/, reason: /base out of range/, text: 'the base must be between 2 and 36' },
  {
    name: /^tonumber$/,
    reason: /string expected, got/,
    text: 'with a base the first argument must be a string: `tonumber(tostring(value), base)`',
  },
  {
    name: /^io\.open$/,
    reason: /invalid mode/,
    text: 'the mode is "r" to read, "w" to write, "a" to append, each optionally with "+" and "b"',
  },
  {
    name: /^(?:io\.read|io\.lines|file:read|file:lines)$/,
    reason: /invalid format/,
    text: 'the format is "l" for a line, "L" for a line with its end, "n" for a number, "a" for everything, or a number of bytes',
  },
  {
    name: /^select$/,
    reason: /index out of range/,
    text: 'arguments count from 1; negative numbers count from the end',
  },
  {
    name: /^string\.char$/,
    reason: /value out of range/,
    text: '`string.char` takes bytes from 0 to 255; for other characters use `utf8.char`',
  },
  {
    name: /^utf8\.char$/,
    reason: /value out of range/,
    text: '`utf8.char` takes code points from 0 to 0x7FFFFFFF (Unicode ends at 0x10FFFF)',
  },
  {
    name: /^collectgarbage$/,
    reason: /invalid option/,
    text: 'options are "collect", "count", "step", "stop", "restart", "isrunning", "incremental" and "generational"',
  },
  {
    name: /^os\.date$/,
    reason: /invalid conversion specifier/,
    text: 'conversions are those of C, such as %Y %m %d %H %M %S; write %% for a percent sign',
  },
  {
    name: /^setmetatable$/,
    reason: /nil or table expected/,
    text: 'the second argument must be a table (or nil to remove it)',
  },
  {
    name: /^string\.format$/,
    reason: /number expected, got string/,
    text: 'use %s for a text: this one is no number',
  },
  {
    name: /^string\.format$/,
    reason: /number expected, got nil/,
    text: 'use %s to show any value, or pass a number',
  },
  {
    name: /./,
    reason: /number has no integer representation/,
    text: 'an integer is needed: round with `math.floor`, and divide integers with `//` instead of `/`',
  },
  {
    name: /^string\.(?:pack|unpack)$/,
    reason: /integer overflow|data string too short|unfinished string/,
    text: 'the value or the data does not fit the format: compare the sizes with `string.packsize`',
  },
  {
    name: /^utf8\./,
    reason: /out of bounds|continuation byte/,
    text: 'positions are those of bytes: get them from `utf8.offset`',
  },
  {
    name: /^string\.rep$/,
    reason: /resulting string too large/,
    text: 'a string cannot be that long: write the pieces one by one',
  },
];

/** For `pairs(x)` and its like where `x` is nil: how to go through nothing instead. */
export function emptyInstead({ calleeText, args: [table] }: CallSite): string | undefined {
  const text = table && table.type !== 'nil' ? quote(table)?.slice(1, -1) : undefined;
  return text && `if the table may be missing, iterate over an empty one: \`${calleeText}(${text} or {})\``;
}
