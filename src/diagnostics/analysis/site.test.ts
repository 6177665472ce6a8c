import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failureAt, luaFrame, mainFrame } from '../../../test/support/failures.js';
import { chunkNamesOf, findSite } from './site.js';

const nothing = (): boolean => false;

test('the position of the message wins over the innermost frame', () => {
  const failure = {
    ...failureAt(9, 'age must be a number'),
    frames: [{ kind: 'host', name: 'error' } as const, luaFrame('check', 3, 1), mainFrame(9)],
  };
  const site = findSite(failure, nothing);
  assert.deepEqual([site.line, site.frameIndex, site.message], [9, 2, 'age must be a number']);
});

test('without a position it is the innermost Lua frame', () => {
  const failure = {
    ...failureAt(1, ''),
    message: 'boom',
    frames: [{ kind: 'host', name: 'error' } as const, mainFrame(4)],
  };
  const site = findSite(failure, nothing);
  assert.deepEqual([site.file, site.line, site.message], ['script.lua', 4, 'boom']);
});

test('without frames and position there is no line', () => {
  const site = findSite({ kind: 'internal', message: 'lost', frames: [], globals: {} }, nothing);
  assert.deepEqual([site.line, site.frame, site.message], [undefined, undefined, 'lost']);
});

test('a long path that Lua shortened is found among the chunks', () => {
  const path = `${'folder/'.repeat(12)}script.lua`;
  const shown = `...${path.slice(-56)}`;
  const failure = {
    kind: 'syntax',
    message: `${shown}:2: unexpected symbol near 'x'`,
    chunkName: `@${path}`,
    frames: [],
    globals: {},
  } as const;
  assert.equal(findSite(failure, (name) => name === `@${path}`).file, path);
});

test('chunks that help: the broken one, those of the frames, that of the message', () => {
  const failure = { ...failureAt(1, 'x'), chunkName: '@broken.lua' };
  assert.deepEqual(chunkNamesOf(failure), ['@broken.lua', '@script.lua', '=script.lua']);
});
