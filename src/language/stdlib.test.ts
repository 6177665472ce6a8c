import assert from 'node:assert/strict';
import { test } from 'node:test';
import { STANDARD_LIBRARY } from './stdlib.js';

test('signatures show optional parameters nested', () => {
  assert.equal(STANDARD_LIBRARY.get('string.rep')?.signature, 'string.rep(s, n [, sep])');
  assert.equal(STANDARD_LIBRARY.get('string.sub')?.signature, 'string.sub(s, i [, j])');
  assert.equal(STANDARD_LIBRARY.get('math.random')?.signature, 'math.random([m [, n]])');
  assert.equal(STANDARD_LIBRARY.get('table.insert')?.signature, 'table.insert(list, [pos,] value)');
  assert.equal(STANDARD_LIBRARY.get('os.clock')?.signature, 'os.clock()');
  assert.equal(STANDARD_LIBRARY.get('math.pi')?.signature, 'math.pi');
});

test('parameters carry name, type and whether they may be left out', () => {
  assert.deepEqual(STANDARD_LIBRARY.get('string.rep')?.parameters, [
    { name: 's', type: 'string', isOptional: false },
    { name: 'n', type: 'integer', isOptional: false },
    { name: 'sep', type: 'string', isOptional: true },
  ]);
});

test('names are unique and documented in one line', () => {
  for (const entry of STANDARD_LIBRARY.values()) {
    assert.match(entry.documentation, /^.+[^.]\.$/, entry.name);
    assert.ok(!entry.documentation.includes('\n'), entry.name);
  }
  assert.equal(STANDARD_LIBRARY.get('file:read')?.kind, 'method');
});
