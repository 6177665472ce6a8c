import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CELL_HASH, cellPath } from './cell-path.js';

test('the path is prefix, hash of the UTF-8 code, suffix', () => {
  const files = { tmpFilePrefix: '/tmp/llmspell_42/', tmpFileSuffix: '.lua' };
  assert.equal(cellPath('print(1)', files), '/tmp/llmspell_42/3773950048.lua');
  assert.equal(cellPath('print("é")', files), '/tmp/llmspell_42/2069358938.lua');
  assert.equal(cellPath('', files), '/tmp/llmspell_42/3990065800.lua');
});

test('JupyterLab knows the hash by this name', () => assert.equal(CELL_HASH.hashMethod, 'Murmur2'));
