import assert from 'node:assert/strict';
import { test } from 'node:test';
import { declaredLicence, isAccepted, isAllowed } from './licenses.mjs';

test('manifests declare a licence in three ways', () => {
  assert.equal(declaredLicence({ license: 'MIT' }), 'MIT');
  assert.equal(declaredLicence({ license: { type: 'ISC' } }), 'ISC');
  assert.equal(declaredLicence({ licenses: [{ type: 'MIT' }, { type: 'GPL-3.0' }] }), 'MIT OR GPL-3.0');
  assert.equal(declaredLicence({}), '');
});

for (const [expression, verdict] of Object.entries({
  MIT: true,
  'GPL-3.0-only': false,
  '': false,
  'SEE LICENSE IN LICENSE': false,
  '(MIT OR GPL-3.0-only)': true,
  'GPL-3.0-only OR LGPL-3.0': false,
  'MIT AND GPL-3.0-only': false,
  'MIT AND (ISC OR GPL-3.0-only)': true,
  'GPL-3.0-only OR MIT AND ISC': true,
  '(MIT': false,
  'MIT)': false,
  'Apache-2.0 WITH LLVM-exception': false,
})) {
  test(`"${expression}" is ${verdict ? 'allowed' : 'refused'}`, () => assert.equal(isAllowed(expression), verdict));
}

test('an exception is for one package and the licence that was read', () => {
  assert.equal(isAccepted({ name: 'zeromq', licence: 'MIT AND MPL-2.0' }), true);
  assert.equal(isAccepted({ name: 'zeromq', licence: 'GPL-3.0-only' }), false);
  assert.equal(isAccepted({ name: 'other', licence: 'MIT AND MPL-2.0' }), false);
  assert.equal(isAccepted({ name: 'other', licence: 'MIT' }), true);
});
