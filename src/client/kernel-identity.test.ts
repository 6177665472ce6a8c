import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KernelIdentity } from './kernel-identity.js';

test('another kernel is noticed by its reply, and hinted at by what it publishes', () => {
  const identity = new KernelIdentity('client');
  assert.deepEqual([identity.published('a'), identity.replied('a')], [false, false]);
  assert.deepEqual([identity.published('b'), identity.replied('b')], [true, true]);
  assert.deepEqual([identity.published('b'), identity.replied('b')], [false, false]);
});

test('a kernel that has replied to nothing yet is known by what it published', () => {
  const identity = new KernelIdentity('client');
  identity.published('a');
  assert.equal(identity.replied('b'), true);
});

test('a kernel that copies the session of the request has none of its own', () => {
  const identity = new KernelIdentity('client');
  for (const session of ['client', 'another client', 'client']) {
    identity.published(session);
    assert.equal(identity.replied('client'), false);
  }
});

test('after a reset whichever comes is the first', () => {
  const identity = new KernelIdentity('client');
  identity.replied('a');
  identity.reset();
  assert.deepEqual([identity.published('b'), identity.replied('b')], [false, false]);
});
