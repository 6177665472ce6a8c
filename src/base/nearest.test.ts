import assert from 'node:assert/strict';
import { test } from 'node:test';
import { didYouMean, nearest } from './nearest.js';

test('finds the closest of several candidates', () => {
  assert.equal(nearest('calculater', ['calculator', 'hash-calculator']), 'calculator');
  assert.equal(nearest('BASE_URL', ['base_url', 'model']), 'base_url');
});

test('takes two swapped neighbours for one slip', () => {
  assert.equal(nearest('rnu', ['run', 'exec']), 'run');
  assert.equal(nearest('nru', ['run', 'exec']), undefined);
});

test('proposes nothing that is far off', () => {
  assert.equal(nearest('weather', ['calculator', 'file-operations']), undefined);
  assert.equal(nearest('x', []), undefined);
});

test('words the proposal, or stays silent', () => {
  assert.equal(didYouMean('modle', ['model']), " (did you mean 'model'?)");
  assert.equal(didYouMean('zzzz', ['model']), '');
});
