import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byteCount } from './byte-count.js';

test('amounts have the unit that keeps them short', () => {
  const cases: [number, string][] = [
    [0, '0 bytes'],
    [1, '1 byte'],
    [1023, '1023 bytes'],
    [1024, '1 KiB'],
    [1229, '1.2 KiB'],
    [34 * 1024, '34 KiB'],
    [1024 * 1024 - 1, '1 MiB'],
    [5.5 * 2 ** 20, '5.5 MiB'],
    [2 ** 40, '1024 GiB'],
  ];
  for (const [bytes, text] of cases) assert.equal(byteCount(bytes), text);
});
