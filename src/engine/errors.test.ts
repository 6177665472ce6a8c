import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SpellError } from '../base/errors.js';
import { fromErrorData, INTERNAL_ERROR, toErrorData } from './errors.js';

const over = (error: unknown): SpellError => fromErrorData(structuredClone(toErrorData(error)));

test('errors with a code arrive as they were', () => {
  const error = new SpellError('PERMISSION_READ', 'reading /etc is not allowed', {
    help: 'allow it with --allow-read=/etc',
    category: 'Security violation',
    details: { path: '/etc', flags: ['--allow-read'] },
  });
  const arrived = over(error);
  assert.ok(arrived instanceof SpellError);
  const { code, message, help, category, details } = error;
  assert.deepEqual(
    {
      code: arrived.code,
      message: arrived.message,
      help: arrived.help,
      category: arrived.category,
      details: arrived.details,
    },
    { code, message, help, category, details },
  );
});

test('what an error does not have stays away', () => {
  assert.deepEqual(toErrorData(new SpellError('X', 'no more')), { code: 'X', message: 'no more' });
  const arrived = over(new SpellError('X', 'no more'));
  assert.deepEqual([arrived.help, arrived.category, arrived.details], [undefined, undefined, undefined]);
});

test('any other error is a bug, told with its stack', () => {
  const error = new TypeError('x is not a function');
  const data = toErrorData(error);
  assert.equal(data.code, INTERNAL_ERROR);
  assert.equal(data.message, 'x is not a function');
  assert.equal(data.category, 'Internal error');
  assert.equal(data.stack, error.stack);
  assert.equal(over(error).stack, error.stack);
  assert.deepEqual(toErrorData(over(error)), data);
});

test('thrown values that are no errors are told as text', () => {
  for (const [thrown, message] of [
    ['text', 'text'],
    [undefined, 'undefined'],
    [Symbol('s'), 'Symbol(s)'],
    [{ toString: () => 'told' }, 'told'],
  ] as const) {
    assert.deepEqual(toErrorData(thrown), { code: INTERNAL_ERROR, message, category: 'Internal error' });
  }
});
