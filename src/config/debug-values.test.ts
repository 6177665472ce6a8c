import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseBreakpoints, parsePort, parseRemember, parseSwitch } from './debug-values.js';

describe('settings of the debugger', () => {
  test('switches are true, false, or a word of a variable', () => {
    for (const raw of [true, 'true', '1', 'Yes', ' on ']) assert.equal(parseSwitch(raw), true);
    for (const raw of [false, 'false', '0', 'no', 'off']) assert.equal(parseSwitch(raw), false);
    assert.throws(() => parseSwitch('maybe'), /expected true or false, got 'maybe'/);
    assert.throws(() => parseSwitch(1), /got 1/);
  });

  test('ports and times', () => {
    assert.equal(parsePort('4711'), 4711);
    assert.equal(parsePort(0), 0);
    assert.throws(() => parsePort(70_000), /expected a port/);
    assert.equal(parseRemember('30d'), 30 * 86_400_000);
    assert.equal(parseRemember('90m'), 5_400_000);
    assert.equal(parseRemember('0'), 0);
    assert.throws(() => parseRemember('10'), /is no time/);
    assert.throws(() => parseRemember('soon'), /is no time/);
  });

  test('breakpoints start in the folder of the file', () => {
    const raw = ['main.lua:12', { file: '/a.lua', line: 7, condition: 'x', hit: 3, log: 'l' }, { function: 'greet' }];
    assert.deepEqual(parseBreakpoints(raw, '/w'), [
      { file: '/w/main.lua', line: 12 },
      { file: '/a.lua', line: 7, condition: 'x', hit: '3', log: 'l' },
      { function: 'greet' },
    ]);
  });

  test('what is wrong with a breakpoint is said', () => {
    const refused: readonly (readonly [unknown, RegExp])[] = [
      ['main.lua:12', /expected a list/],
      [['main.lua'], /'main.lua' is no breakpoint/],
      [[{ file: 'a.lua' }], /line of a breakpoint: nothing/],
      [[{ file: 'a.lua', line: 0 }], /line of a breakpoint: 0/],
      [[{ line: 3 }], /needs file and line, or function/],
      [[{ function: 'f', colour: 'red' }], /has no 'colour'/],
      [[{ function: 'f', log: 3 }], /log of a breakpoint: 3/],
      [[7], /7 is no breakpoint/],
    ];
    for (const [raw, message] of refused) assert.throws(() => parseBreakpoints(raw, '/w'), message);
  });
});
