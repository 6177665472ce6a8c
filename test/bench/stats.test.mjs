import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom, geometricMean, median, medianInterval, quantile, spread } from './stats.mjs';

test('the median is the middle, or the mean of two', () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([4, 1, 3, 2]), 2.5);
  assert.equal(median([7]), 7);
  assert.throws(() => median([]), /no values/);
});

test('quartiles lie between neighbours, and the spread is their distance', () => {
  assert.equal(quantile([1, 2, 3, 4, 5], 0.25), 2);
  assert.equal(quantile([10, 20], 0.25), 12.5);
  assert.equal(spread([1, 2, 3, 4, 5]), 2);
  assert.equal(spread([5, 5, 5]), 0);
});

test('samples are left as they are', () => {
  const values = [3, 1, 2];
  median(values);
  assert.deepEqual(values, [3, 1, 2]);
});

test('the geometric mean of ratios', () => {
  assert.ok(Math.abs(geometricMean([2, 8]) - 4) < 1e-12);
  assert.ok(Math.abs(geometricMean([0.5, 2]) - 1) < 1e-12);
});

test('the interval holds the median, is the same every time, and narrows with more samples', () => {
  const values = [1.1, 0.9, 1.0, 1.2, 0.8, 1.05, 0.95, 1.15, 0.85, 1.0, 1.0];
  const [low, high] = medianInterval(values);
  assert.ok(low < 1 && 1 < high && low >= 0.8 && high <= 1.2);
  assert.deepEqual(medianInterval(values), [low, high]);
  const many = Array.from({ length: 20 }, () => values).flat();
  const [closer, further] = medianInterval(many, { draws: 500 });
  assert.ok(further - closer < high - low);
  assert.deepEqual(medianInterval([5]), [5, 5]);
});

test('random numbers are even enough, and seeded', () => {
  const random = createRandom(1);
  const values = Array.from({ length: 10_000 }, random);
  const mean = values.reduce((a, b) => a + b) / values.length;
  assert.ok(Math.abs(mean - 0.5) < 0.02);
  assert.ok(values.every((value) => value >= 0 && value < 1));
  const again = createRandom(1);
  assert.deepEqual(
    values.slice(0, 5),
    Array.from({ length: 5 }, () => again()),
  );
  assert.notEqual(createRandom(2)(), values[0]);
});
