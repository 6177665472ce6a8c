import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HostErrors } from './host-errors.js';

const denied = { code: 'PERMISSION_READ', message: 'reading a is not allowed', category: 'Security violation' };

test('a script sees the category first', () => {
  const errors = new HostErrors();
  assert.equal(errors.remember(denied), 'Security violation: reading a is not allowed');
  assert.equal(errors.remember({ code: 'X', message: 'no category' }), 'no category');
});

test('an error is known again by its message, also behind positions', () => {
  const errors = new HostErrors();
  const message = errors.remember(denied);
  assert.equal(errors.find(message), denied);
  assert.equal(errors.find(`main.lua:3: ${message}`), denied);
  assert.equal(errors.find(`[string "a: b"]:12: main.lua:3: ${message}`), denied);
});

test('a message that only ends in the same words is another error', () => {
  const errors = new HostErrors();
  errors.remember({ code: 'X', message: 'not found' });
  assert.equal(errors.find('config: not found'), undefined);
  assert.equal(errors.find('main.lua:3: config: not found'), undefined);
  assert.equal(errors.find('was not found'), undefined);
  assert.equal(errors.find('not found: x'), undefined);
  assert.equal(errors.find(''), undefined);
});

test('of two errors with one message the later counts', () => {
  const errors = new HostErrors();
  errors.remember({ code: 'FIRST', message: 'm' });
  errors.remember({ code: 'SECOND', message: 'm' });
  assert.equal(errors.find('a.lua:1: m')?.code, 'SECOND');
});

test('only the last errors are kept, and remembering one again makes it young', () => {
  const errors = new HostErrors();
  errors.remember({ code: 'X', message: 'old' });
  errors.remember({ code: 'X', message: 'again' });
  for (let i = 0; i < 62; i++) errors.remember({ code: 'X', message: `m${i}` });
  errors.remember({ code: 'X', message: 'again' });
  errors.remember({ code: 'X', message: 'new' });
  assert.equal(errors.find('old'), undefined);
  assert.equal(errors.find('again')?.message, 'again');
  assert.equal(errors.find('m0')?.message, 'm0');
});

test('nothing is known after a clearing', () => {
  const errors = new HostErrors();
  const message = errors.remember(denied);
  errors.clear();
  assert.equal(errors.find(message), undefined);
});
