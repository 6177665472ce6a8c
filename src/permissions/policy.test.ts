import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { SpellError } from '../base/errors.js';
import { NO_PERMISSIONS } from './defaults.js';
import type { PermissionGrant } from './grant.js';
import { createPolicy } from './policy.js';
import type { LastLink } from './real-path.js';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'policy-')));
const home = join(root, 'home');
const outside = join(root, 'outside');
mkdirSync(join(home, 'docs'), { recursive: true });
mkdirSync(join(outside, 'deep'), { recursive: true });
writeFileSync(join(home, 'docs/a.txt'), 'a');
writeFileSync(join(outside, 'secret.txt'), 's');
symlinkSync(join(outside, 'deep'), join(home, 'door'));
symlinkSync('../outside/secret.txt', join(home, 'key'));
symlinkSync(join(outside, 'not-yet.txt'), join(home, 'dangling'));
symlinkSync('loop-b', join(home, 'loop-a'));
symlinkSync('loop-a', join(home, 'loop-b'));
symlinkSync('docs', join(home, 'papers'));
after(() => rmSync(root, { recursive: true, force: true }));

const grant = (part: Partial<PermissionGrant>): PermissionGrant => ({ ...NO_PERMISSIONS, ...part });
const policy = createPolicy(grant({ read: [home], write: [join(home, 'docs')] }), home);

const isDenied = (code: string) => (error: unknown) => error instanceof SpellError && error.code === code;

test('allows what lies below a granted directory and returns the path to open', () => {
  assert.equal(policy.checkRead('docs/a.txt'), join(home, 'docs/a.txt'));
  assert.equal(policy.checkRead('papers/a.txt'), join(home, 'docs/a.txt'));
  assert.equal(policy.checkRead('.'), home);
  assert.equal(policy.checkWrite('docs/new/deeper/file'), join(home, 'docs/new/deeper/file'));
  assert.equal(policy.checkRead('missing/../docs'), join(home, 'docs'));
});

test('read and write are granted apart', () => {
  assert.throws(() => policy.checkWrite('a.txt'), isDenied('PERMISSION_WRITE'));
  const writeOnly = createPolicy(grant({ write: [home] }), home);
  assert.throws(() => writeOnly.checkRead('docs/a.txt'), isDenied('PERMISSION_READ'));
});

test('denies what lies outside, however it is spelt', () => {
  const spellings = [
    '../outside/secret.txt',
    join(outside, 'secret.txt'),
    'docs/../../outside/secret.txt',
    `${home}-sibling`,
    'key',
    'door',
    'door/new.txt',
    'dangling',
    '/',
    '..',
  ];
  for (const path of spellings) assert.throws(() => policy.checkRead(path), isDenied('PERMISSION_READ'), path);
});

test("applies '..' after the link before it, as the operating system does", () => {
  // home/door leads to outside/deep, so this is outside/secret.txt and not home/secret.txt.
  assert.throws(() => policy.checkRead('door/../secret.txt'), isDenied('PERMISSION_READ'));
  assert.throws(() => policy.checkRead('door/../missing.txt'), isDenied('PERMISSION_READ'));
});

test('judges a link itself where the operation is on the link', () => {
  assert.equal(policy.checkRead('key', 'keep'), join(home, 'key'));
  assert.equal(policy.checkRead('door/', 'keep'), join(home, 'door'));
  assert.throws(() => policy.checkRead('door/x', 'keep'), isDenied('PERMISSION_READ'));
  assert.throws(() => policy.checkRead('docs/../..', 'keep'), isDenied('PERMISSION_READ'));
});

test('refuses circles of links, empty paths and zero bytes', () => {
  for (const path of ['loop-a', 'loop-a/x', '', 'docs/a.txt\0.png']) {
    assert.throws(() => policy.checkRead(path), isDenied('PERMISSION_READ'));
  }
});

test('a link put in the place of a granted directory does not widen the grant', () => {
  const later = join(root, 'later');
  const granted = createPolicy(grant({ read: [later] }), home);
  symlinkSync(outside, later);
  assert.throws(() => granted.checkRead(join(later, 'secret.txt')), isDenied('PERMISSION_READ'));
});

test('everything and nothing', () => {
  assert.equal(createPolicy(grant({ read: true }), home).checkRead('key'), join(outside, 'secret.txt'));
  assert.throws(() => createPolicy(NO_PERMISSIONS, home).checkRead('docs'), isDenied('PERMISSION_READ'));
  assert.equal(createPolicy(grant({ read: ['/'] }), home).checkRead('/etc'), realpathSync('/etc'));
});

test('the error names the path, where it leads and the flag that allows it', () => {
  assert.throws(
    () => policy.checkRead('key'),
    (error: unknown) => {
      assert.ok(error instanceof SpellError);
      assert.match(
        error.message,
        /^Path not allowed: Permission denied for reading 'key' \(it leads to '.*secret\.txt'\)$/,
      );
      assert.equal(error.category, 'Security violation');
      assert.equal(error.details?.['flag'], `--allow-read=${join(outside, 'secret.txt')}`);
      assert.match(error.help ?? '', /--allow-read=/);
      return true;
    },
  );
});

test('following the flag that an error names allows the path', () => {
  for (const path of ['key', 'door/new.txt', '../outside/x/y']) {
    try {
      policy.checkRead(path);
      assert.fail('was allowed');
    } catch (error) {
      assert.ok(error instanceof SpellError);
      const named = String(error.details?.['flag']).replace('--allow-read=', '');
      createPolicy(grant({ read: [named] }), home).checkRead(path);
    }
  }
});

test('an error proposes what was asked for and no more; for a link itself its directory', () => {
  const flagFor = (path: string, lastLink?: LastLink): unknown => {
    try {
      createPolicy(NO_PERMISSIONS, home).checkWrite(path, lastLink);
    } catch (error) {
      if (error instanceof SpellError) return error.details?.['flag'];
    }
    return undefined;
  };
  assert.equal(flagFor('/etc/hostname'), '--allow-write=/etc/hostname');
  assert.equal(flagFor('/etc'), '--allow-write=/etc');
  assert.equal(flagFor('docs/new.txt', 'keep'), `--allow-write=${join(home, 'docs/new.txt')}`);
  assert.equal(flagFor('key', 'keep'), `--allow-write=${home}`);
  createPolicy(grant({ write: [home] }), home).checkWrite('key', 'keep');
});

test('property: whatever is allowed resolves below the granted directory', () => {
  const names = fc.constantFrom(
    '..',
    '.',
    '',
    'docs',
    'door',
    'key',
    'dangling',
    'papers',
    'a.txt',
    'outside',
    'home',
    'x',
  );
  fc.assert(
    fc.property(fc.array(names, { maxLength: 8 }), fc.boolean(), (parts, absolute) => {
      const path = (absolute ? `${home}/` : '') + parts.join('/');
      let real: string;
      try {
        real = policy.checkRead(path);
      } catch (error) {
        assert.ok(error instanceof SpellError);
        return;
      }
      assert.ok(real === home || real.startsWith(`${home}/`), `${path} gave ${real}`);
      let kernel: string | undefined;
      try {
        kernel = realpathSync.native(path.startsWith('/') ? path : `${home}/${path}`);
      } catch {
        return;
      }
      assert.equal(real, kernel);
    }),
    { numRuns: 500 },
  );
});

test('hosts: names, ports, subdomains, spelling', () => {
  const net = createPolicy(grant({ net: ['example.com', '*.example.org:443', '[::1]:8080', '127.0.0.1'] }), home);
  net.checkNet('EXAMPLE.com.', 80);
  net.checkNet('a.b.example.org', 443);
  net.checkNet('::1', 8080);
  net.checkNet('[0:0:0:0:0:0:0:1]', 8080);
  net.checkNet('127.1', 9);
  net.checkNet('2130706433');
  net.checkNet('::ffff:127.0.0.1');
  const blocked: [string, number?][] = [
    ['example.org', 443],
    ['a.example.org', 80],
    ['a.example.org'],
    ['notexample.org', 443],
    ['a.example.com'],
    ['example.com.evil.net'],
    ['::1', 80],
    ['127.0.0.2'],
    ['example.com@evil.net'],
    [''],
  ];
  for (const [host, port] of blocked) assert.throws(() => net.checkNet(host, port), isDenied('PERMISSION_NET'), host);
  assert.throws(() => net.checkNet('::2', 1), /Host blocked: '\[::2\]:1'/);
});

test('hosts: private ones must be named, also beside everything', () => {
  const everything = createPolicy(grant({ net: true }), home);
  everything.checkNet('example.com', 80);
  everything.checkNet('8.8.8.8', 80);
  everything.checkNet('2606:4700::1111', 80);
  const closed = [
    'localhost',
    '127.0.0.1',
    '0',
    '10.1.2.3',
    '100.64.0.1',
    '169.254.169.254',
    '172.31.0.1',
    '192.168.0.1',
  ];
  const closed6 = ['::1', '::', 'fe80::1', 'fd00::1', 'ff02::1', '::ffff:10.0.0.1', '64:ff9b::a00:1', '2002:7f00:1::'];
  for (const host of [...closed, ...closed6, '224.0.0.1', '255.255.255.255', '2001:db8::1', '::7f00:1']) {
    assert.throws(() => everything.checkNet(host, 80), isDenied('PERMISSION_NET'), host);
  }
  assert.throws(() => everything.checkNet('127.1', 80), {
    message: "Host blocked: '127.0.0.1:80' is not in allowed hosts",
    help: 'run with --allow-net=127.0.0.1:80 to allow it; --allow-net alone does not reach private addresses',
  });
  const none = createPolicy(grant({ net: ['example.com'] }), home);
  assert.throws(() => none.checkNet('127.0.0.1', 80), { help: 'run with --allow-net=127.0.0.1:80 to allow it' });
  const named = createPolicy(grant({ net: ['*', '10.0.0.5:80', 'localhost', '*.corp'] }), home);
  named.checkNet('10.0.0.5', 80);
  named.checkNet('localhost', 9);
  assert.throws(() => named.checkNet('10.0.0.5', 81), isDenied('PERMISSION_NET'));
  assert.throws(() => named.checkNet('127.0.0.1', 9), isDenied('PERMISSION_NET'));
});

test('addresses: where a name leads is judged besides', () => {
  const net = createPolicy(grant({ net: ['example.com', 'localhost', '10.0.0.5:80'] }), home);
  net.checkAddress('93.184.216.34', 'example.com', 80);
  net.checkAddress('10.0.0.5', 'example.com', 80);
  net.checkAddress('::1', 'localhost', 80);
  net.checkAddress('127.0.0.9', 'LOCALHOST.', 80);
  net.checkAddress('64:ff9b::808:808', 'example.com', 80);
  const blocked: [string, string, number][] = [
    ['127.0.0.1', 'example.com', 80],
    ['10.0.0.5', 'example.com', 81],
    ['10.0.0.6', 'localhost', 80],
    ['::ffff:127.0.0.1', 'example.com', 80],
    ['fe80::1%eth0', 'example.com', 80],
    ['nonsense', 'example.com', 80],
  ];
  for (const [address, host, port] of blocked) {
    assert.throws(() => net.checkAddress(address, host, port), isDenied('PERMISSION_NET'), address);
  }
  assert.throws(() => net.checkAddress('127.0.0.1', 'example.com', 80), {
    message: "Host blocked: 'example.com' leads to the private address '127.0.0.1:80', which is not in allowed hosts",
    help: 'run with --allow-net=127.0.0.1:80 to allow it',
  });
});

test('programs by name or by absolute path', () => {
  const tool = join(home, 'docs/a.txt');
  const run = createPolicy(grant({ run: ['git', tool] }), home);
  assert.equal(run.checkRun('git'), 'git');
  assert.equal(run.checkRun('./papers/a.txt'), tool);
  for (const program of ['rm', './git', '/usr/bin/git', 'a.txt', '', 'Git']) {
    assert.throws(() => run.checkRun(program), isDenied('PERMISSION_RUN'), program);
  }
  assert.throws(() => run.checkRun('rm'), /Executable not allowed: 'rm'/);
});

test('from another directory relative paths are others, and permissions the same', () => {
  const papers = join(home, 'papers');
  const elsewhere = createPolicy(grant({ read: ['docs'], run: [join(home, 'docs/a.txt')] }), home).from(papers);
  assert.equal(elsewhere.workingDirectory, join(home, 'docs'));
  assert.equal(elsewhere.checkRead('a.txt'), join(home, 'docs/a.txt'));
  assert.equal(elsewhere.checkRun('./a.txt'), join(home, 'docs/a.txt'));
  assert.throws(() => elsewhere.from('/').checkRead('etc/hosts'), isDenied('PERMISSION_READ'));
});

test('environment variables by name or prefix', () => {
  const env = createPolicy(grant({ env: ['HOME', 'AWS_*'] }), home);
  env.checkEnv('HOME');
  env.checkEnv('AWS_REGION');
  assert.equal(env.allowsEnv('HOMEX'), false);
  assert.throws(() => env.checkEnv('PATH'), isDenied('PERMISSION_ENV'));
  assert.throws(() => env.checkEnv('PATH'), /Permission denied/);
});
