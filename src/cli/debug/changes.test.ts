import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Changes } from './changes.js';

const changed = (changes: Changes, frame: string, values: Readonly<Record<string, string>>): string[] =>
  changes
    .take(
      frame,
      Object.entries(values).map(([name, value]) => ({ name, value })),
    )
    .filter(({ isChanged }) => isChanged)
    .map(({ name }) => name);

test('what is new or another in the same activation has changed', () => {
  const changes = new Changes();
  assert.deepEqual(changed(changes, 'f', { a: '1', b: '2' }), []);
  assert.deepEqual(changed(changes, 'f', { a: '1', b: '3', c: '4' }), ['b', 'c']);
  assert.ok(changes.isChanged({ name: 'b', value: '3' }));
  assert.ok(!changes.isChanged({ name: 'a', value: '1' }));
  assert.deepEqual(changed(changes, 'g', { a: '9' }), []);
});

test('variables of one name are told apart', () => {
  const changes = new Changes();
  const twice = (inner: string): { name: string; value: string }[] => [
    { name: 'i', value: '1' },
    { name: 'i', value: inner },
  ];
  changes.take('f', twice('2'));
  assert.deepEqual(
    changes.take('f', twice('3')).map(({ isChanged }) => isChanged),
    [false, true],
  );
});
