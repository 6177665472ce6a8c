import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { renderMarkdown } from './markdown.js';

/** Styles as tags, to be read. */
function render(source: string, columns = 40): string {
  const tags: Record<string, string> = { '1': '<b>', '3': '<i>', '4': '<u>', '36': '<code>', '90': '<dim>' };
  return renderMarkdown(source, columns).replace(/\u001b\[(\d+)m/g, (_, code: string) => tags[code] ?? '</>');
}

test('headings, emphasis, code and links', () => {
  assert.equal(render('# One *two*'), '<u><b>One two</></>');
  assert.equal(render('### Three ###'), '<b>Three</>');
  assert.equal(render('a **b *c*** d_e_f _g_ `x*y*` ~~z~~'), 'a <b>b <i>c</></> d_e_f <i>g</> <code>x*y*</> <dim>z</>');
  assert.equal(render('2 * 3 * 4 and \\*no\\* and ``a`b``'), '2 * 3 * 4 and *no* and <code>a`b</>');
  assert.equal(
    render('[text](http://a.b "t") ![pic](p.png)'),
    '<u>text</> <dim>(http://a.b)</> <u>pic</> <dim>(p.png)</>',
  );
});

test('lists, quotes and rules', () => {
  assert.equal(render('- a\n  * b\n1. c\n- [ ] d\n- [x] e'), '• a\n  • b\n1. c\n☐ d\n☑ e');
  assert.equal(render('> said **so**'), '<dim>│</> said <b>so</>');
  assert.equal(render('---', 5), '<dim>─────</>');
});

test('code is left as it is, also where its fence is not closed', () => {
  assert.equal(render('```lua\nlocal *a* = 1\n```\nb'), '  <code>local *a* = 1</>\nb');
  assert.equal(render('~~~\n# a'), '  <code># a</>');
});

test('tables are aligned, and cut to the width of the terminal', () => {
  assert.equal(
    render('| name | n |\n| --- | ---: |\n| a\\|b | 1 |\n| **日本** | 20 |\nafter'),
    '<b>name   n</>\n────  ──\na|b    1\n日本  20\nafter',
  );
  assert.equal(render('|  |  |\n|--|--|\n| a | b |'), 'a  b');
  assert.equal(render('| a | b |\n|---|---|\n| 1234567890 | 12 |', 10), '<b>a       b</>\n──────  ──\n12345…  12');
  assert.equal(render('a | b\nno table'), 'a | b\nno table');
});

test('no text is too odd', () => {
  const mark = fc.constantFrom(
    '*',
    '_',
    '`',
    '#',
    '|',
    '-',
    '>',
    '[',
    ']',
    '(',
    ')',
    '!',
    '\\',
    '~',
    '\n',
    ' ',
    'a',
    '1',
    '.',
  );
  fc.assert(
    fc.property(fc.string({ unit: mark, maxLength: 200 }), fc.integer({ min: 1, max: 100 }), (source, columns) => {
      const letters = (text: string): string => text.replace(/\u001b\[\d+m/g, '').replace(/[^a]/g, '');
      const shown = renderMarkdown(source, columns);
      assert.ok(letters(shown).length <= letters(source).length);
    }),
  );
});

test('a huge text is shown, in whatever it consists of', () => {
  for (const part of ['**a ', '[', '`', ' ', '|-', '#', '> ', '- ', '*_']) {
    const source = part.repeat(100_000);
    assert.equal(renderMarkdown(source, 80), source.trimEnd());
  }
  assert.equal(renderMarkdown(`~~~\n${'a\n'.repeat(200_000)}`, 80).split('\n').length, 200_001);
});
