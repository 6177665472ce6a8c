import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { RETRIEVAL_STRATEGIES } from '../../config/retrieval-settings.js';
import { CHARACTERS_PER_TOKEN, chunkText } from './chunk-text.js';
import type { Chunking } from './chunk-text.js';
import { DOCUMENT_KINDS } from './document-kind.js';
import type { DocumentKind } from './document-kind.js';

function pieces(text: string, kind: DocumentKind, chunking: Partial<Chunking> = {}): readonly string[] {
  const spans = chunkText(text, kind, { size: 16, overlap: 0, strategy: 'auto', ...chunking });
  return spans.map(({ start, end }) => text.slice(start, end));
}

describe('chunkText', () => {
  test('ends pieces where sentences end, and not at abbreviations', () => {
    const text =
      'Dr. Ada came at 3.15 p.m. with Mr. Bo. They talked about the kettle. Then both of them left for home! Why?';
    assert.deepEqual(pieces(text, 'text'), [
      'Dr. Ada came at 3.15 p.m. with Mr. Bo. ',
      'They talked about the kettle. Then both of them left for home! ',
      'Why?',
    ]);
    const japanese = '猫がいます。犬もいます。'.repeat(4);
    assert.ok(pieces(japanese, 'text', { size: 5 }).every((piece) => piece.endsWith('。')));
  });

  test('goes through rows of dots once', () => {
    const dots = '.'.repeat(200_000);
    assert.equal(
      pieces(`${dots} After. Then...  "So?!" he said.`, 'text').join(''),
      `${dots} After. Then...  "So?!" he said.`,
    );
    const sentences = ['He waits... ', 'And then?!  ', '"So it is." ', 'The end'];
    assert.deepEqual(pieces(sentences.join(''), 'text', { size: 3 }), sentences);
  });

  test('begins a piece of Markdown with its heading, and leaves code blocks whole', () => {
    const text =
      '# One\n\nThe first of all the sections.\n\n## Two\n\n```lua\nprint(1)\n\nprint(2)\n```\n\nAfter the code.\n';
    assert.deepEqual(pieces(text, 'markdown'), [
      '# One\n\nThe first of all the sections.\n\n',
      '## Two\n\n```lua\nprint(1)\n\nprint(2)\n```\n\nAfter the code.\n',
    ]);
    assert.deepEqual(pieces('# Not a heading in\n```\n# code\n\n# code\n```\n', 'markdown').length, 1);
  });

  test('keeps functions of code together where they fit', () => {
    const text = 'local a = 1\n\nfunction one()\n  return 111111111\nend\n\nfunction two()\n  return 222222222\nend\n';
    assert.deepEqual(pieces(text, 'code', { overlap: 8 }), [
      'local a = 1\n\nfunction one()\n  return 111111111\nend\n\n',
      'function two()\n  return 222222222\nend\n',
    ]);
  });

  test('never divides a record', () => {
    const rows = Array.from({ length: 20 }, (_, at) => `city: ${at}; height: ${at * 7}`);
    const found = pieces(rows.join('\n'), 'csv', { overlap: 8 });
    assert.ok(found.length > 3);
    assert.deepEqual(found.flatMap((piece) => piece.trim().split('\n')), rows); // prettier-ignore
  });

  test('pieces overlap by whole sentences', () => {
    const text = Array.from({ length: 9 }, (_, at) => `Sentence number ${at}. `).join('');
    const found = pieces(text, 'text', { overlap: 6 });
    for (const [at, piece] of found.slice(1).entries()) assert.ok(found[at]!.endsWith(piece.slice(0, 19)), piece);
  });

  test('pieces cover every text, none is too long, and no character is cut in two', () => {
    const text = fc
      .array(fc.constantFrom('word ', '. ', '\n\n', '# h\n', '```\n', '🫖', 'x'.repeat(90), '- a\n', '。', '  end\n'))
      .map((parts) => parts.join(''));
    const options = fc.record({
      size: fc.integer({ min: 16, max: 40 }),
      overlap: fc.integer({ min: 0, max: 15 }),
      strategy: fc.constantFrom(...RETRIEVAL_STRATEGIES),
    });
    fc.assert(
      fc.property(text, fc.constantFrom(...DOCUMENT_KINDS), options, (written, kind, chunking) => {
        const spans = chunkText(written, kind, chunking);
        let covered = 0;
        let before = -1;
        for (const { start, end } of spans) {
          assert.ok(start <= covered && start > before && end > covered, `${start}-${end} after ${covered}`);
          assert.ok(end - start <= chunking.size * CHARACTERS_PER_TOKEN);
          assert.doesNotMatch(written.slice(start, end), /^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/);
          [covered, before] = [end, start];
        }
        assert.equal(covered, written.length);
      }),
    );
  });
});
