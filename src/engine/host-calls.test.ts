import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { test } from 'node:test';
import { ENGINE_METHODS } from '../base/engine-methods.js';
import { SpellError } from '../base/errors.js';
import type { CallContext, HostMethods, Value } from '../base/values.js';
import { createFunctionRef } from '../base/values.js';
import type { EngineOptions } from './contract.js';
import { HostCalls } from './host-calls.js';
import type { FromEngine, ToEngine } from './messages.js';

const PERMISSIONS = { read: false, write: false, net: false, run: false, env: false } as const;
const RUN = 5;
const FN = createFunctionRef(3);

type Invoke = Extract<ToEngine, { type: 'invoke' }>;

/** Host calls of run 5 under way; the test plays the engine thread. */
function createCalls(
  methods: HostMethods,
  options: Partial<EngineOptions> = {},
): { calls: HostCalls; posted: ToEngine[]; invokes: () => Invoke[] } {
  const posted: ToEngine[] = [];
  const calls = new HostCalls({ methods, permissions: PERMISSIONS, ...options }, (message) => {
    posted.push(structuredClone(message));
  });
  calls.begin(RUN, `run-${RUN}`, '/');
  return { calls, posted, invokes: () => posted.filter((message) => message.type === 'invoke') };
}

function call(method: string, args: readonly Value[] = [], run = RUN): Extract<FromEngine, { type: 'call' }> {
  return { type: 'call', call: 1, run, method, args };
}

function replyTo(posted: readonly ToEngine[]): Extract<ToEngine, { type: 'reply' }>['result'] {
  const replies = posted.filter((message) => message.type === 'reply');
  assert.equal(replies.length, 1);
  return replies[0]!.result;
}

const aborted = (signal: AbortSignal): Promise<unknown> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve(signal.reason);
    signal.addEventListener('abort', () => {
      resolve(signal.reason);
    });
  });

test('a method gets its arguments and the id of the run; its value is the answer', async () => {
  const { calls, posted } = createCalls({ 'test.join': async (args, { runId }) => [...args, runId] });
  await calls.answer(call('test.join', ['a', 1]));
  assert.deepEqual(posted, [{ type: 'reply', call: 1, result: { ok: true, value: ['a', 1, 'run-5'] } }]);
});

test('a method need not be asynchronous', async () => {
  const { calls, posted } = createCalls({ 'test.one': () => 1 });
  await calls.answer(call('test.one'));
  assert.deepEqual(replyTo(posted), { ok: true, value: 1 });
});

test('what a method throws is the answer, a code and its help included', async () => {
  const { calls, posted } = createCalls({
    'test.fail': () => {
      throw new SpellError('TEST_CODE', 'no', { help: 'do it so' });
    },
  });
  await calls.answer(call('test.fail'));
  assert.deepEqual(replyTo(posted), { ok: false, error: { code: 'TEST_CODE', message: 'no', help: 'do it so' } });
});

test('a value that cannot cross becomes an error', async () => {
  const { calls, posted } = createCalls({ 'test.odd': () => (() => 1) as unknown as Value });
  await calls.answer(call('test.odd'));
  const result = replyTo(posted);
  assert.ok(!result.ok);
  assert.match(result.error.message, /could not be cloned/);
});

test('unknown methods are errors, also those that every object has', async () => {
  for (const name of ['test.unknown', 'toString', '__proto__']) {
    const { calls, posted } = createCalls({});
    await calls.answer(call(name));
    const result = replyTo(posted);
    assert.ok(!result.ok);
    assert.match(result.error.message, new RegExp(`no host method ${name}`));
  }
});

/** Methods are loaded before the first call, so it reaches its method a turn later. */
const methodCalled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('nobody gets the answer of a run that has ended', async () => {
  for (const settle of ['value', 'error']) {
    let finish = (): void => undefined;
    const { calls, posted } = createCalls({
      'test.slow': () =>
        new Promise((resolve, reject) => {
          finish = () => {
            if (settle === 'value') resolve(1);
            else reject(new Error('late'));
          };
        }),
    });
    const answered = calls.answer(call('test.slow'));
    await methodCalled();
    calls.end();
    calls.begin(RUN + 1, 'run-6', '/');
    finish();
    await answered;
    assert.deepEqual(posted, []);
  }
});

test('interrupting a run aborts its calls, and only its own', async () => {
  const signals: AbortSignal[] = [];
  const { calls } = createCalls({
    'test.wait': async (_args, { signal }) => {
      signals.push(signal);
      await aborted(signal);
      return null;
    },
  });
  const first = calls.answer(call('test.wait'));
  await methodCalled();
  calls.abort();
  await first;
  assert.equal((signals[0]?.reason as SpellError).code, 'INTERRUPTED');
  calls.end();
  calls.begin(RUN + 1, 'run-6', '/');
  const second = calls.answer(call('test.wait', [], RUN + 1));
  await methodCalled();
  assert.equal(signals[1]?.aborted, false);
  calls.end();
  await second;
});

test('the end of a run aborts what is still going on for it', async () => {
  const signals: AbortSignal[] = [];
  const { calls } = createCalls({
    'test.forget': (_args, { signal }) => {
      signals.push(signal);
      return null;
    },
  });
  await calls.answer(call('test.forget'));
  assert.equal(signals[0]?.aborted, false);
  calls.end();
  assert.equal(signals[0].aborted, true);
});

test('a call-back resolves to its results', async () => {
  const { calls, posted, invokes } = createCalls({
    'test.map': async (_args, context) => Promise.all([context.invoke(FN, ['a']), context.invoke(FN, ['b'])]),
  });
  const answered = calls.answer(call('test.map'));
  await turn();
  const [first, second] = invokes() as [Invoke, Invoke];
  assert.deepEqual(first, { type: 'invoke', call: 1, invocation: first.invocation, fn: FN, args: ['a'] });
  assert.notEqual(first.invocation, second.invocation);
  calls.invoked({ type: 'invoked', invocation: second.invocation, result: { ok: true, value: ['B', 2] } });
  calls.invoked({ type: 'invoked', invocation: first.invocation, result: { ok: true, value: ['A'] } });
  await answered;
  assert.deepEqual(replyTo(posted), { ok: true, value: [['A'], ['B', 2]] });
});

test('a call-back that fails rejects with its message', async () => {
  const { calls, posted, invokes } = createCalls({ 'test.call': (_args, context) => context.invoke(FN, []) });
  const answered = calls.answer(call('test.call'));
  await turn();
  const error = { code: 'LUA_ERROR', message: 'a.lua:1: boom' };
  calls.invoked({ type: 'invoked', invocation: invokes()[0]!.invocation, result: { ok: false, error } });
  await answered;
  assert.deepEqual(replyTo(posted), { ok: false, error });
});

for (const [how, code] of [
  ['interrupted', (calls: HostCalls) => calls.abort()],
  ['ended', (calls: HostCalls) => calls.end()],
] as const) {
  test(`a call-back of a run that is ${how} rejects, whether it is under way or comes later`, async () => {
    const failures: unknown[] = [];
    const { calls, invokes } = createCalls({
      'test.call': async (_args, context) => {
        for (let i = 0; i < 2; i++) await context.invoke(FN, []).catch((error: unknown) => failures.push(error));
        return null;
      },
    });
    const answered = calls.answer(call('test.call'));
    await turn();
    code(calls);
    await answered;
    assert.equal(invokes().length, 1);
    assert.deepEqual(
      failures.map((error) => (error as SpellError).code),
      ['INTERRUPTED', 'INTERRUPTED'],
    );
  });
}

test('nobody has to look at a call-back that fails', async () => {
  const { calls, invokes } = createCalls({
    'test.drop': (_args, context) => {
      void context.invoke(FN, []);
      return null;
    },
  });
  await calls.answer(call('test.drop'));
  const error = { code: 'LUA_ERROR', message: 'boom' };
  calls.invoked({ type: 'invoked', invocation: invokes()[0]!.invocation, result: { ok: false, error } });
  // An unhandled rejection would fail the test here.
  await turn();
});

test('functions can be called only until their call is answered', async () => {
  let context: CallContext | undefined;
  const { calls, invokes } = createCalls({
    'test.keep': (_args, given) => {
      context = given;
      return null;
    },
  });
  await calls.answer(call('test.keep'));
  await assert.rejects(context!.invoke(FN, []), /test\.keep has been answered/);
  assert.deepEqual(invokes(), []);
});

test('standard input comes from the option, with the signal of the run', async () => {
  const asked: unknown[] = [];
  const { calls, posted } = createCalls(
    {},
    {
      readInput: async (maxBytes, signal) => {
        asked.push(maxBytes, signal.aborted);
        return Buffer.from('line');
      },
    },
  );
  await calls.answer(call(ENGINE_METHODS.readInput, [4096]));
  assert.deepEqual(asked, [4096, false]);
  const result = replyTo(posted);
  assert.equal(result.ok && Buffer.from(result.value as Uint8Array).toString(), 'line');
});

test('without standard input every read is at its end', async () => {
  const { calls, posted } = createCalls({});
  await calls.answer(call(ENGINE_METHODS.readInput, [1]));
  assert.deepEqual(replyTo(posted), { ok: true, value: null });
});
