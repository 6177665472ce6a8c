import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { LogFile } from './log-file.js';

const root = mkdtempSync(join(tmpdir(), 'llmspell-log-'));
after(() => rmSync(root, { recursive: true, force: true }));

test('goes on behind what is there, for its owner only', () => {
  const path = join(root, 'a.log');
  for (const line of ['one\n', 'two\n']) {
    const log = new LogFile(path);
    log.write(line);
    log.dispose();
    log.write('lost');
    log.dispose();
  }
  assert.equal(readFileSync(path, 'utf8'), 'one\ntwo\n');
  assert.equal(statSync(path).mode & 0o777, 0o600);
});

test('stays bounded and keeps the last lines', () => {
  const path = join(root, 'b.log');
  const log = new LogFile(path, { most: 1000 });
  for (let line = 0; line < 1000; line++) log.write(`line ${line}\n`);
  log.dispose();
  const text = readFileSync(`${path}.old`, 'utf8') + readFileSync(path, 'utf8');
  assert.ok(text.length < 2100);
  assert.ok(text.endsWith('line 998\nline 999\n'));
});

test('leaves nothing if nothing was said, unless somebody wants the file', () => {
  const path = join(root, 'c.log');
  new LogFile(path, { isTransient: true }).dispose();
  assert.ok(!existsSync(path));
  new LogFile(path).dispose();
  assert.ok(existsSync(path));
});

test('may lead to a device: a full disk is no reason to end', { skip: !existsSync('/dev/full') }, () => {
  // A link, so that a fault removes no more than that.
  const path = join(root, 'full.log');
  symlinkSync('/dev/full', path);
  const log = new LogFile(path, { most: 0, isTransient: true });
  for (const text of ['lost', 'too']) log.write(text);
  log.dispose();
  assert.deepEqual([existsSync(path), existsSync(`${path}.old`)], [true, false]);
});

test('a file that cannot be written says so', () => {
  assert.throws(() => new LogFile(join(root, 'nowhere', 'd.log')), { code: 'KERNEL_LOG', message: /no such file/ });
});
