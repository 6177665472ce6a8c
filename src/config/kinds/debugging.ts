// The values of the section `debug`, which have forms of their own. Any thread.

import { parseBreakpoints, parsePort, parseRemember, parseSwitch } from '../debug-values.js';
import type { ConfiguredBreakpoint } from '../debug-values.js';
import { showTime } from './numbers.js';
import { splitText } from './value-kind.js';
import type { ValueKind } from './value-kind.js';

/** A word for true or false is taken in files too. */
export const looseFlag: ValueKind<boolean> = {
  expected: 'true or false',
  json: { type: 'boolean' },
  parse: parseSwitch,
};

export const port: ValueKind<number> = {
  expected: 'port, 0 for any free one',
  json: { type: 'integer', minimum: 0, maximum: 65_535 },
  parse: parsePort,
};

export const remember: ValueKind<number> = {
  expected: 'time: "30d", "12h", "90m"; "0" for never',
  json: { type: ['string', 'integer'] },
  parse: parseRemember,
  show: showTime,
};

const BREAKPOINT = {
  type: 'object',
  properties: {
    ...{ file: { type: 'string' }, line: { type: 'integer', minimum: 1 }, function: { type: 'string' } },
    ...{ condition: { type: 'string' }, hit: { type: ['string', 'integer'] }, log: { type: 'string' } },
  },
  additionalProperties: false,
};

export const breakpoints: ValueKind<readonly ConfiguredBreakpoint[]> = {
  expected: 'list of "FILE:LINE", { file, line, condition, hit, log } or { function, condition, hit, log }',
  json: { type: 'array', items: { anyOf: [{ type: 'string' }, BREAKPOINT] } },
  parse: parseBreakpoints,
  fromText: (written) => splitText(written, ','),
};
