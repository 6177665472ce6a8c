import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sizeOf } from './value-size.js';

test('texts and bytes count by their length, tables by what is in them', () => {
  assert.ok(sizeOf('x'.repeat(1000)) >= 1000);
  assert.ok(sizeOf(new Uint8Array(1000)) >= 1000);
  assert.ok(sizeOf([['x'.repeat(500)], { a: 'x'.repeat(500) }]) >= 1000);
  assert.ok(sizeOf({ ['k'.repeat(1000)]: 1 }) >= 1000);
  assert.ok(sizeOf(Array.from({ length: 1000 }, () => null)) >= 1000);
  assert.ok(sizeOf(42) < 100);
});
