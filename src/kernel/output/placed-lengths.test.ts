import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PlacedLengths } from './placed-lengths.js';

const source = { name: 'a.lua', path: '/w/a.lua' };
const [first, second] = [
  { source, line: 1 },
  { source, line: 2 },
];

test('bytes keep their line when only some of them are taken', () => {
  const lengths = new PlacedLengths();
  lengths.add(3, first);
  lengths.add(2, first);
  lengths.add(4, second);
  const sources = [source];
  assert.deepEqual(lengths.take(6), {
    places: [
      { bytes: 5, source: 0, line: 1 },
      { bytes: 1, source: 0, line: 2 },
    ],
    sources,
  });
  assert.deepEqual(lengths.take(3), { places: [{ bytes: 3, source: 0, line: 2 }], sources });
});

test('bytes from nowhere are counted beside others, and alone say nothing', () => {
  const lengths = new PlacedLengths();
  lengths.add(2);
  lengths.add(1, second);
  assert.deepEqual(lengths.take(3), {
    places: [{ bytes: 2 }, { bytes: 1, source: 0, line: 2 }],
    sources: [source],
  });
  lengths.add(2);
  assert.deepEqual(lengths.take(2), {});
});
