import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { tempFolder } from '../support/temp-folder.js';
import { Terminal, tmux } from '../support/terminal.js';

const { path } = tempFolder();
const DRIVER = fileURLToPath(new URL('../support/display-driver.js', import.meta.url));

test('displays change in place in a real terminal', { skip: tmux.skip }, async () => {
  const terminal = new Terminal('', path, `'${process.execPath}' '${DRIVER}'`);
  try {
    const screen = await terminal.shows('after');
    assert.equal(await terminal.code(), 0);
    const lines = screen
      .replace(/\u001b\[[\d;]*m/g, '')
      .split('\n')
      .map((line) => line.trimEnd());
    const words = Array.from({ length: 60 }, (_, i) => `word${i} `).join('');
    const wrapped = `${words}end`.match(/.{1,100}/g)?.map((row) => row.trimEnd()) ?? [];
    const expected = ['before', ' n  word', '──  ────', ' 1  日本', '10  b', 'load done', 'short', ...wrapped, 'after'];
    assert.deepEqual(lines.slice(0, expected.length), expected);
  } finally {
    terminal.hangUp();
  }
});
