import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Conversation } from './conversation.js';

test('sends the system prompt, what was said, and the question', () => {
  const conversation = new Conversation('Be short.', 10);
  conversation.add('a?', 'A.');
  assert.deepEqual(conversation.ask('b?'), [
    { role: 'system', text: 'Be short.' },
    { role: 'user', text: 'a?' },
    { role: 'assistant', text: 'A.' },
    { role: 'user', text: 'b?' },
  ]);
});

test('property: keeps at most the limit, the newest, beginning with a question', () => {
  fc.assert(
    fc.property(fc.nat(7), fc.nat(12), (limit, turns) => {
      const conversation = new Conversation('', limit);
      for (let i = 0; i < turns; i += 1) conversation.add(`q${i}`, `a${i}`);
      const kept = conversation.ask('now').slice(1, -1);
      assert.equal(kept.length, Math.min(2 * Math.floor(limit / 2), 2 * turns));
      assert.notEqual(kept[0]?.role, 'assistant');
      if (kept.length > 0) assert.equal(kept.at(-1)?.text, `a${turns - 1}`);
    }),
  );
});
