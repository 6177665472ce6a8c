import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDuration } from './duration.js';

const GOOD: readonly (readonly [string, number])[] = [
  ['1', 1000],
  ['1.5', 1500],
  ['1.5s', 1500],
  ['.5s', 500],
  ['500ms', 500],
  ['2m', 120_000],
  ['1h', 3_600_000],
  ['10 S', 10_000],
  ['0.25ms', 0.25],
];
for (const [text, ms] of GOOD) {
  test(`'${text}' is ${ms} ms`, () => assert.equal(parseDuration(text, '--timeout'), ms));
}

const BAD: readonly (readonly [string, RegExp])[] = [
  ['', /'' is not a length of time/],
  ['abc', /not a length of time/],
  ['1x', /not a length of time/],
  ['-1', /'-1' is negative; it must be more than 0/],
  ['-.5s', /is negative/],
  ['-', /not a length of time/],
  ['1s2', /not a length of time/],
  ['1e3', /not a length of time/],
  ['Infinity', /not a length of time/],
  ['0', /no time at all/],
  ['0ms', /no time at all/],
  ['25000h', /more than 24 days/],
];
for (const [text, message] of BAD) {
  test(`'${text}' is refused`, () => {
    assert.throws(() => parseDuration(text, '--timeout'), { code: 'USAGE', message, help: /--timeout 1\.5s/ });
  });
}
