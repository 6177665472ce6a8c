import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Value } from '../../base/values.js';
import { NO_PERMISSIONS } from '../../permissions/defaults.js';
import { createPolicy } from '../../permissions/policy.js';
import { hashCalculator } from './hash-calculator.js';
import { ToolRegistry } from './tool-registry.js';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'hash-')));
const home = join(root, 'home');
mkdirSync(join(home, 'docs'), { recursive: true });
writeFileSync(join(home, 'a.txt'), 'hello');
writeFileSync(join(root, 'secret.txt'), 'secret');
after(() => rmSync(root, { recursive: true, force: true }));

const registry = new ToolRegistry([hashCalculator]);
const policy = createPolicy({ ...NO_PERMISSIONS, read: [home] }, home);
const context = { policy, signal: new AbortController().signal };

test('hashes of strings, bytes and files', async () => {
  const hash = async (parameters: Readonly<Record<string, Value>>): Promise<Record<string, unknown>> =>
    (await registry.execute('hash_calculator', { operation: 'hash', ...parameters }, context))['result'] as Record<
      string,
      unknown
    >;
  assert.deepEqual(await hash({ input: 'hello', algorithm: 'md5' }), {
    algorithm: 'md5',
    hash: '5d41402abc4b2a76b9719d911017c592',
    format: 'hex',
  });
  assert.equal((await hash({ input: 'abc', algorithm: 'SHA1' }))['hash'], 'a9993e364706816aba3e25717850c26c9cd0d89d');
  const sha256 = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';
  assert.equal((await hash({ input: 'hello' }))['hash'], sha256);
  assert.equal((await hash({ input_type: 'file', file: 'a.txt' }))['hash'], sha256);
  assert.equal(
    (await hash({ input: 'hello', format: 'base64' }))['hash'],
    Buffer.from(sha256, 'hex').toString('base64'),
  );
  assert.equal(
    (await hash({ input: new Uint8Array([255]), algorithm: 'md5' }))['hash'],
    '00594fd4f42ba43fc1ca0427a0576295',
  );
  await assert.rejects(hash({ input_type: 'file', file: '../secret.txt' }), { code: 'PERMISSION_READ' });
  await assert.rejects(hash({ input_type: 'file', file: 'docs' }), { code: 'FILE_IS_DIRECTORY' });
});

test('hashes are verified, whatever the case of the hex digits', async () => {
  const verify = async (expected: string): Promise<unknown> => {
    const parameters = { operation: 'verify', input: 'hello', algorithm: 'md5', expected_hash: expected };
    return (await registry.execute('hash-calculator', parameters, context))['result'];
  };
  const hash = '5d41402abc4b2a76b9719d911017c592';
  assert.deepEqual(await verify(hash.toUpperCase()), {
    verified: true,
    algorithm: 'md5',
    expected: hash,
    actual: hash,
  });
  assert.equal(((await verify('00')) as { verified: boolean }).verified, false);
});
