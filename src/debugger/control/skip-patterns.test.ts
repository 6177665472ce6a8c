import assert from 'node:assert/strict';
import { test } from 'node:test';
import { skipExpression } from './skip-patterns.js';

const fits = (glob: string, path: string): boolean => new RegExp(skipExpression(glob)).test(path);

test('globs fit what their users mean', () => {
  const cases: readonly [string, string, boolean][] = [
    ['lib.lua', '/work/lib.lua', true],
    ['lib.lua', '/work/mylib.lua', false],
    ['*.lua', '/work/a.lua', true],
    ['vendor/**', '/work/vendor/a/b.lua', true],
    ['vendor/', '/work/vendor/b.lua', true],
    ['vendor/*', '/work/vendor/a/b.lua', false],
    ['**/vendor/**', '/work/vendor/b.lua', true],
    ['/work/?.lua', '/work/a.lua', true],
    ['/work/?.lua', '/other/work/a.lua', false],
    ['a+b.lua', '/a+b.lua', true],
    ['a.b', '/axb', false],
    ['std(in)', '=std(in)', true],
  ];
  for (const [glob, path, expected] of cases) assert.equal(fits(glob, path), expected, `${glob} ${path}`);
});
