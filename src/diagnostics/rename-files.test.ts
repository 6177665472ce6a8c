import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chunkId } from './chunk-names.js';
import { renameFiles } from './rename-files.js';
import type { Report } from './report.js';

const PATH = '/tmp/llmspell-of-somebody-with-a-long-name/cells/3773950048.lua';
const CUT = chunkId(`@${PATH}`);

const report: Report = {
  code: 'LUA1000',
  severity: 'error',
  title: `${CUT}:1: oops`,
  location: { file: PATH, line: 1 },
  excerpts: [{ file: PATH, lines: [{ number: 1, text: 'x' }], marks: [{ file: PATH, line: 1, isPrimary: true }] }],
  notes: [`see ${PATH}:7`],
  help: [{ text: 'change it', edit: { file: PATH, line: 1, column: 1, endColumn: 2, replacement: 'y' } }],
  traceback: [
    { kind: 'lua', text: `in function <${CUT}:1>`, file: PATH, line: 1 },
    { kind: 'host', text: 'in a function of the host' },
  ],
  variables: [{ name: 'f', kind: 'local', type: 'function', preview: `function: f (${CUT}:3)`, isOnLine: true }],
  docs: 'docs/reference/errors.md#lua1000',
};

test('every place and every text is renamed, also where Lua has cut the path off', () => {
  assert.notEqual(CUT, PATH);
  const renamed = JSON.stringify(renameFiles(report, new Map([[PATH, 'In [4]']])));
  assert.doesNotMatch(renamed, /3773950048/);
  assert.equal(renamed.match(/In \[4\]/g)?.length, 9);
});

test('nothing else is changed', () => {
  assert.deepEqual(renameFiles(report, new Map()), report);
  assert.deepEqual(renameFiles(report, new Map([['/other', 'In [1]']])), report);
});
