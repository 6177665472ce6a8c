import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { matchesGlob } from './glob.js';

test('stars, question marks and plain text', () => {
  const fits = ['*', 'print*', '*1)', '*in*', 'print(1)', 'pr?nt(1)', '**p**', '*?', '????????', 'p*t*)'];
  for (const pattern of fits) assert.ok(matchesGlob(pattern, 'print(1)'), pattern);
  const fails = ['', 'print', 'rint*', '?????????', '*2*', 'PRINT*', '[p]*', 'print(1)?'];
  for (const pattern of fails) assert.ok(!matchesGlob(pattern, 'print(1)'), pattern);
  assert.ok(matchesGlob('a*z', 'a\n\0b\nz'));
  assert.ok(matchesGlob('?', '😀') && matchesGlob('*😀', '😀😀'));
  assert.ok(matchesGlob('', '') && matchesGlob('*', '') && !matchesGlob('?', ''));
});

test('property: it agrees with a regular expression', () => {
  const part = fc.constantFrom('a', 'b', '*', '?', '😀', '.');
  const parts = fc.array(part, { maxLength: 8 }).map((all) => all.join(''));
  fc.assert(
    fc.property(parts, fc.array(fc.constantFrom('a', 'b', '😀', '.'), { maxLength: 10 }), (pattern, characters) => {
      const source = pattern.replaceAll('.', '\\.').replaceAll('*', '.*').replaceAll('?', '.');
      const text = characters.join('');
      assert.equal(matchesGlob(pattern, text), new RegExp(`^${source}$`, 'su').test(text));
    }),
  );
});

test('a pattern made to be slow is not', () => {
  assert.ok(!matchesGlob('*a'.repeat(20) + 'b', 'a'.repeat(20_000)));
});
