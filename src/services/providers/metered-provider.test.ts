import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SpellError } from '../../base/errors.js';
import { MeteredProvider } from './metered-provider.js';
import type { MeterOptions } from './metered-provider.js';
import type { ModelProvider, ModelReply, ModelRequest } from './model-provider.js';
import { UsageLedger, addUsage } from './usage-ledger.js';

const REPLY: ModelReply = { text: 'ok', finishReason: 'stop', usage: { inputTokens: 1000, outputTokens: 500 } };

/** Fails with each code in turn, `undefined` for an answer; the last one stays. */
function failing(...codes: readonly (string | undefined)[]): ModelProvider {
  let at = 0;
  const generate = async (): Promise<ModelReply> => {
    const code = codes[Math.min(at++, codes.length - 1)];
    if (code === undefined) return Promise.resolve(REPLY);
    throw new SpellError(code, `lab/m: ${code}`);
  };
  return {
    name: 'lab',
    isOffline: false,
    generate,
    async *stream() {
      const { usage } = await generate();
      yield { type: 'text', text: 'ok' };
      yield { type: 'finish', finishReason: 'stop', usage };
    },
  };
}

function metered(
  inner: ModelProvider,
  options: Partial<MeterOptions> = {},
): { provider: MeteredProvider; ledger: UsageLedger; pass: (ms: number) => void } {
  let now = 0;
  const ledger = new UsageLedger();
  const provider = new MeteredProvider(inner, { ledger, now: () => now, ...options });
  return { provider, ledger, pass: (ms) => (now += ms) };
}

const request = (part: Partial<ModelRequest> = {}): ModelRequest => ({
  model: 'm',
  messages: [],
  signal: new AbortController().signal,
  origin: { runId: 'run-1' },
  ...part,
});

async function drain(provider: ModelProvider, of = request()): Promise<unknown> {
  let last: unknown;
  for await (const part of provider.stream(of)) last = part;
  return last;
}

test('requests are counted and priced, by provider and by run', async () => {
  const { provider, ledger } = metered(failing(undefined), { prices: { input: 2, output: 10 } });
  const costUsd = (1000 * 2 + 500 * 10) / 1e6;
  assert.deepEqual((await provider.generate(request())).usage, { ...REPLY.usage, costUsd });
  assert.deepEqual(await drain(provider, request({ origin: { runId: 'run-2' } })), {
    type: 'finish',
    finishReason: 'stop',
    usage: { ...REPLY.usage, costUsd },
  });
  const one = { requests: 1, failures: 0, inputTokens: 1000, outputTokens: 500, costUsd, milliseconds: 0 };
  assert.deepEqual(ledger.ofRun('run-1'), one);
  assert.deepEqual([ledger.total.requests, ledger.ofProvider('lab').inputTokens], [2, 2000]);
  assert.equal(ledger.ofRun('run-3').requests, 0);
});

test('without a price there is no cost', async () => {
  const { provider, ledger } = metered(failing(undefined));
  assert.equal('costUsd' in (await provider.generate(request())).usage, false);
  assert.equal(ledger.total.costUsd, 0);
  assert.deepEqual(addUsage({ inputTokens: 1 }, { inputTokens: 2, costUsd: 3 }), { inputTokens: 3, costUsd: 3 });
  assert.deepEqual(addUsage({}, {}), {});
});

test('failures in a row open it; after the pause one request tries', async () => {
  const bad = 'PROVIDER_UNAVAILABLE';
  const { provider, ledger, pass } = metered(failing(bad, bad, bad, undefined), {
    breakerFailures: 3,
    breakerPauseMs: 1000,
  });
  for (const ask of [() => provider.generate(request()), () => drain(provider), () => provider.generate(request())]) {
    await assert.rejects(ask(), { code: bad });
  }
  await assert.rejects(provider.generate(request()), (error: SpellError) => {
    assert.equal(error.code, 'PROVIDER_PAUSED');
    assert.match(error.help ?? '', /tried again in 1 s; it failed last with: lab\/m: PROVIDER_UNAVAILABLE/);
    return true;
  });
  await assert.rejects(drain(provider), { code: 'PROVIDER_PAUSED' });
  assert.deepEqual([ledger.total.requests, ledger.total.failures], [3, 3]);
  pass(1000);
  const tried = provider.generate(request());
  await assert.rejects(provider.generate(request()), { code: 'PROVIDER_PAUSED' });
  assert.equal((await tried).text, 'ok');
  assert.equal((await provider.generate(request())).text, 'ok');
});

test('what is not the trouble of the server leaves it closed, and so does 0', async () => {
  const refused = metered(failing('PROVIDER_AUTH'), { breakerFailures: 2 }).provider;
  const never = metered(failing('PROVIDER_TIMEOUT'), { breakerFailures: 0 }).provider;
  for (let i = 0; i < 4; i++) {
    await assert.rejects(refused.generate(request()), { code: 'PROVIDER_AUTH' });
    await assert.rejects(never.generate(request()), { code: 'PROVIDER_TIMEOUT' });
  }
});

test('an answer that nobody wants to the end is no failure, and neither is an abort', async () => {
  const { provider, ledger } = metered(failing(undefined));
  const stream = provider.stream(request());
  assert.equal((await stream.next()).value?.type, 'text');
  await stream.return();
  const controller = new AbortController();
  const inner = failing(undefined);
  const aborting: ModelProvider = {
    ...inner,
    generate: () => {
      controller.abort(new Error('stop'));
      return Promise.reject(controller.signal.reason as Error);
    },
  };
  const other = metered(aborting, { breakerFailures: 1, ledger });
  await assert.rejects(other.provider.generate(request({ signal: controller.signal })), /stop/);
  assert.equal(other.provider.pausedMs, 0);
  assert.deepEqual([ledger.total.requests, ledger.total.failures], [2, 0]);
});
