import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Documents } from './analysis/document.js';
import { buildExcerpts } from './excerpts.js';

const FILES: Readonly<Record<string, string>> = {
  '@a.lua': 'one\ntwo\n\nfour\nfive\nsix\nseven\n',
  '@b.lua': 'other\n',
};

async function shown(marks: Parameters<typeof buildExcerpts>[0]): Promise<unknown[]> {
  const documents = await Documents.open(Object.keys(FILES), (name) => FILES[name]);
  const excerpts = buildExcerpts(marks, documents);
  documents.dispose();
  return excerpts.map(({ file, lines }) => [file, lines.map(({ number }) => number)]);
}

test('a line of context around the error, none around other marks, no blank lines', async () => {
  const marks = [
    { file: 'a.lua', line: 2, isPrimary: true },
    { file: 'a.lua', line: 6, isPrimary: false },
  ];
  assert.deepEqual(await shown(marks), [['a.lua', [1, 2, 6]]]);
});

test('the file with the error comes first', async () => {
  const marks = [
    { file: 'a.lua', line: 1, isPrimary: false },
    { file: 'b.lua', line: 1, isPrimary: true },
  ];
  assert.deepEqual(await shown(marks), [
    ['b.lua', [1]],
    ['a.lua', [1]],
  ]);
});

test('lines that do not exist are not shown', async () => {
  assert.deepEqual(await shown([{ file: 'a.lua', line: 99, isPrimary: true }]), []);
  assert.deepEqual(await shown([{ file: 'unknown.lua', line: 1, isPrimary: true }]), []);
});
