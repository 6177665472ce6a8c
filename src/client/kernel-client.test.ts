import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Script } from '../../test/support/fake-kernel.js';
import { execution, FAKE_KEY, FakeKernel, KERNEL_INFO } from '../../test/support/fake-kernel.js';
import type { FakeOptions } from '../../test/support/fake-kernel.js';
import { MemoryTransport } from '../transport/memory-transport.js';
import type { ClientTransport } from '../transport/transport.js';
import type { KernelClientOptions } from './kernel-client.js';
import { KernelClient } from './kernel-client.js';
import { streamBytes } from './stream-bytes.js';
import type { Output } from './output.js';

/** A kernel with a script, and a client of it, for one test. */
async function withKernel(
  script: Script,
  use: (client: KernelClient, kernel: FakeKernel) => Promise<void>,
  options: FakeOptions & Partial<KernelClientOptions> = {},
): Promise<void> {
  const transport = new MemoryTransport();
  const kernel = new FakeKernel(transport, script, options);
  const client = new KernelClient({ transport: transport.connect(), key: FAKE_KEY, heartbeatMs: 20, ...options });
  try {
    await use(client, kernel);
  } finally {
    await client.dispose();
    await kernel.dispose();
  }
}

const text = (output: Output): string => (output.type === 'stream' ? utf8(streamBytes(output)) : output.type);

const utf8 = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

/** Resolves after everything that can happen by itself has happened. */
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 30));

describe('an execution', () => {
  test('is done when reply and idle have come, whatever comes first', async () => {
    for (const isReplyFirst of [true, false]) {
      let finish = (): void => undefined;
      const script: Script = (_message, kernel) => {
        const reply = (): void => kernel.reply({ status: 'ok', execution_count: 3 });
        const idle = (): void => kernel.publish('status', { execution_state: 'idle' });
        (isReplyFirst ? reply : idle)();
        finish = isReplyFirst ? idle : reply;
      };
      await withKernel(
        script,
        async (client) => {
          const run = client.execute('x');
          let isDone = false;
          void run.done.then(() => (isDone = true));
          await settle();
          assert.equal(isDone, false);
          finish();
          const { reply, lostMessages } = await run.done;
          assert.deepEqual([reply.status, lostMessages], ['ok', 0]);
        },
        { heartbeatMs: 10_000 },
      );
    }
  });

  test('shows its output in order, one after the other, before it is done', async () => {
    const script: Script = (_message, kernel) =>
      execution(kernel, () => {
        kernel.publish('execute_input', { code: 'x', execution_count: 1 });
        for (let i = 0; i < 50; i++) kernel.publish('stream', { name: 'stdout', text: `${i};` });
        kernel.publish('clear_output', { wait: true });
        kernel.publish('display_data', { data: { 'text/plain': 'd' } });
        kernel.publish('execute_result', { execution_count: 1, data: {} });
      });
    await withKernel(script, async (client) => {
      const shown: string[] = [];
      let depth = 0;
      const onOutput = async (output: Output): Promise<void> => {
        assert.equal(++depth, 1);
        await new Promise((resolve) => setImmediate(resolve));
        shown.push(text(output));
        depth -= 1;
      };
      await client.execute('x', { onOutput }).done;
      const numbers = Array.from({ length: 50 }, (_none, i) => `${i};`).join('');
      assert.equal(shown.join(''), `execute_input${numbers}clear_outputdisplay_dataexecute_result`);
    });
  });

  test('gets its own output only; everybody hears of all of it', async () => {
    const script: Script = (message, kernel) =>
      execution(kernel, () => kernel.publish('stream', { name: 'stdout', text: message.content['code'] }));
    await withKernel(script, async (client) => {
      const all: string[] = [];
      client.onPublished((published) => published.type === 'stream' && all.push(published.content.text));
      const shown = { a: '', b: '' };
      const a = client.execute('a', { onOutput: (output) => void (shown.a += text(output)) });
      const b = client.execute('b', { onOutput: (output) => void (shown.b += text(output)) });
      await Promise.all([a.done, b.done]);
      assert.deepEqual([shown, all], [{ a: 'a', b: 'b' }, ['a', 'b']]);
    });
  });

  test('brings bytes and what LLMSpell adds', async () => {
    const bytes = Buffer.from([0, 255, 10, 128]);
    const script: Script = (message, kernel) => {
      assert.deepEqual(message.metadata, { llmspell: { session: 'other', args: ['a'], code_sha256: 'd' } });
      assert.deepEqual(message.buffers.map(utf8), ['print()']);
      kernel.publish(
        'stream',
        { name: 'stdout', text: '?' },
        { metadata: { llmspell: { bytes: true } }, buffers: [bytes] },
      );
      kernel.reply(
        { status: 'ok', execution_count: 0 },
        { llmspell: { session: 'other', run: 'run-1', duration_ms: 1, outcome: 'exit', exit_code: 7 } },
      );
      kernel.publish('status', { execution_state: 'idle' });
    };
    const own = { args: ['a'], code_sha256: 'd' };
    await withKernel(
      script,
      async (client) => {
        const shown: Uint8Array[] = [];
        const onOutput = (output: Output): void => {
          if (output.type === 'stream') shown.push(streamBytes(output));
        };
        const { run } = await client.execute('', { vendor: own, buffers: [Buffer.from('print()')], onOutput }).done;
        assert.deepEqual([run?.outcome, run?.exit_code, run?.engine_replaced], ['exit', 7, false]);
        assert.deepEqual(Buffer.concat(shown), bytes);
      },
      { session: 'other' },
    );
  });

  test('fails with what its handler throws', async () => {
    const script: Script = (_message, kernel) =>
      execution(kernel, () => kernel.publish('stream', { name: 'stdout', text: 'x' }));
    await withKernel(script, async (client) => {
      const onOutput = (): never => {
        throw new Error('the screen is broken');
      };
      await assert.rejects(client.execute('x', { onOutput }).done, /the screen is broken/);
      assert.equal((await client.execute('y').done).reply.status, 'ok');
    });
  });

  test('that comes with messages of unknown types has lost none', async () => {
    const script: Script = (message, kernel) => {
      kernel.publish('status', { execution_state: 'busy' });
      if (message.header.msg_type === 'execute_request') kernel.publish('of_the_future', {});
      kernel.reply(message.header.msg_type === 'execute_request' ? { status: 'ok', execution_count: 1 } : KERNEL_INFO);
      kernel.publish('status', { execution_state: 'idle' });
    };
    await withKernel(script, async (client) => assert.equal((await client.execute('x').done).lostMessages, 0), {
      counts: true,
    });
  });

  test('whose idle was lost ends all the same, and says that messages are missing', async () => {
    const script: Script = (message, kernel) => {
      if (message.header.msg_type === 'execute_request') {
        kernel.publish('status', { execution_state: 'busy' });
        kernel.reply({ status: 'ok', execution_count: 1 });
        fake?.skip(2);
        return;
      }
      kernel.reply(KERNEL_INFO);
      kernel.publish('status', { execution_state: 'idle' });
    };
    let fake: FakeKernel | undefined;
    await withKernel(
      script,
      async (client, kernel) => {
        fake = kernel;
        const gaps: number[] = [];
        client.onGap(({ lostMessages }) => gaps.push(lostMessages));
        const { lostMessages } = await client.execute('x').done;
        assert.deepEqual([lostMessages, gaps], [2, [2]]);
      },
      { counts: true },
    );
  });
});

describe('input', () => {
  test('is asked for, and answered to the question', async () => {
    const answers: unknown[] = [];
    const script: Script = (message, kernel) => {
      assert.equal(message.content['allow_stdin'], true);
      return execution(kernel, async () => {
        for (const metadata of [{}, { llmspell: { max_bytes: 3 } }, {}, {}]) {
          const { content, metadata: own, buffers } = await kernel.ask({ prompt: 'p', password: true }, metadata);
          answers.push([content['value'], own['llmspell'], buffers.map((buffer) => [...buffer])]);
        }
      });
    };
    const given = ['line', Buffer.from([0, 255]), null];
    const asked: unknown[] = [];
    await withKernel(script, async (client) => {
      const onInput = async (request: object): Promise<string | Uint8Array | null> => {
        asked.push(request);
        if (given.length === 0) throw new TypeError('no keyboard');
        return given.shift()!;
      };
      await client.execute('x', { onInput }).done;
    });
    assert.deepEqual(asked.slice(0, 2), [
      { prompt: 'p', isPassword: true, maxBytes: undefined },
      { prompt: 'p', isPassword: true, maxBytes: 3 },
    ]);
    assert.deepEqual(answers, [
      ['line', {}, []],
      ['', { bytes: true }, [[0, 255]]],
      ['', { eof: true }, []],
      ['', { error: { code: 'INPUT', message: 'TypeError: no keyboard' } }, []],
    ]);
  });

  test('is no longer waited for when the run has ended', async () => {
    const script: Script = (_message, kernel) => execution(kernel, () => void kernel.ask({ prompt: '' }));
    await withKernel(script, async (client, kernel) => {
      const asked = new Promise<AbortSignal>((resolve) => {
        const onInput = async (_request: object, signal: AbortSignal): Promise<string> => {
          resolve(signal);
          return new Promise((answer) => signal.addEventListener('abort', () => answer('too late')));
        };
        void client.execute('x', { onInput });
      });
      const signal = await asked;
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
      await settle();
      assert.ok(kernel.seen.every(({ header }) => header.msg_type !== 'input_reply'));
    });
  });
});

describe('requests', () => {
  test('are answered by what fits to them; what belongs to nobody is dropped', async () => {
    const script: Script = (message, kernel) => {
      kernel.publish('status', { execution_state: 'sleeping' });
      kernel.publish('something_new', {});
      if (message.header.msg_type === 'complete_request') {
        const { code, cursor_pos: at } = message.content as { code: string; cursor_pos: number };
        kernel.reply({ status: 'ok', matches: [code], cursor_start: 0, cursor_end: at });
      } else kernel.reply({ status: 'complete' });
    };
    await withKernel(script, async (client) => {
      const [complete, isComplete] = await Promise.all([client.complete('pri', 3), client.isComplete('x')]);
      assert.deepEqual([complete.matches, complete.cursor_end, isComplete.status], [['pri'], 3, 'complete']);
    });
  });

  test('fail with the code and the words of the kernel', async () => {
    const replies = [
      { status: 'error', ename: 'SESSION_LIMIT', evalue: 'no more sessions' },
      { status: 'error', ename: 'NameError', evalue: 'no such thing' },
      { status: 'aborted' },
      { status: 'ok' },
    ];
    await withKernel(
      (_message, kernel) => kernel.reply(replies.shift()!),
      async (client) => {
        await assert.rejects(client.kernelInfo(), { code: 'SESSION_LIMIT', message: 'no more sessions' });
        await assert.rejects(client.kernelInfo(), { code: 'KERNEL_REQUEST', message: 'no such thing' });
        await assert.rejects(client.kernelInfo(), { code: 'KERNEL_REQUEST' });
        await assert.rejects(client.kernelInfo(), { code: 'MESSAGE_CONTENT' });
      },
    );
  });

  test('are given up by a signal', async () => {
    await withKernel(
      () => undefined,
      async (client) => {
        const reason = new Error('not any more');
        const stop = new AbortController();
        const asked = client.inspect('x', 0, 0, { signal: stop.signal });
        stop.abort(reason);
        await assert.rejects(asked, reason);
        await assert.rejects(client.kernelInfo({ signal: AbortSignal.abort(reason) }), reason);
      },
    );
  });

  test('fail when the client is disposed', async () => {
    await withKernel(
      () => undefined,
      async (client) => {
        const asked = [client.status(), client.execute('x').done];
        await client.dispose();
        for (const one of asked) await assert.rejects(one, { code: 'KERNEL_CLOSED' });
        await assert.rejects(client.interrupt());
      },
    );
  });
});

describe('comms', () => {
  test('go both ways, in order', async () => {
    const script: Script = (message, kernel) => {
      const { comm_id: id, data } = message.content as { comm_id: string; data: string };
      if (message.header.msg_type === 'comm_msg') {
        kernel.publish('comm_msg', { comm_id: id, data: `${data}1` }, { buffers: message.buffers });
        kernel.publish('comm_msg', { comm_id: 'of another client', data });
        kernel.publish('comm_msg', { comm_id: id, data: `${data}2` });
        kernel.publish('comm_close', { comm_id: id, data: 'bye' });
      }
    };
    await withKernel(script, async (client) => {
      await client.ready();
      const comm = await client.comms.open('target', { a: 1 });
      const received: unknown[] = [];
      comm.onMessage(({ data, buffers }) => received.push([data, buffers.map(utf8)]));
      const closed = new Promise((resolve) => comm.onClosed(({ data }) => resolve(data)));
      await comm.send('x', [Buffer.from('b')]);
      assert.equal(await closed, 'bye');
      assert.deepEqual(received, [
        ['x1', ['b']],
        ['x2', []],
      ]);
      assert.equal(comm.isOpen, false);
    });
  });

  test('are opened by the kernel for targets that are known', async () => {
    await withKernel(
      () => undefined,
      async (client, kernel) => {
        await client.ready();
        const opened = new Promise((resolve) => {
          client.comms.accept('known', (comm, { data }) => {
            comm.onMessage((message) => resolve([data, message.data]));
          });
        });
        kernel.publish('comm_open', { comm_id: '1', target_name: 'unknown', data: 0 });
        kernel.publish('comm_open', { comm_id: '2', target_name: 'known', data: 'first' });
        kernel.publish('comm_msg', { comm_id: '2', data: 'second' });
        assert.deepEqual(await opened, ['first', 'second']);
      },
    );
  });
});

describe('the subscription', () => {
  test('of a kernel that does not greet is waited for with a question', async () => {
    const script: Script = (message, kernel) => {
      if (message.header.msg_type !== 'kernel_info_request') return execution(kernel);
      kernel.reply(KERNEL_INFO);
      kernel.publish('status', { execution_state: 'idle' });
    };
    await withKernel(
      script,
      async (client, kernel) => {
        await client.execute('x').done;
        assert.deepEqual(
          kernel.seen.map(({ header }) => header.msg_type),
          ['kernel_info_request', 'execute_request'],
        );
      },
      { hasWelcome: false },
    );
  });
});

/** An end whose kernel can be replaced, as behind a network address. */
function replaceable(first: MemoryTransport): {
  transport: ClientTransport;
  switchTo: (next: MemoryTransport) => void;
} {
  let current: ClientTransport = first.connect();
  let switched = new AbortController();
  const transport: ClientTransport = {
    async *receive(channel, signal) {
      for (let leave = switched.signal; ; leave = switched.signal) {
        yield* current.receive(channel, signal === undefined ? leave : AbortSignal.any([leave, signal]));
        if (!leave.aborted || signal?.aborted === true) return;
      }
    },
    send: (channel, frames) => current.send(channel, frames),
    subscribe: () => current.subscribe(),
    ping: (timeoutMs) => current.ping(timeoutMs),
    dispose: async () => current.dispose(),
  };
  const switchTo = (next: MemoryTransport): void => {
    current = next.connect();
    const before = switched;
    switched = new AbortController();
    before.abort();
    current.subscribe();
  };
  return { transport, switchTo };
}

describe('a kernel that goes', () => {
  test('fails what waits, after a while, and is found again', async () => {
    const first = new MemoryTransport();
    const kernel = new FakeKernel(first, () => undefined);
    const { transport, switchTo } = replaceable(first);
    const client = new KernelClient({ transport, key: FAKE_KEY, heartbeatMs: 5, silenceMs: 30 });
    const comm = await client.comms.open('target');
    const waiting = [client.execute('x').done, client.kernelInfo(), client.interrupt()];
    await kernel.dispose();
    for (const one of waiting) await assert.rejects(one, { code: 'KERNEL_LOST' });
    assert.equal(comm.isOpen, false);
    await assert.rejects(client.execute('x').done, { code: 'KERNEL_LOST' });

    const second = new MemoryTransport();
    const next = new FakeKernel(second, (_message, answering) => execution(answering), { session: 'second' });
    switchTo(second);
    assert.equal((await client.execute('x').done).reply.status, 'ok');
    await client.dispose();
    await next.dispose();
  });

  test('is told once to those who watch, though nothing is waited for', async () => {
    const first = new MemoryTransport();
    const kernel = new FakeKernel(first, () => undefined);
    const client = new KernelClient({ transport: first.connect(), key: FAKE_KEY, heartbeatMs: 5, silenceMs: 30 });
    const told: unknown[] = [];
    const dropped = client.watch((error) => told.push(error));
    await dropped.dispose();
    const lost = new Promise<unknown>((resolve) => client.watch(resolve));
    await kernel.dispose();
    assert.equal(((await lost) as { code: string }).code, 'KERNEL_LOST');
    assert.equal(told.length, 0);
    client.watch((error) => told.push(error));
    await client.dispose();
    assert.equal(told.length, 0, 'a client that is closed has lost nothing');
  });

  test('and comes back at once fails what waits too', async () => {
    const first = new MemoryTransport();
    const script: Script = (message, answering) => {
      if (message.header.msg_type === 'kernel_info_request') answering.reply(KERNEL_INFO);
      else if (message.content['code'] !== 'for ever') return execution(answering);
      return undefined;
    };
    const kernel = new FakeKernel(first, script, { session: 'first' });
    const { transport, switchTo } = replaceable(first);
    const client = new KernelClient({ transport, key: FAKE_KEY });
    await client.execute('x').done;
    const run = client.execute('for ever');
    const restarted = new Promise((resolve) => client.onRestarted(resolve));
    const second = new MemoryTransport();
    const next = new FakeKernel(second, script, { session: 'second' });
    switchTo(second);
    await assert.rejects(run.done, { code: 'KERNEL_RESTARTED' });
    await restarted;
    assert.equal((await client.execute('x').done).reply.status, 'ok');
    await client.dispose();
    await Promise.all([kernel.dispose(), next.dispose()]);
  });
});
