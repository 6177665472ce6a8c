import assert from 'node:assert/strict';
import { test } from 'node:test';
import { orList, suggestNames } from './suggest.js';

test('typing mistakes are found', () => {
  assert.deepEqual(suggestNames('nmae', ['name', 'age', 'email']), ['name']);
  assert.deepEqual(suggestNames('uper', ['upper', 'lower', 'rep']), ['upper']);
  assert.deepEqual(suggestNames('pritn', ['print', 'pairs']), ['print']);
  assert.deepEqual(suggestNames('exceute', ['execute', 'exec']), ['execute']);
});

test('another way to write the same name is nearest of all', () => {
  assert.deepEqual(suggestNames('userName', ['user_name', 'username2', 'userNames']), ['user_name']);
  assert.deepEqual(suggestNames('X', ['x', 'y']), ['x']);
});

test('names that are merely short or far are not proposed', () => {
  assert.deepEqual(suggestNames('a', ['b', 'c', 'ab']), []);
  assert.deepEqual(suggestNames('foo', ['bar', 'moo', 'items']), []);
  assert.deepEqual(suggestNames('text', ['next']), []);
  assert.deepEqual(suggestNames('trim', ['gsub', 'rep', 'byte']), []);
  assert.deepEqual(suggestNames('config', ['print', 'require']), []);
});

test('a name that was cut short is found', () => {
  assert.deepEqual(suggestNames('maximum', ['max', 'min']), ['max']);
  assert.deepEqual(suggestNames('desc', ['description', 'name']), ['description']);
});

test('equally near names are all given', () => {
  assert.deepEqual(suggestNames('cart', ['card', 'care', 'dog']), ['card', 'care']);
  assert.equal(orList(['a', 'b', 'c']), '`a`, `b` or `c`');
});
