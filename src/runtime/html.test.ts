import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { escapeHtml, textOfHtml } from './html.js';

test('the text of a page', () => {
  const cases: [html: string, text: string][] = [
    ['<h1>T</h1><p>one\n two<br>three', 'T\none two\nthree'],
    ['<ul><li>a</li> <li>b</ul>', '- a\n- b'],
    ['<table><tr><th>x</th><th>y</th></tr><tr><td>1</td><td>2</td></tr></table>', 'x  y\n1  2'],
    ['<style>p { color: red }</style><!-- <b> --><script>alert("<p>")</script>a', 'a'],
    ['&lt;b&gt; &amp;amp; &#228;&#x1F600; &nbsp;&unknown;', '<b> &amp; ä😀  &unknown;'],
    ['a < b and 1 <2', 'a < b and 1 <2'],
    ['a<!-- b --> c<script>d', 'a c'],
    ['&#0;&#9999999;', '&#0;&#9999999;'],
  ];
  for (const [html, text] of cases) assert.equal(textOfHtml(html), text);
});

test('escaped text is text', () => {
  assert.equal(escapeHtml('<a href="x">&</a>'), '&lt;a href=&quot;x&quot;&gt;&amp;&lt;/a&gt;');
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('<', '>', '&', '"', 'p', '/', ';', '#', '1') }), (text) => {
      assert.equal(textOfHtml(escapeHtml(text)), text);
    }),
  );
});

test('tags that never end take no longer than others', () => {
  for (const part of ['<style ', '<!-- ', '<p ', '</td', '&#', '<li ']) {
    assert.ok(textOfHtml(part.repeat(100_000)).length <= part.length * 100_000);
  }
});
