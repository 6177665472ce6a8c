import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { SpellError } from '../base/errors.js';
import { NO_PERMISSIONS, createGrant, defaultGrant, parsePermissionFlag } from './defaults.js';
import type { PermissionFlag, PermissionKind } from './defaults.js';
import type { Allowance } from './grant.js';

test('the default is files below the working directory and the temporary folder', () => {
  assert.deepEqual(defaultGrant('/work', '/tmp'), {
    ...NO_PERMISSIONS,
    read: ['/work', '/tmp'],
    write: ['/work', '/tmp'],
  });
});

test('flags widen the default', () => {
  const grant = createGrant('/w', { read: '/etc, data', net: true, env: ['HOME', 'A,B_*'] });
  assert.deepEqual(grant.read, ['/w', tmpdir(), '/etc', '/w/data']);
  assert.deepEqual(grant.write, ['/w', tmpdir()]);
  assert.equal(grant.net, true);
  assert.deepEqual(grant.env, ['HOME', 'A', 'B_*']);
  assert.equal(grant.run, false);
  assert.equal(createGrant('/w', { write: true }).write, true);
});

test('--deny-all leaves only what other flags allow, whatever the file says', () => {
  assert.deepEqual(createGrant('/w', { denyAll: true }, { net: true, read: ['/x'] }), NO_PERMISSIONS);
  assert.deepEqual(createGrant('/w', { denyAll: true, read: 'docs' }), { ...NO_PERMISSIONS, read: ['/w/docs'] });
});

test("the file's settings widen the default or take it away", () => {
  assert.deepEqual(createGrant('/w', {}, { read: ['/x'], write: false }).read, ['/w', tmpdir(), '/x']);
  assert.equal(createGrant('/w', {}, { write: false }).write, false);
  assert.deepEqual(createGrant('/w', { write: 'o' }, { write: false }).write, ['/w/o']);
  assert.deepEqual(createGrant('/w', {}, { denyAll: true, net: ['Example.COM'] }), {
    ...NO_PERMISSIONS,
    net: ['example.com'],
  });
});

test('a doubled comma belongs to the path', () => {
  assert.deepEqual(parsePermissionFlag('read', '/a,,b,/c', '/w'), ['/a,b', '/c']);
});

test('programs keep their name, paths become absolute', () => {
  assert.deepEqual(parsePermissionFlag('run', 'git,./x,/usr/bin/make', '/w'), ['git', '/w/x', '/usr/bin/make']);
});

test('malformed lists say how to write them', () => {
  const cases: [PermissionKind, string][] = [
    ['read', ''],
    ['read', 'a,, ,b,'],
    ['net', 'http://example.com'],
    ['net', 'example.com:99999'],
    ['net', '*.127.0.0.1'],
    ['env', 'A*B'],
    ['env', 'A=1'],
    ['run', 'git,'],
  ];
  for (const [kind, text] of cases) {
    assert.throws(
      () => parsePermissionFlag(kind, text, '/w'),
      (error: unknown) =>
        error instanceof SpellError && error.code === 'PERMISSION_FLAG' && error.help?.includes(`--allow-${kind}=`),
      `${kind} ${text}`,
    );
  }
});

test('private hosts are named beside all that are public', () => {
  const net = (flag: PermissionFlag, setting: boolean | readonly string[]): Allowance =>
    createGrant('/w', { net: flag }, { net: setting }).net;
  assert.deepEqual(net('127.0.0.1:80', true), ['*', '127.0.0.1:80']);
  assert.deepEqual(net(true, ['localhost']), ['*', 'localhost']);
  assert.deepEqual(net(['*', '10.0.0.1'], false), ['*', '10.0.0.1']);
  assert.equal(net(true, true), true);
});
