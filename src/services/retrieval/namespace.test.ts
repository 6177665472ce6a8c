import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { namespaceOf } from './namespace.js';

test('names of scopes', () => {
  assert.equal(namespaceOf({}), 'global');
  assert.equal(namespaceOf({ scope: 'global' }), 'global');
  assert.equal(namespaceOf({ tenantId: 'acme' }), 'tenant:acme');
  assert.equal(namespaceOf({ scope: 'tenant', scopeId: 'acme' }), 'tenant:acme');
  assert.equal(namespaceOf({ scope: 'tenant', tenantId: 'acme' }), 'tenant:acme');
  assert.equal(namespaceOf({ scope: 'session:s1' }), 'session:s1');
  assert.equal(namespaceOf({ scope: 'session', scopeId: 's1', tenantId: 'acme' }), 'tenant:acme/session:s1');
  assert.equal(namespaceOf({ scope: 'notes' }), 'notes');
});

test('no tenant can take the name of what is not its own', () => {
  const id = fc.string({ minLength: 1, maxLength: 8 }).map((text) => text.replaceAll('x', ':').replaceAll('y', '/'));
  const scope = fc.option(fc.record({ scope: fc.constantFrom('session', 'notes'), scopeId: id }), { nil: undefined });
  fc.assert(
    fc.property(id, scope, id, scope, (tenantA, a, tenantB, b) => {
      const same = tenantA === tenantB && a?.scope === b?.scope && a?.scopeId === b?.scopeId;
      const [one, two] = [namespaceOf({ tenantId: tenantA, ...a }), namespaceOf({ tenantId: tenantB, ...b })];
      assert.equal(one === two, same, `${one} ${two}`);
      assert.notEqual(one, namespaceOf({ ...b }));
    }),
  );
});
