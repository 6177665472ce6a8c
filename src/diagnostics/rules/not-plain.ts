// `cannot pass a table that contains itself to the host`, `cannot turn a function into JSON`. Control thread.

import { findCalled } from '../analysis/called-function.js';
import { Findings } from '../analysis/findings.js';
import { lastNameOf } from '../analysis/site.js';
import type { Rule } from './rule.js';

/** What to do, by what the message says; the first that fits counts. */
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [
    /contains itself/,
    'leave out the field that leads back, or put a name or number there by which the table can be found',
  ],
  [/nested deeper/, 'pass it in parts; tables this deep are a circle more often than data'],
  [/ as key\b/, 'use strings or numbers as keys'],
  [
    /not UTF-8/,
    'write the bytes as text first, for example in hexadecimal: `s:gsub(".", function(c) return ("%02x"):format(c:byte()) end)`',
  ],
  [/./, 'pass plain data: booleans, numbers, strings, and tables of these'],
];

export const notPlain: Rule = {
  pattern: /^cannot (?:pass a .+ to the host|turn a .+ into JSON\b.*)$/,
  explain([message], scene) {
    const findings = new Findings('LLM3006');
    const { call } = findCalled(scene, lastNameOf(scene.failure.frames[0]) ?? '');
    const possible = call?.args.filter(({ type }) => type !== 'string' && type !== 'number') ?? [];
    const [value] = possible;
    if (value && possible.length === 1) findings.mark(scene.primary(value, 'this is no plain data'));
    else if (call) findings.mark(scene.primary(call.callee));
    return findings.advise(ADVICE.find(([pattern]) => pattern.test(message))?.[1]);
  },
};
