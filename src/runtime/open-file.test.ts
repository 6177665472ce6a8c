import assert from 'node:assert/strict';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { OpenFile } from './open-file.js';

const folder = mkdtempSync(join(tmpdir(), 'spell-open-file-'));
after(() => rmSync(folder, { recursive: true }));

const unlimited = (): void => undefined;

function open(mode: 'r' | 'r+' | 'w+' | 'a' | 'a+', content = ''): { file: OpenFile; path: string } {
  const path = join(folder, `file-${Math.random()}`);
  writeFileSync(path, content);
  const access = { canRead: mode !== 'a', canWrite: mode !== 'r', appends: mode.startsWith('a') };
  return { file: new OpenFile(openSync(path, mode), access), path };
}

const all = (file: OpenFile): string => Buffer.from(file.read().readAll(unlimited)).toString();

test('writing after reading goes where reading stopped, not where the buffer ends', () => {
  const { file, path } = open('r+', 'abcdef');
  file.read().read(2, unlimited);
  file.write(Buffer.from('XY'));
  assert.equal(file.seek('cur', 0n), 4);
  assert.equal(all(file), 'ef');
  file.close();
  assert.equal(readFileSync(path, 'utf8'), 'abXYef');
});

test('seeking drops what was read ahead and writes out what waits', () => {
  const { file } = open('w+');
  file.write(Buffer.from('0123456789'));
  assert.equal(file.seek('set', 3n), 3);
  assert.equal(Buffer.from(file.read().read(2, unlimited) ?? []).toString(), '34');
  assert.equal(file.seek('cur', 1n), 6);
  assert.equal(all(file), '6789');
  assert.equal(file.seek('end', -1n), 9);
  assert.throws(() => file.seek('set', -1n), { code: 'EINVAL' });
  assert.throws(() => file.seek('set', 2n ** 62n), { code: 'EINVAL' });
  file.close();
});

test('appending ignores the position', () => {
  const { file, path } = open('a+', 'abc');
  file.seek('set', 0n);
  file.write(Buffer.from('X'));
  assert.equal(file.seek('cur', 0n), 4);
  file.seek('set', 1n);
  assert.equal(all(file), 'bcX');
  file.close();
  assert.equal(readFileSync(path, 'utf8'), 'abcX');
});

test('a file for appending begins at its end', () => {
  const { file } = open('a', 'abc');
  assert.equal(file.seek('cur', 0n), 3);
  file.close();
});

test('what is written is on the disk after a flush, a full buffer or as the buffering says', () => {
  const { file, path } = open('w+');
  file.write(Buffer.from('waits'));
  assert.equal(readFileSync(path, 'utf8'), '');
  file.flush();
  assert.equal(readFileSync(path, 'utf8'), 'waits');
  file.write(Buffer.alloc(70_000, 'x'));
  assert.equal(readFileSync(path).length, 5 + 65_536);
  file.setBuffering('line');
  file.write(Buffer.from('no end'));
  assert.equal(readFileSync(path).length, 70_005);
  file.write(Buffer.from('end\n'));
  assert.equal(readFileSync(path).length, 70_015);
  file.setBuffering('no');
  file.write(Buffer.from('!'));
  assert.equal(readFileSync(path).length, 70_016);
  file.close();
});

test('a file does only what it was opened for', () => {
  const forReading = open('r', 'x').file;
  assert.throws(() => forReading.write(Buffer.from('y')), { code: 'EBADF' });
  const forWriting = open('a').file;
  assert.throws(() => forWriting.read(), { code: 'EBADF' });
  forReading.close();
  forWriting.close();
});

test('a file whose writing fails is closed all the same, and tells', () => {
  const path = join(folder, 'read-only');
  writeFileSync(path, '');
  const fd = openSync(path, 'r');
  const file = new OpenFile(fd, { canRead: true, canWrite: true, appends: false });
  file.write(Buffer.from('x'));
  assert.throws(() => file.close(), { code: 'EBADF' });
  assert.throws(() => closeSync(fd), { code: 'EBADF' });
});
