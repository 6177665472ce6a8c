import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { HistoryEntries } from './entries.js';
import { fuzzyMatch } from './fuzzy.js';
import { HistorySearch } from './search.js';

function entriesOf(...texts: string[]): HistoryEntries {
  const entries = new HistoryEntries();
  for (const text of texts) entries.add(text);
  return entries;
}

test('the letters of a pattern are found in order, and where they are', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (pattern, text) => {
      const match = fuzzyMatch(pattern, text);
      if (match === undefined) return;
      const searched = pattern === pattern.toLowerCase() ? text.toLowerCase() : text;
      const found = match.positions.map((at) => searched[at]).join('');
      assert.ok(found === pattern || found === pattern.replaceAll(' ', ''), found);
    }),
  );
});

test('what contains the pattern as it is comes first, of equals the newest', () => {
  const entries = entriesOf('p_r_i_n_t', 'print(1)', 'x = sprint', 'print(2)');
  assert.deepEqual(
    entries.search('print', 9).map(({ text }) => text),
    ['print(2)', 'print(1)', 'x = sprint', 'p_r_i_n_t'],
  );
});

test('a longer pattern finds the same as if it had been typed at once', () => {
  const texts = fc.array(fc.stringMatching(/^[a-c ]{1,8}$/), { maxLength: 20 });
  fc.assert(
    fc.property(texts, fc.stringMatching(/^[a-c]{1,4}$/), (all, pattern) => {
      const entries = entriesOf(...all);
      for (let end = 1; end < pattern.length; end++) entries.search(pattern.slice(0, end), 5);
      assert.deepEqual(entries.search(pattern, 5), entriesOf(...all).search(pattern, 5));
    }),
  );
});

test('an entry is there once, where it was used last', () => {
  const entries = entriesOf('a', 'b', 'a');
  entries.addOlder(['b', 'old', ' ']);
  assert.deepEqual([entries.at(0), entries.at(1), entries.at(2), entries.at(3)], ['a', 'b', 'old', undefined]);
});

test('seeking keeps to what begins alike', () => {
  const entries = entriesOf('print(1)', 'x = 1', 'print(2)');
  assert.equal(entries.seek('print', -1, 1), 0);
  assert.equal(entries.seek('print', 0, 1), 2);
  assert.equal(entries.seek('print', 2, 1), undefined);
  assert.equal(entries.seek('print', 2, -1), 0);
  assert.equal(entries.suggest('pri'), 'nt(2)');
  assert.equal(entries.suggest('  '), undefined);
});

test('a search that is open looks again when older entries come, and stays at what was selected', () => {
  const entries = entriesOf('as = 1');
  const search = new HistorySearch(entries);
  entries.onOlder = () => search.refresh();
  search.type('as');
  entries.addOlder(['answer = 420', 'as']);
  assert.deepEqual(
    search.matches.map(({ text }) => text),
    ['as = 1', 'as', 'answer = 420'],
  );
  assert.equal(search.current, 'as = 1');
  search.type('420');
  assert.equal(search.current, 'answer = 420');
});
