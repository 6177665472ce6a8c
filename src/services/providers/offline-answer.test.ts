import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ModelMessage } from './model-provider.js';
import { answerOffline } from './offline-answer.js';

const ask = (text: string): string => answerOffline([{ role: 'user', text }]);

const DOCUMENT = `# Lanterns

Lanterns light the harbour at night. The harbour has twelve lanterns, and each lantern burns oil.
Ships find the harbour by its lanterns.

## Oil

- Oil comes from the mill.
- The keeper buys oil in May.

\`\`\`
# not a heading
\`\`\`

## Keeper

The keeper is called Ada. She likes tea.
`;

test('headings are listed', () => {
  assert.equal(
    ask(`List the headings of this document:\n\n${DOCUMENT}`),
    '[offline] The headings are:\n- Lanterns\n- Oil\n- Keeper',
  );
});

test('things are counted', () => {
  assert.equal(ask(`How many headings does it have?\n\n${DOCUMENT}`), '[offline] The text has 3 headings.');
  assert.equal(ask('Count the words: one two three.'), '[offline] The text has 3 words.');
  assert.equal(ask('How many lines and characters are there?\na\nb'), '[offline] The text has 2 lines, 3 characters.');
  assert.equal(ask('Count: One. Two.'), '[offline] The text has 1 line, 2 sentences, 2 words.');
});

test('a summary picks typical sentences, as many as asked for', () => {
  const one = ask(`Summarise in one sentence:\n\n${DOCUMENT}`);
  assert.match(one, /^\[offline\] .*lantern/i);
  assert.equal(one.match(/\./g)?.length, 1);
  assert.equal(ask(`Give 3 key points as bullets:\n${DOCUMENT}`).match(/\n- /g)?.length, 3);
  assert.equal(ask(`${DOCUMENT}\n\nSummarize the text above in two sentences.`).match(/\./g)?.length, 2);
});

test('lists and key words', () => {
  assert.equal(
    ask(`List the items\n${DOCUMENT}`),
    '[offline] Found:\n- Oil comes from the mill.\n- The keeper buys oil in May.',
  );
  assert.match(
    ask(`Name 3 keywords:\n${DOCUMENT}`),
    /^\[offline\] Frequent words: harbour, lanterns, oil\.$|^\[offline\] Frequent words: .*harbour/,
  );
});

test('questions are answered with fitting sentences, from the prompt or from what was said before', () => {
  assert.match(ask(`Who is the keeper called?\n\n${DOCUMENT}`), /The keeper is called Ada/);
  const conversation: ModelMessage[] = [
    { role: 'user', text: 'My cat is called Miro. I live in Prague.' },
    { role: 'assistant', text: 'Noted.' },
    { role: 'user', text: 'What is my cat called?' },
  ];
  assert.equal(answerOffline(conversation), '[offline] The text says: My cat is called Miro.');
});

test('what it cannot do is said, with the request', () => {
  assert.match(
    ask('Write a poem about rain'),
    /^\[offline\] The offline provider runs no language model\. The request was: Write a poem about rain$/,
  );
  assert.match(ask(''), /The request is empty/);
  assert.match(answerOffline([]), /^\[offline\] /);
});

test('property: any prompt gives the same labelled answer twice', () => {
  const fragment = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom(
      'summarise',
      'count',
      'list',
      'headings:',
      '\n\n',
      '# T',
      '- a',
      '```',
      '?',
      'how many words',
      '9999',
    ),
  );
  fc.assert(
    fc.property(fc.array(fragment, { maxLength: 20 }), (parts) => {
      const text = parts.join(' ');
      const answer = ask(text);
      assert.ok(answer.startsWith('[offline] '));
      assert.equal(ask(text), answer);
    }),
    { numRuns: 500 },
  );
});

test('long text without sentences or spaces does not take long', () => {
  for (const piece of ['a', 'a ', '. ', '- \n', '"\' ', '# #', '\n\n']) {
    assert.ok(ask(`Summarise:\n${piece.repeat(300_000 / piece.length)}`).length > 0);
  }
});
