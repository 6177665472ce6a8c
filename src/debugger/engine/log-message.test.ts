import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseLogMessage } from './log-message.js';

test('texts and expressions in turn', () => {
  const cases: Readonly<Record<string, readonly string[]>> = {
    '': [''],
    plain: ['plain'],
    'x={x}': ['x=', 'x', ''],
    '{a}{b}': ['', 'a', '', 'b', ''],
    'nested { {1, {2}}[1] }!': ['nested ', '{1, {2}}[1]', '!'],
    'text {f("}")} and {g(\'{\')}': ['text ', 'f("}")', ' and ', "g('{')", ''],
    'escaped \\{x\\} and \\n': ['escaped {x} and \\n'],
    'open {x': ['open {x'],
    'empty {} and { }': ['empty {} and { }'],
    'quote {"\\"}"}': ['quote ', '"\\"}"', ''],
  };
  for (const [message, parts] of Object.entries(cases)) assert.deepEqual(parseLogMessage(message), parts, message);
});
