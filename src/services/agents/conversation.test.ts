import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ModelMessage } from '../providers/model-provider.js';
import { Conversation } from './conversation.js';

const user = (text: string): ModelMessage => ({ role: 'user', text });
const assistant = (text: string): ModelMessage => ({ role: 'assistant', text });

test('sends the system prompt, what was said, and the question', () => {
  const conversation = new Conversation('Be short.', 10);
  conversation.add(user('a?'), [assistant('A.')]);
  assert.deepEqual(conversation.ask(user('b?')), [
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
      for (let i = 0; i < turns; i += 1) conversation.add(user(`q${i}`), [assistant(`a${i}`)]);
      const kept = conversation.ask(user('now')).slice(1, -1);
      assert.equal(kept.length, Math.min(2 * Math.floor(limit / 2), 2 * turns));
      assert.notEqual(kept[0]?.role, 'assistant');
      if (kept.length > 0) assert.equal(kept.at(-1)?.text, `a${turns - 1}`);
    }),
  );
});

test('property: a tool call is never without its result, nor a result without its call', () => {
  fc.assert(
    fc.property(fc.nat(9), fc.array(fc.nat(3), { maxLength: 8 }), (limit, rounds) => {
      const conversation = new Conversation('', limit);
      for (const count of rounds) conversation.add(user('q'), [...callsWithResults(count), assistant('a')]);
      const kept = conversation.ask(user('now')).slice(1, -1);
      assert.ok(kept.length <= limit);
      for (const [i, message] of kept.entries()) {
        const isCall = message.role === 'assistant' && message.toolCalls !== undefined;
        assert.equal(isCall, kept[i + 1]?.role === 'tool');
      }
    }),
  );
});

test('a turn that is too long by itself is kept as question and answer', () => {
  const conversation = new Conversation('', 3);
  conversation.add(user('q'), [...callsWithResults(2), assistant('a')]);
  assert.deepEqual(conversation.ask(user('now')).slice(1, -1), [user('q'), assistant('a')]);
});

function callsWithResults(count: number): ModelMessage[] {
  return Array.from({ length: count }, (_, i): ModelMessage[] => [
    { role: 'assistant', text: '', toolCalls: [{ id: `${i}`, name: 't', argumentsText: '{}' }] },
    { role: 'tool', callId: `${i}`, name: 't', text: 'r' },
  ]).flat();
}
