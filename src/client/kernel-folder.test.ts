import assert from 'node:assert/strict';
import { test } from 'node:test';
import { folderError } from './kernel-folder.js';

const told = (code: string): string => {
  const { message, help } = folderError('write', '/k/a.json', Object.assign(new Error('raw'), { code }));
  return `${message}; ${help}`;
};

test('what the operating system refuses is said in words, with what to do', () => {
  assert.equal(told('ENOSPC'), "cannot write '/k/a.json': the disk is full; make room on the disk");
  assert.equal(
    told('EROFS'),
    "cannot write '/k/a.json': the file system is read-only; set LLMSPELL_KERNEL_DIR to a folder of yours",
  );
  assert.match(told('EIO'), /: Error: raw; /);
});
