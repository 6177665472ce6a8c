// Completion and inspection of texts that are cut, mixed up or huge: an answer within the text, whatever it is.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { complete } from '../../src/language/complete.js';
import { inspect } from '../../src/language/inspect.js';
import { isComplete } from '../../src/language/is-complete.js';
import { countCodePoints } from '../../src/language/positions.js';
import { repoRoot } from '../support/repo-root.js';

const folder = join(repoRoot, 'test', 'conformance');
const programs = readdirSync(folder)
  .filter((name) => name.endsWith('.lua'))
  .map((name) => readFileSync(join(folder, name), 'utf8').slice(0, 4000));

const cut = fc
  .tuple(fc.constantFrom(...programs), fc.nat(4000), fc.nat(200), fc.nat(200))
  .map(([text, at, gap, rest]) => text.slice(Math.max(0, at - 400), at) + text.slice(at + gap, at + gap + rest));
const tokens = fc
  .array(
    fc.constantFrom(
      ...'a b self if then else end do while for in function local return until repeat goto = , ; ( ) { } [ ] . : .. "s'.split(
        ' ',
      ),
      ...['\n', '--', '[[', ']]', '::', '😀', '\\', '1.5', '"x"', '-- c\n'],
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(' '));

async function answer(text: string, cursor: number): Promise<void> {
  const length = countCodePoints(text);
  const { start, end, matches } = await complete(text, cursor);
  assert.ok(0 <= start && start <= end && end <= length);
  assert.ok(start <= Math.min(cursor, length) && Math.min(cursor, length) <= end);
  assert.ok(matches.every((match) => match.text !== ''));
  await inspect(text, cursor, 1);
  isComplete(text);
}

describe('any text', () => {
  test('pieces of programs', async () => {
    await fc.assert(fc.asyncProperty(cut, fc.nat(700), answer), { numRuns: 400 });
  });

  test('tokens in any order', async () => {
    await fc.assert(fc.asyncProperty(tokens, fc.nat(200), answer), { numRuns: 1000 });
  });

  test('deep and long texts', async () => {
    const texts = [
      '(', '[', '{', 'a.', 'f(', 'do ', 'function f() ', 'if x then ', 'repeat ', 'a = {', '"', '--[[', 'x = x + ', 'local a ', '[ ) ', 'a,', 'a = b\n',
    ]; // prettier-ignore
    for (const text of texts) await answer(text.repeat(5_000), 5_000 * text.length);
    await answer('(]'.repeat(5_000) + '}'.repeat(5_000), 15_000);
    await answer('do '.repeat(5_000) + 'x = 1 '.repeat(5_000), 25_000);
  });
});
