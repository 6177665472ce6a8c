import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { NO_PERMISSIONS } from './defaults.js';
import type { Allowance, PermissionGrant } from './grant.js';
import { narrowGrant } from './narrow.js';
import { createPolicy } from './policy.js';
import type { PermissionPolicy } from './policy.js';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'narrow-')));
mkdirSync(join(root, 'a/b'), { recursive: true });
mkdirSync(join(root, 'c'));
symlinkSync(join(root, 'c'), join(root, 'a/link'));
after(() => rmSync(root, { recursive: true, force: true }));

test('a link below the granted directory does not carry a client out of it', () => {
  const grant = { ...NO_PERMISSIONS, read: [join(root, 'a')] };
  assert.deepEqual(narrowGrant(grant, { ...NO_PERMISSIONS, read: [join(root, 'a/link')] }, root).read, []);
  assert.deepEqual(narrowGrant(grant, { ...NO_PERMISSIONS, read: [root] }, root).read, [join(root, 'a')]);
});

const allowance = (entries: readonly string[]): fc.Arbitrary<Allowance> =>
  fc.oneof(fc.boolean(), fc.uniqueArray(fc.constantFrom(...entries), { maxLength: 3 }));

const PATHS = ['', 'a', 'a/b', 'a/link', 'c', 'a/new'].map((path) => join(root, path));
const HOSTS = [
  '*',
  '*:1',
  'localhost',
  '8.8.8.8',
  'x.com',
  '*.x.com',
  '*.a.x.com:1',
  'a.x.com',
  'x.com:1',
  '127.0.0.1',
  '[::1]:2',
];
const PROGRAMS = ['git', 'rm', join(root, 'a/b'), join(root, 'a/link')];
const NAMES = ['A*', 'AB*', 'AB', 'ABC', 'B'];

const grants: fc.Arbitrary<PermissionGrant> = fc.record({
  read: allowance(PATHS),
  write: allowance(PATHS),
  net: allowance(HOSTS),
  run: allowance(PROGRAMS),
  env: allowance(NAMES),
});

function allows(check: () => unknown): boolean {
  try {
    check();
    return true;
  } catch {
    return false;
  }
}

const QUESTIONS: readonly ((policy: PermissionPolicy) => unknown)[] = [
  ...['a', 'a/b/x', 'a/link/y', 'c', 'c/z', '.', '..'].flatMap((path) => [
    (p: PermissionPolicy) => p.checkRead(path),
    (p: PermissionPolicy) => p.checkWrite(path),
  ]),
  ...['x.com', 'a.x.com', 'b.a.x.com', '127.0.0.1', '::1', 'localhost', '8.8.8.8'].flatMap((host) =>
    [undefined, 1, 2].map((port) => (p: PermissionPolicy) => p.checkNet(host, port)),
  ),
  ...[...PROGRAMS, './c'].map((program) => (p: PermissionPolicy) => p.checkRun(program)),
  ...['A', 'AB', 'ABC', 'ABD', 'B', 'C'].map((name) => (p: PermissionPolicy) => p.checkEnv(name)),
];

test('property: the narrowed grant allows just what both allow', () => {
  fc.assert(
    fc.property(grants, grants, (a, b) => {
      const both = createPolicy(narrowGrant(a, b, root), root);
      const first = createPolicy(a, root);
      const second = createPolicy(b, root);
      for (const ask of QUESTIONS) {
        const expected = allows(() => ask(first)) && allows(() => ask(second));
        assert.equal(
          allows(() => ask(both)),
          expected,
          String(ask),
        );
      }
    }),
    { numRuns: 300 },
  );
});
