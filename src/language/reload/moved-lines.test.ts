import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lineMover } from './moved-lines.js';

const OLD = 'function side(a)\n  local s = a * a\n  return s\nend\n';

function moved(before: string, after: string): readonly number[] {
  return before.split('\n').map((_, i) => lineMover(before, after)(i + 1));
}

test('lines before and behind a change go with their text', () => {
  assert.deepEqual(moved(OLD, `-- new\n${OLD}`), [2, 3, 4, 5, 6]);
  assert.deepEqual(moved(OLD, `${OLD}-- new\n`), [1, 2, 3, 4, 6]);
  assert.deepEqual(moved(OLD, OLD), [1, 2, 3, 4, 5]);
});

test('a line that is another is as far behind one that is the same as it was', () => {
  const after = '-- sides, doubled\nfunction side(a)\n  local s = a * a\n  return 2 * s\nend\n';
  assert.deepEqual(moved(OLD, after), [2, 3, 4, 5, 6]);
});

test('a line that is gone leaves the nearest that there is', () => {
  assert.deepEqual(moved('a()\nb()\nc()', 'a()\nc()'), [1, 2, 2]);
  assert.deepEqual(moved('a()\nb()', 'x()'), [1, 1]);
});
