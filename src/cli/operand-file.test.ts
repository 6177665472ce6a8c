import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { tempFolder } from '../../test/support/temp-folder.js';
import { writePieces } from './operand-file.js';

const folder = tempFolder();

async function* pieces(problem?: Error): AsyncGenerator<string, void> {
  yield 'one\n';
  yield 'two\n';
  if (problem !== undefined) throw problem;
}

test('pieces stand one behind the other, for their owner alone', async () => {
  const path = join(folder.path, 'all.txt');
  await writePieces(path, pieces());
  await writePieces(path, pieces());
  assert.equal(readFileSync(path, 'utf8'), 'one\ntwo\n');
  assert.equal(statSync(path).mode & 0o777, 0o600);
});

test('where the pieces end with an error, that is what is thrown, and no part stays', async () => {
  const path = join(folder.path, 'part.txt');
  const problem = new Error('the kernel is gone');
  await assert.rejects(writePieces(path, pieces(problem)), (error) => error === problem);
  assert.ok(!readdirSync(folder.path).includes('part.txt'));
});

test('what cannot be opened or written is named', async () => {
  await assert.rejects(writePieces(folder.path, pieces()), {
    code: 'USAGE',
    message: /^cannot write '.*': it is a folder/,
  });
});

const skip = existsSync('/dev/full') ? false : 'there is no device that is always full here';
test('where there is no room, that is said, and devices stay', { skip }, async () => {
  const message = "cannot write '/dev/full': there is no space left";
  await assert.rejects(writePieces('/dev/full', pieces()), { code: 'USAGE', message });
  assert.ok(existsSync('/dev/full'));
});
