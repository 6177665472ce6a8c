import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Warnings } from './warnings.js';

/** Gives each piece to the warnings; `...` at the end of one says that more follows. */
function written(...pieces: string[]): string[] {
  const lines: string[] = [];
  const warnings = new Warnings((line) => lines.push(line));
  for (const piece of pieces) {
    const continues = piece.endsWith('...');
    warnings.take(continues ? piece.slice(0, -3) : piece, continues);
  }
  return lines;
}

test('warnings are off until they are turned on, and can be turned off again', () => {
  assert.deepEqual(written('one'), []);
  assert.deepEqual(written('one', '@on', 'two', '@off', 'three', '@on', 'four'), [
    'Lua warning: two\n',
    'Lua warning: four\n',
  ]);
});

test('pieces are joined into one line', () => {
  assert.deepEqual(written('@on', 'a...', 'b...', 'c', 'd'), ['Lua warning: abc\n', 'Lua warning: d\n']);
});

test('other words for control say nothing', () => {
  assert.deepEqual(written('@on', '@unknown', '@', 'x'), ['Lua warning: x\n']);
});

test('control words are whole messages: neither the first piece of one nor a later piece', () => {
  assert.deepEqual(written('@on...', '', 'x'), []);
  assert.deepEqual(written('@on', 'say ...', '@off', 'x'), ['Lua warning: say @off\n', 'Lua warning: x\n']);
});

test('turning warnings on in the middle of a message shows nothing that came before', () => {
  assert.deepEqual(written('hidden...', 'too', '@on', 'seen'), ['Lua warning: seen\n']);
});
