import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainText, terminalText } from './forms.js';

test('the plain form, or what can stand for it', () => {
  const cases: [data: Record<string, unknown>, text: string][] = [
    [{ 'text/plain': 'a\n', 'text/html': '<b>' }, 'a'],
    [{ 'text/plain': ['a\n', 'b'] }, 'a\nb'],
    [{ 'text/markdown': '*a*' }, '*a*'],
    [{ 'application/json': { a: [1] } }, '{\n  "a": [\n    1\n  ]\n}'],
    [{ 'application/x-thing': 'abc', 'image/svg+xml': 1 }, '[application/x-thing, 3 bytes] [image/svg+xml]'],
    [{}, '[nothing to show]'],
  ];
  for (const [data, text] of cases) assert.equal(plainText({ data }), text);
});

test('Markdown is rendered where there are styles', () => {
  const message = { data: { 'text/markdown': '# T', 'text/plain': '# T' } };
  assert.equal(terminalText(message, 80, false), '# T');
  assert.equal(terminalText(message, 80, true), '\u001b[4m\u001b[1mT\u001b[22m\u001b[24m');
});
