import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { after, before, describe, test } from 'node:test';
import { silentLogger } from '../../src/base/log.js';
import type { ModelProvider, ModelRequest, ModelStreamPart } from '../../src/services/providers/model-provider.js';
import { OfflineProvider } from '../../src/services/providers/offline-provider.js';
import { SdkProvider } from '../../src/services/providers/sdk-provider.js';
import { answering, startModelServer } from '../support/model-server.js';
import type { ModelServer } from '../support/model-server.js';

let server: ModelServer;
before(async () => {
  server = await startModelServer();
  server.respondWith(answering('The answer  of\nthe žluť model.'));
});
after(() => server.close());

const PROVIDERS: Readonly<Record<string, { model: string; create: () => ModelProvider }>> = {
  OfflineProvider: { model: 'extractive', create: () => new OfflineProvider() },
  SdkProvider: {
    model: 'm',
    create: () =>
      new SdkProvider({
        kind: 'openai-compatible',
        keyVariable: 'OPENAI_API_KEY',
        name: 'openai',
        baseUrl: server.baseUrl,
        logger: silentLogger,
      }),
  },
};

for (const [name, { model, create }] of Object.entries(PROVIDERS)) {
  const request = (part: Partial<ModelRequest> = {}): ModelRequest => ({
    model,
    messages: [{ role: 'user', text: 'What is Lua? Lua is a language.' }],
    signal: new AbortController().signal,
    ...part,
  });

  describe(name, () => {
    test('gives text, a reason for its end, and usage', async () => {
      const reply = await create().generate(request());
      assert.ok(reply.text.length > 10);
      assert.equal(reply.finishReason, 'stop');
      assert.ok((reply.usage.inputTokens ?? 0) > 0);
      assert.ok((reply.usage.outputTokens ?? 0) > 0);
    });

    test('streams the same text in several parts and then one finish', async () => {
      const provider = create();
      const parts: ModelStreamPart[] = [];
      for await (const part of provider.stream(request())) parts.push(part);
      const texts = parts.flatMap((part) => (part.type === 'text' ? [part.text] : []));
      assert.ok(texts.length > 1);
      assert.equal(parts.length, texts.length + 1);
      assert.equal(parts.at(-1)?.type, 'finish');
      assert.equal(texts.join(''), (await provider.generate(request())).text);
    });

    test('an aborted request fails with the reason of the signal', async () => {
      const reason = new Error('stopped by the user');
      const signal = AbortSignal.abort(reason);
      await assert.rejects(create().generate(request({ signal })), reason);
      await assert.rejects(async () => {
        for await (const part of create().stream(request({ signal }))) assert.fail(`got ${part.type}`);
      }, reason);
    });

    test('a stream is aborted between two parts', async () => {
      const controller = new AbortController();
      const reason = new Error('enough');
      let parts = 0;
      await assert.rejects(async () => {
        for await (const part of create().stream(request({ signal: controller.signal }))) {
          parts += 1;
          assert.notEqual(part.type, 'finish');
          controller.abort(reason);
        }
      }, reason);
      assert.equal(parts, 1);
    });

    test('nothing stays registered on the signal of a run', async () => {
      const { signal } = new AbortController();
      await create().generate(request({ signal }));
      for await (const part of create().stream(request({ signal }))) assert.ok(part.type);
      assert.deepEqual(getEventListeners(signal, 'abort'), []);
    });

    test('leaving the loop early is no error', async () => {
      const parts = create().stream(request())[Symbol.asyncIterator]();
      assert.equal((await parts.next()).done, false);
      await parts.return?.();
      assert.equal((await parts.next()).done, true);
    });
  });
}
