import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFunctionRef } from '../../base/values.js';
import { AgentContexts } from './contexts.js';
import { SharedMemory } from './shared-memory.js';

test('values go in and out as copies, nil takes them away', () => {
  const contexts = new AgentContexts();
  const id = contexts.create({ user_id: 'u', data: { a: { n: 1n } }, security: { level: 'low' } });
  assert.deepEqual(contexts.value(id, 'a'), { n: 1n });
  contexts.update(id, 'a', undefined);
  contexts.update(id, 'b', 'x');
  assert.deepEqual(contexts.data(id), { b: 'x' });
  assert.deepEqual(contexts.about(id), {
    id,
    user_id: 'u',
    scope: 'global',
    inheritance: 'inherit',
    security: { level: 'low' },
  });
  contexts.remove(id);
  assert.throws(() => contexts.value(id, 'b'), { code: 'AGENT_CONTEXT', message: `There is no context '${id}'` });
});

test('what a child sees of its parent, and the other way round', () => {
  const cases: [string | undefined, seesOld: unknown, seesNew: unknown, parentSees: unknown][] = [
    [undefined, 1, 2, undefined],
    ['inherit', 1, 2, undefined],
    ['isolate', undefined, undefined, undefined],
    ['copy', 1, undefined, undefined],
    ['share', 1, 2, 3],
  ];
  for (const [inheritance, old, fresh, parentSees] of cases) {
    const contexts = new AgentContexts();
    const parent = contexts.create({ data: { old: 1 } });
    const child = contexts.createChild(parent, { type: 'agent', id: 'a' }, inheritance);
    contexts.update(parent, 'fresh', 2);
    contexts.update(child, 'own', 3);
    const seen = [contexts.value(child, 'old'), contexts.value(child, 'fresh'), contexts.value(parent, 'own')];
    assert.deepEqual(seen, [old, fresh, parentSees], inheritance);
    assert.equal(contexts.about(child)['scope'], 'agent:a');
    contexts.remove(parent);
    assert.equal(contexts.value(child, 'old'), old);
  }
});

test('wrong settings are named', () => {
  const contexts = new AgentContexts();
  assert.throws(() => contexts.create({ data: 1 }), /data: expected a table, got number/);
  assert.throws(() => contexts.create({ user_id: 1 }), /user_id: expected a string/);
  assert.throws(() => contexts.create({ inheritance: 'copi' }), /'copi' is none of .*did you mean 'copy'/);
  assert.throws(() => contexts.create({ scope: 'sesion' }), /Invalid scope: 'sesion' is none of .*'session'/);
  assert.throws(() => contexts.createChild('x', 'global', 'copy'), { code: 'AGENT_CONTEXT' });
});

test('shared memory is apart for each scope', () => {
  const memory = new SharedMemory();
  memory.set('global', 'k', [1, 2]);
  memory.set({ type: 'session', id: 's' }, 'k', 'mine');
  assert.deepEqual(
    [memory.get('global', 'k'), memory.get({ type: 'global' }, 'k')],
    [
      [1, 2],
      [1, 2],
    ],
  );
  assert.equal(memory.get({ type: 'session', id: 's' }, 'k'), 'mine');
  assert.equal(memory.get({ type: 'session', id: 't' }, 'k'), undefined);
  memory.set('global', 'k', null);
  assert.equal(memory.get('global', 'k'), undefined);
  assert.throws(() => memory.get('session', 'k'), /the id of the session is missing/);
  assert.throws(() => memory.set('global', 'k', { f: createFunctionRef(1) }), { code: 'STATE_VALUE' });
});
