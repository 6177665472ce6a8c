import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readParameters } from './tool-words.js';

const known = [
  { name: 'input', type: 'string', description: '', required: true },
  { name: 'count', type: 'integer', description: '', required: false },
];
const read = async (...words: string[]): Promise<unknown> => {
  return JSON.parse(await readParameters(words, known, async () => '{"from": "stdin"}'));
};

test('words are text where the tool takes text, else JSON where they read like it', async () => {
  assert.deepEqual(await read('input=42', 'count=42', 'other={"a":1}', 'free=some text', 'empty='), {
    ...{ input: '42', count: 42, other: { a: 1 }, free: 'some text', empty: '' },
  });
  assert.deepEqual(await read('input=a=b'), { input: 'a=b' });
  assert.deepEqual(await read(), {});
});

test('large integers keep their digits', async () => {
  assert.equal(await readParameters(['count=9007199254740993'], known, async () => ''), '{"count":9007199254740993}');
});

test('one object in JSON, also from standard input', async () => {
  assert.deepEqual(await read('{"input": "x"}'), { input: 'x' });
  assert.deepEqual(await read('-'), { from: 'stdin' });
});

test('what is neither is refused', async () => {
  for (const words of [['input'], ['=x'], ['{"a":'], ['-', 'a=1'], ['a=1', 'a=2'], ['[1]']]) {
    await assert.rejects(read(...words), { code: 'USAGE' }, words.join(' '));
  }
  await assert.rejects(
    readParameters(['-'], known, async () => '[1]'),
    { code: 'USAGE' },
  );
});
