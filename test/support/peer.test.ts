import assert from 'node:assert/strict';
import { chmodSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { tempFolder } from './temp-folder.js';
import { peer, pythonPeer } from './peer.js';

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
    /need no-such-program, which is not on the PATH/,
  );
});

test('of several Pythons the one that has the modules is taken', () => {
  const folder = tempFolder();
  const fakePython = (name: string, modules: string): string => {
    const path = folder.file(`${name}/python3`, `#!/bin/sh\n[ "$3 $4" = "${modules}" ]\n`);
    chmodSync(path, 0o755);
    return path;
  };
  fakePython('first', 'zmq ');
  const second = fakePython('second', 'zmq jupyter_client');
  mkdirSync(join(folder.path, 'empty'));
  const PATH = ['empty', 'first', 'second'].map((name) => join(folder.path, name)).join(':');
  assert.deepEqual(pythonPeer(['zmq', 'jupyter_client'], { PATH }), { skip: false, path: second });
  assert.match(String(pythonPeer(['other'], { PATH }).skip), /^needs a python3 with other/);
  assert.throws(() => pythonPeer(['other'], { PATH, REQUIRE_PEERS: '1' }), /need a python3 with other/);
});
