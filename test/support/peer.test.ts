import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dirname } from 'node:path';
import { peer } from './peer.js';

test('a program on the PATH is found with its place', () => {
  const found = peer('node', { PATH: `/nowhere:${dirname(process.execPath)}` });
  assert.deepEqual(found, { skip: false, path: process.execPath });
});

test('a missing program is a skip that names it', () => {
  assert.deepEqual(peer('no-such-program', { PATH: '/nowhere' }), {
    skip: 'needs no-such-program, which is not on the PATH',
    path: 'no-such-program',
  });
});

test('a missing program fails where peers are required', () => {
  assert.throws(
    () => peer('no-such-program', { PATH: '/nowhere', REQUIRE_PEERS: '1' }),
    /no no-such-program on the PATH/,
  );
});
