import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OfflineProvider } from './offline-provider.js';

const request = { model: 'extractive', signal: new AbortController().signal };

test('stops at the limit of tokens and says so', async () => {
  const messages = [{ role: 'user' as const, text: 'Write a poem, please.' }];
  const whole = await new OfflineProvider().generate({ ...request, messages });
  const cut = await new OfflineProvider().generate({ ...request, messages, maxOutputTokens: 4 });
  assert.equal(cut.text, '[offline] The');
  assert.ok(whole.text.startsWith(cut.text));
  assert.deepEqual([cut.finishReason, cut.usage], ['length', { inputTokens: 6, outputTokens: 4 }]);
});

test('claims to be no model but its own', async () => {
  const call = new OfflineProvider().generate({ ...request, model: 'gpt-4', messages: [] });
  await assert.rejects(call, { code: 'PROVIDER_NOT_FOUND' });
});
