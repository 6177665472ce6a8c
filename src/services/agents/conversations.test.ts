import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ModelMessage } from '../providers/model-provider.js';
import { sizeOf } from './conversation.js';
import { Conversations } from './conversations.js';

const user = (text: string): ModelMessage => ({ role: 'user', text });
const answer: ModelMessage = { role: 'assistant', text: '' };

/** Characters count two bytes. */
function grow(conversations: Conversations, id: string | undefined, ...texts: readonly string[]): void {
  for (const text of texts) {
    const conversation = conversations.of(id);
    conversation.add(user(text), [answer]);
    conversations.makeRoomFor(conversation);
  }
}

const said = (conversations: Conversations, id?: string): readonly string[] =>
  conversations
    .of(id)
    .all()
    .map(([{ text }]) => text);

test('each id has a conversation of its own', () => {
  const conversations = new Conversations('', { messages: 10, bytes: 1000 });
  grow(conversations, undefined, 'a');
  grow(conversations, 'x', 'b');
  grow(conversations, 'y', 'c');
  grow(conversations, 'x', 'd');
  assert.deepEqual(
    [said(conversations), said(conversations, 'x'), said(conversations, 'y')],
    [['a'], ['b', 'd'], ['c']],
  );
});

test('beyond the size the conversation that has rested for longest goes first, then what is oldest', () => {
  const conversations = new Conversations('', { messages: 10, bytes: 20 });
  grow(conversations, undefined, 'own');
  grow(conversations, 'x', 'xxx');
  grow(conversations, 'y', 'yyy');
  grow(conversations, 'x', 'zzz');
  assert.deepEqual(said(conversations), ['own']);
  assert.deepEqual(said(conversations, 'x'), ['xxx', 'zzz']);
  assert.deepEqual(said(conversations, 'y'), []);
  grow(conversations, 'x', '1234567');
  assert.deepEqual(said(conversations, 'x'), ['zzz', '1234567']);
  assert.deepEqual(said(conversations), []);
});

test('what is saved comes back, also as it was saved before there were ids', () => {
  const first = new Conversations('', { messages: 10, bytes: 1000 });
  grow(first, undefined, 'a');
  const alone = first.saved();
  grow(first, 'x', 'b');
  const second = new Conversations('', { messages: 10, bytes: 1000 });
  second.restore(first.saved(), 'agent');
  assert.deepEqual([said(second), said(second, 'x')], [['a'], ['b']]);
  second.restore(alone, 'agent');
  assert.deepEqual([said(second), said(second, 'x')], [['a'], []]);
  assert.throws(() => second.restore({ own: [], named: { x: 'nonsense' } }, 'agent'), { code: 'AGENT_STATE' });
});

test('images, texts and arguments have a size', () => {
  const image = { mediaType: 'image/png', bytes: new Uint8Array(5) };
  const calls = [{ id: 'c', name: 'n', argumentsText: '{}' }];
  assert.equal(
    sizeOf([
      { role: 'user', text: 'ab', images: [image] },
      { role: 'assistant', text: '', toolCalls: calls },
    ]),
    5 + 4 + 4,
  );
});
