import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SpellError } from '../../base/errors.js';
import { parseHitCondition } from './hit-condition.js';

test('hit conditions of all clients are understood', () => {
  const written = ['5', ' 5 ', '=5', '== 5', '===5', '!= 5', '~=5', '< 5', '<=5', '> 5', '>=  5', '% 5'];
  const parsed = written.map((text) => parseHitCondition(text));
  assert.ok(parsed.every(({ count }) => count === 5));
  assert.deepEqual(
    parsed.map(({ operator }) => operator),
    ['==', '==', '==', '==', '==', '~=', '~=', '<', '<=', '>', '>=', 'every'],
  );
});

test('anything else is refused, and says what to write', () => {
  for (const text of ['', 'x', '5 5', '-1', '1.5', '=> 5', '%0', '% 0', '99999999999999999999', 'constructor5']) {
    assert.throws(
      () => parseHitCondition(text),
      (error) => error instanceof SpellError && error.message.includes(`'${text}' is no hit condition`),
    );
  }
});
