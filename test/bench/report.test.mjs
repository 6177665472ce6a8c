import assert from 'node:assert/strict';
import { test } from 'node:test';
import { number, remarks, targetText, toMarkdown, toText } from './report.mjs';
import { comparedPairs, judge, measured } from './row.mjs';

const row = (name, target) => ({ group: 'g', name, target, measure: () => Promise.reject(new Error('not called')) });
const ratio = judge(
  row('ratio', { at: 'most', value: 1.5, unit: 'x' }),
  comparedPairs({ ours: [2, 2], theirs: [1, 1] }, 's'),
  1,
);
const rate = judge(row('rate', { at: 'least', value: 100, unit: 'MB/s' }), measured([250], 'MB/s'), 1);
const skipped = { group: 'g', name: 'skipped', skipped: 'needs lua5.4, which is not installed' };
const failed = { group: 'g', name: 'failed', failed: 'wrote nothing' };
const all = [ratio, rate, skipped, failed];

test('Markdown has a row for each result, whatever became of it', () => {
  assert.deepEqual(toMarkdown(all).split('\n').slice(2), [
    '| g | ratio | 2.00 s | 0 s | 1.00 s | 2.00x | 2.00 to 2.00 | <= 1.50x | no |',
    '| g | rate | 250 MB/s | 0 MB/s |  |  |  | >= 100 MB/s | yes |',
    '| g | skipped |  |  |  |  |  |  | skipped |',
    '| g | failed |  |  |  |  |  |  | FAILED |',
  ]);
});

test('text columns line up', () => {
  const lines = toText(all).split('\n');
  assert.equal(lines.length, 2 + all.length);
  assert.equal(lines[2].indexOf('2.00x') + '2.00x'.length, lines[0].indexOf('ratio') + 'ratio'.length);
});

test('reasons are told in full', () => {
  assert.deepEqual(remarks(all), [
    'skipped g: skipped: needs lua5.4, which is not installed',
    'FAILED  g: failed: wrote nothing',
  ]);
});

test('numbers keep three digits that count', () => {
  assert.deepEqual([0, 1234.5, 123.4, 12.34, 1.234, 0.01234].map(number), [
    '0',
    '1235',
    '123',
    '12.3',
    '1.23',
    '0.0123',
  ]);
});

test('targets read as bounds', () => {
  assert.equal(targetText({ at: 'interval', value: 1, unit: 'x' }), 'includes 1.00x');
  assert.equal(targetText({ at: 'most', value: 5, unit: 'µs' }), '<= 5.00 µs');
});
