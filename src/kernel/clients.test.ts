import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createHeader } from '../protocol/header.js';
import { Clients } from './clients.js';

const from = (session: string): ReturnType<typeof createHeader> => createHeader('x', { session, username: 'u' });
const ids = (clients: Clients): string[] => clients.list().map(({ id }) => id);

test('clients are known again, and keep the session that they use', () => {
  const clients = new Clients(2, () => 2);
  clients.admit(from('a')).session = 'work';
  clients.admit(from('b'));
  assert.equal(clients.admit(from('a')).session, 'work');
  assert.deepEqual(ids(clients), ['b', 'a']);
  clients.leaveSession('work');
  assert.equal(clients.admit(from('a')).session, 'main');
});

test('one too many is refused while all are connected', () => {
  const clients = new Clients(2, () => 3);
  clients.admit(from('a'));
  clients.admit(from('b'));
  assert.throws(() => clients.admit(from('c')), { code: 'KERNEL_CLIENTS' });
  assert.equal(clients.admit(from('a')).id, 'a');
});

test('connections that are no clients do not keep one out for ever', () => {
  let now = 0;
  const clients = new Clients(
    2,
    () => 50,
    () => now,
  );
  clients.admit(from('a'));
  now += 200_000;
  clients.admit(from('b'));
  assert.throws(() => clients.admit(from('c')), { code: 'KERNEL_CLIENTS' });
  now += 100_000;
  clients.admit(from('c'));
  assert.deepEqual(ids(clients), ['b', 'c']);
  assert.throws(() => clients.admit(from('d')), { code: 'KERNEL_CLIENTS' });
});

test('where some have gone, the longest unseen makes room', () => {
  const clients = new Clients(2, () => 2);
  for (const id of ['a', 'b', 'a', 'c']) clients.admit(from(id));
  assert.deepEqual(ids(clients), ['a', 'c']);
});

test('who has chosen a session is forgotten last', () => {
  const clients = new Clients(2, () => 2);
  clients.admit(from('a')).session = 'work';
  for (const id of ['b', 'c', 'd']) clients.admit(from(id));
  assert.equal(clients.admit(from('a')).session, 'work');
});

test('who only asks on control takes no place', () => {
  const clients = new Clients(1, () => 2);
  clients.admit(from('a')).session = 'work';
  assert.equal(clients.visit(from('b')).session, 'main');
  assert.equal(clients.visit(from('a')).session, 'work');
  assert.deepEqual(ids(clients), ['a']);
});
