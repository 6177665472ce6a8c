import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSize } from './size.js';

const GOOD: readonly (readonly [string, number])[] = [
  ['64MB', 64e6],
  ['64MiB', 64 * 2 ** 20],
  ['64M', 64 * 2 ** 20],
  ['1G', 2 ** 30],
  ['1gb', 1e9],
  ['2GiB', 2 ** 31],
  ['1.5 MiB', 1.5 * 2 ** 20],
  ['2048K', 2 ** 21],
  ['1000000', 1e6],
  ['1000000b', 1e6],
];
for (const [text, bytes] of GOOD) {
  test(`'${text}' is ${bytes} bytes`, () => assert.equal(parseSize(text, '--max-memory'), bytes));
}

const BAD: readonly (readonly [string, RegExp])[] = [
  ['', /not an amount of memory/],
  ['lots', /not an amount of memory/],
  ['64XB', /not an amount of memory/],
  ['-64MB', /'-64MB' is negative; it must be at least 1MB/],
  ['64', /'64' is too little \(at least 1MB; a number without a unit means bytes\)/],
  ['3G', /more than a script can have/],
];
for (const [text, message] of BAD) {
  test(`'${text}' is refused`, () => {
    assert.throws(() => parseSize(text, '--max-memory'), { code: 'USAGE', message, help: /64MiB/ });
  });
}
