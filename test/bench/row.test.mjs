import assert from 'node:assert/strict';
import { test } from 'node:test';
import { comparedPairs, geometricMeans, judge, measured, scaledTarget } from './row.mjs';

const row = { group: 'g', name: 'n', measure: () => Promise.reject(new Error('not called')) };
const most = { at: 'most', value: 2, unit: 'x' };

test('pairs are judged by the median of their ratios, not by the ratio of medians', () => {
  const measurement = comparedPairs({ ours: [1, 10, 300], theirs: [1, 5, 100] }, 's');
  assert.deepEqual(measurement.ratios, [1, 2, 3]);
  assert.equal(measurement.judged, 2);
  const { figures } = judge(row, measurement, 1);
  assert.equal(figures.ratio, 2);
  assert.equal(figures.median, 10);
  assert.equal(figures.baseline, 5);
});

test('a target is reached at the value itself', () => {
  const at = (value) => judge({ ...row, target: most }, comparedPairs({ ours: [value], theirs: [1] }, 's'), 1).reached;
  assert.deepEqual([at(1.99), at(2), at(2.01)], [true, true, false]);
  const least = { at: 'least', value: 100, unit: 'MB/s' };
  assert.equal(judge({ ...row, target: least }, measured([99.9], 'MB/s'), 1).reached, false);
  assert.equal(judge({ ...row, target: least }, measured([100], 'MB/s'), 1).reached, true);
});

test('absolute times grow on a slow machine, rates shrink, the rest stays', () => {
  assert.equal(scaledTarget({ at: 'most', value: 5, unit: 'µs', scales: true }, 2).value, 10);
  assert.equal(scaledTarget({ at: 'least', value: 100, unit: 'MB/s', scales: true }, 2).value, 50);
  assert.equal(scaledTarget(most, 2).value, 2);
  assert.equal(scaledTarget(undefined, 2), undefined);
});

test('a target on the interval is reached when the interval includes it', () => {
  const target = { at: 'interval', value: 1, unit: 'x' };
  const verdict = (ours) =>
    judge({ ...row, target }, comparedPairs({ ours, theirs: ours.map(() => 1) }, 's'), 1).reached;
  assert.equal(verdict([0.9, 0.95, 1, 1.05, 1.1]), true);
  assert.equal(verdict([1.2, 1.25, 1.3, 1.35, 1.4]), false);
  assert.throws(() => judge({ ...row, target }, measured([1], 's'), 1), /needs pairs/);
});

test('a row without a target has figures and no verdict', () => {
  const result = judge(row, measured([1, 2, 3], 'ms'), 1);
  assert.equal(result.reached, undefined);
  assert.equal(result.figures.median, 2);
});

test('geometric means go pair by pair', () => {
  assert.deepEqual(
    geometricMeans([
      [1, 4],
      [4, 9],
    ]).map((value) => Math.round(value)),
    [2, 6],
  );
});
