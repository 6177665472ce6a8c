import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chunkId, displayName, isShownAs, splitPosition } from './chunk-names.js';

test('chunk names are shown as Lua shows them', () => {
  assert.equal(chunkId('@dir/a.lua'), 'dir/a.lua');
  assert.equal(chunkId('=(exec)'), '(exec)');
  assert.equal(chunkId('return 1'), '[string "return 1"]');
  assert.equal(chunkId('x = 1\ny = 2'), '[string "x = 1..."]');
  assert.equal(chunkId(`@${'d/'.repeat(40)}a.lua`), `...${`${'d/'.repeat(40)}a.lua`.slice(-56)}`);
  assert.equal(chunkId(`@${'d/'.repeat(40)}a.lua`).length, 59);
  assert.equal(displayName(`@${'d/'.repeat(40)}a.lua`), `${'d/'.repeat(40)}a.lua`);
});

test('a shortened name is recognised', () => {
  const name = `@${'d/'.repeat(40)}a.lua`;
  assert.ok(isShownAs(name, chunkId(name)));
  assert.ok(!isShownAs('@b.lua', 'a.lua'));
});

test('the position comes off a message', () => {
  assert.deepEqual(splitPosition("a.lua:12: attempt to call a nil value (global 'f')"), {
    chunkId: 'a.lua',
    line: 12,
    text: "attempt to call a nil value (global 'f')",
  });
  assert.deepEqual(splitPosition('[string "x = 1: 2"]:3: boom'), {
    chunkId: '[string "x = 1: 2"]',
    line: 3,
    text: 'boom',
  });
  assert.deepEqual(splitPosition('no position: 1: here'), { text: 'no position: 1: here' });
  assert.equal(splitPosition('first\na.lua:1: x').line, undefined);
});
