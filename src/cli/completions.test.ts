import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COMMANDS } from './parse-args.js';
import { complete as completeWith } from './completions.js';
import type { Completions } from './completions.js';

const kernels = ['abc', 'xyz'].map((value) => ({ value, description: 'a kernel' }));
const known = {
  kernelIds: async () => kernels,
  appNames: async () => [],
  toolNames: async () => ['calculator', 'file-search'].map((value) => ({ value, description: 'a tool' })),
};
const complete = async (words: readonly string[]): Promise<Completions> => completeWith(words, known);
const values = async (...words: string[]): Promise<string[]> => (await complete(words)).items.map(({ value }) => value);

test('commands', async () => {
  assert.deepEqual(await values(''), COMMANDS);
  assert.deepEqual(await values('e'), ['exec', 'events']);
  assert.deepEqual(await values('--trace', 'debug', 've'), ['version']);
  assert.deepEqual(await values('help', 'r'), ['run', 'repl', 'rag']);
});

test('options, where they apply', async () => {
  assert.deepEqual(await values('run', '--allow-e'), ['--allow-env']);
  assert.deepEqual(await values('--out'), ['--output']);
  assert.ok((await values('run', '--')).includes('--timeout'));
  assert.ok(!(await values('version', '--')).includes('--timeout'));
});

test('values of options, behind a space or =', async () => {
  assert.deepEqual(await values('run', '--output', 'j'), ['json']);
  assert.deepEqual(await values('run', '--format=p'), ['pretty']);
  assert.deepEqual(await values('run', '--engine', ''), ['lua']);
  const levels = ['off', 'error', 'warn', 'info', 'debug', 'trace'];
  assert.deepEqual(await values('run', '--trace', ''), levels);
  assert.deepEqual(await values('--trace='), levels);
  assert.deepEqual(await complete(['run', '--timeout', '']), { items: [], isPath: false });
});

test('files', async () => {
  for (const words of [
    ['run', ''],
    ['run', '-c', ''],
    ['run', '--config=a'],
    ['run', '--allow-read=/'],
    ['run', 'x.lua', '--out'],
  ]) {
    assert.deepEqual(await complete(words), { items: [], isPath: true }, words.join(' '));
  }
});

test('shells', async () => {
  assert.deepEqual(await values('completion', ''), ['bash', 'zsh', 'fish']);
  assert.deepEqual(await values('completion', 'bash', ''), []);
});

test('commands below kernel, their options, and kernels', async () => {
  assert.ok((await values('kernel', '')).includes('start'));
  assert.deepEqual(await values('kernel', 'st'), ['start', 'stop', 'status']);
  assert.deepEqual(await values('help', 'kernel', 'li'), ['list']);
  assert.deepEqual(await values('kernel', 'start', '--idle'), ['--idle-timeout']);
  assert.ok((await values('kernel', 'start', '--')).includes('--allow-read'));
  assert.ok(!(await values('kernel', 'stop', '--')).includes('--port'));
  assert.ok(!(await values('run', '--')).includes('--port'));
  assert.deepEqual(await values('kernel', 'start', '--transport', 'i'), ['ipc']);
  assert.deepEqual(await values('kernel', 'status', 'x'), ['xyz']);
  assert.deepEqual(await values('kernel', 'stop', 'abc', ''), ['abc', 'xyz']);
  assert.deepEqual(await values('kernel', 'logs', 'abc', ''), []);
  assert.deepEqual(await values('kernel', 'list', ''), []);
  assert.equal((await complete(['kernel', 'connect', './'])).isPath, true);
});

test('tools', async () => {
  assert.deepEqual(await values('tool', 'in'), ['info', 'invoke']);
  assert.deepEqual(await values('tool', 'invoke', 'c'), ['calculator']);
  assert.deepEqual(await values('tool', 'info', ''), ['calculator', 'file-search']);
  assert.deepEqual(await values('tool', 'search', ''), []);
  assert.deepEqual(await values('tool', 'list', '--category', 'f'), ['filesystem']);
});
