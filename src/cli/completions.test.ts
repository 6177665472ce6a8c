import assert from 'node:assert/strict';
import { test } from 'node:test';
import { complete } from './completions.js';

const values = (...words: string[]): string[] => complete(words).items.map(({ value }) => value);

test('commands', () => {
  assert.deepEqual(values(''), ['run', 'exec', 'version', 'completion', 'help']);
  assert.deepEqual(values('e'), ['exec']);
  assert.deepEqual(values('--trace', 'debug', 've'), ['version']);
  assert.deepEqual(values('help', 'r'), ['run']);
});

test('options, where they apply', () => {
  assert.deepEqual(values('run', '--allow-e'), ['--allow-env']);
  assert.deepEqual(values('--out'), ['--output']);
  assert.ok(values('run', '--').includes('--timeout'));
  assert.ok(!values('version', '--').includes('--timeout'));
});

test('values of options, behind a space or =', () => {
  assert.deepEqual(values('run', '--output', 'j'), ['json']);
  assert.deepEqual(values('run', '--format=p'), ['pretty']);
  assert.deepEqual(values('run', '--engine', ''), ['lua']);
  const levels = ['off', 'error', 'warn', 'info', 'debug', 'trace'];
  assert.deepEqual(values('run', '--trace', ''), levels);
  assert.deepEqual(values('--trace='), levels);
  assert.deepEqual(complete(['run', '--timeout', '']), { items: [], isPath: false });
});

test('files', () => {
  for (const words of [
    ['run', ''],
    ['run', '-c', ''],
    ['run', '--config=a'],
    ['run', '--allow-read=/'],
    ['run', 'x.lua', '--out'],
  ]) {
    assert.deepEqual(complete(words), { items: [], isPath: true }, words.join(' '));
  }
});

test('shells', () => {
  assert.deepEqual(values('completion', ''), ['bash', 'zsh', 'fish']);
  assert.deepEqual(values('completion', 'bash', ''), []);
});
