import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeErrorStops, toErrorStops } from './error-stops.js';

test('which errors stop, as it is told and in words', () => {
  const told = [
    { id: 1, filter: 'uncaught' },
    { id: 2, filter: 'caught', pattern: 'a/b' },
    { id: 3, filter: 'raised', condition: 'error.code == 3' },
    { id: 4, filter: 'another' },
    'none',
  ];
  assert.equal(describeErrorStops(toErrorStops(told)), 'uncaught, caught /a/b/, raised if error.code == 3');
  assert.equal(describeErrorStops(toErrorStops(undefined)), 'none');
});
