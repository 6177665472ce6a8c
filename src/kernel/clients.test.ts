import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createHeader } from '../protocol/header.js';
import { Clients } from './clients.js';

const from = (session: string): ReturnType<typeof createHeader> => createHeader('x', { session, username: 'u' });
const identity = Buffer.from('here');
const ids = (clients: Clients): string[] => clients.list().map(({ id }) => id);

test('clients are known again, and keep the session that they use', () => {
  const clients = new Clients(2, () => 2);
  clients.admit(from('a'), identity).session = 'work';
  clients.admit(from('b'), identity);
  assert.equal(clients.admit(from('a'), identity).session, 'work');
  assert.deepEqual(ids(clients), ['b', 'a']);
  clients.leaveSession('work');
  assert.equal(clients.admit(from('a'), identity).session, 'main');
});

test('one too many is refused while all are connected', () => {
  const clients = new Clients(2, () => 3);
  clients.admit(from('a'), identity);
  clients.admit(from('b'), identity);
  assert.throws(() => clients.admit(from('c'), identity), { code: 'KERNEL_CLIENTS' });
  assert.equal(clients.admit(from('a'), identity).id, 'a');
});

test('connections that are no clients do not keep one out for ever', () => {
  let now = 0;
  const clients = new Clients(
    2,
    () => 50,
    () => now,
  );
  clients.admit(from('a'), identity);
  now += 200_000;
  clients.admit(from('b'), identity);
  assert.throws(() => clients.admit(from('c'), identity), { code: 'KERNEL_CLIENTS' });
  now += 100_000;
  clients.admit(from('c'), identity);
  assert.deepEqual(ids(clients), ['b', 'c']);
  assert.throws(() => clients.admit(from('d'), identity), { code: 'KERNEL_CLIENTS' });
});

test('where some have gone, the longest unseen makes room', () => {
  const clients = new Clients(2, () => 2);
  for (const id of ['a', 'b', 'a', 'c']) clients.admit(from(id), identity);
  assert.deepEqual(ids(clients), ['a', 'c']);
});

test('who has chosen a session is forgotten last', () => {
  const clients = new Clients(2, () => 2);
  clients.admit(from('a'), identity).session = 'work';
  for (const id of ['b', 'c', 'd']) clients.admit(from(id), identity);
  assert.equal(clients.admit(from('a'), identity).session, 'work');
});

test('who only asks on control takes no place', () => {
  const clients = new Clients(1, () => 2);
  clients.admit(from('a'), identity).session = 'work';
  assert.equal(clients.visit(from('b'), identity).session, 'main');
  assert.equal(clients.visit(from('a'), identity).session, 'work');
  assert.deepEqual(ids(clients), ['a']);
});

test('one whose connection has ended is not listed, makes room first, and finds its session again when it comes back', () => {
  const clients = new Clients(2, () => 50);
  clients.admit(from('a'), Buffer.from('one')).session = 'work';
  clients.admit(from('b'), Buffer.from('two'));
  clients.gone(Buffer.from('one'));
  assert.deepEqual(ids(clients), ['b']);
  assert.equal(clients.admit(from('a'), Buffer.from('three')).session, 'work');
  assert.deepEqual(ids(clients), ['b', 'a']);
  clients.gone(Buffer.from('two'));
  clients.admit(from('c'), Buffer.from('four'));
  assert.deepEqual(ids(clients), ['a', 'c']);
});
