// The client library with a real kernel, in memory and over ZeroMQ.

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { describe, test } from 'node:test';
import { callTarget } from '../../src/client/call-target.js';
import type { ExecuteOptions } from '../../src/client/execute-options.js';
import type { ExecutionResult } from '../../src/client/execution.js';
import type { KernelClientOptions } from '../../src/client/kernel-client.js';
import { KernelClient } from '../../src/client/kernel-client.js';
import { streamBytes } from '../../src/client/stream-bytes.js';
import type { Output } from '../../src/client/output.js';
import type { TestKernelOptions } from '../support/test-kernel.js';
import { TEST_KEY, TestKernel } from '../support/test-kernel.js';
import { openMemory, openTcp } from '../support/transports.js';

type Connect = (options?: Partial<KernelClientOptions>) => Promise<KernelClient>;

interface Shown extends ExecutionResult {
  /** What was printed on both streams. */
  readonly printed: Buffer;
  readonly outputs: readonly Output[];
}

async function run(client: KernelClient, code: string, options: ExecuteOptions = {}): Promise<Shown> {
  const outputs: Output[] = [];
  const result = await client.execute(code, { onOutput: (output) => void outputs.push(output), ...options }).done;
  const printed = outputs.flatMap((output) => (output.type === 'stream' ? [streamBytes(output)] : []));
  return { ...result, outputs, printed: Buffer.concat(printed) };
}

for (const [name, openTransport] of Object.entries({ memory: openMemory, tcp: openTcp })) {
  const openKernel = async (t: TestContext, options: TestKernelOptions = {}): Promise<[Connect, TestKernel]> => {
    const ends = await openTransport();
    const kernel = new TestKernel(t, ends, options);
    t.after(() => kernel.assertNoDefects());
    const connect: Connect = async (own = {}) => {
      const client = new KernelClient({ transport: await ends.connect(), key: TEST_KEY, ...own });
      t.after(() => client.dispose());
      return client;
    };
    return [connect, kernel];
  };
  const open = async (t: TestContext): Promise<Connect> => (await openKernel(t))[0];

  describe(`client: ${name}`, () => {
    test('executes: output in order, value, and the end after all of it', async (t) => {
      const client = await (await open(t))();
      const code = 'for i = 1, 1000 do print(i) end io.stderr:write("e") print("last") return 6 * 7';
      const { reply, run: told, printed, outputs, lostMessages } = await run(client, code);
      assert.deepEqual([reply.status, told?.outcome, lostMessages], ['ok', 'ok', 0]);
      const lines = Array.from({ length: 1000 }, (_none, i) => `${i + 1}\n`).join('');
      assert.equal(printed.toString(), `${lines}elast\n`);
      const [first, last] = [outputs[0], outputs.at(-1)];
      assert.equal(first?.type, 'execute_input');
      assert.ok(last?.type === 'execute_result' && last.content.data['text/plain'] === '42');
    });

    test('keeps bytes: of output, of input, of code', async (t) => {
      const client = await (await open(t))();
      const all = Buffer.from(Array.from({ length: 256 }, (_none, i) => i));
      const given = [all, null];
      const onInput = async (): Promise<Uint8Array | null> => given.shift() ?? null;
      const { printed } = await run(client, 'io.write(io.read("a"))', { onInput, vendor: { stdin: 'bytes' } });
      assert.deepEqual(printed, all);
      const failing = async (): Promise<never> => Promise.reject(new TypeError('no keyboard'));
      const { printed: told } = await run(client, 'print(pcall(io.read))', { onInput: failing });
      assert.match(told.toString(), /no keyboard/);
    });

    test('tells how a run failed, with the report', async (t) => {
      const client = await (await open(t))();
      const vendor = { chunk_name: '=mine', echo: false };
      const { reply, run: told } = await run(client, 'local t\nreturn t.x', { vendor });
      assert.deepEqual([reply.status, told?.outcome, told?.failure_kind], ['error', 'error', 'runtime']);
      const report = told?.report as { code: string; location: { file: string; line: number } };
      assert.deepEqual([report.code, report.location.file, report.location.line], ['LUA1001', 'mine', 2]);
      assert.equal((await run(client, 'os.exit(7)')).run?.exit_code, 7);
      assert.equal(
        (await run(client, 'while true do end', { vendor: { timeout_ms: 50 } })).run?.failure_kind,
        'timeout',
      );
    });

    test('ends its own run, and takes its own out of the queue; others go on', async (t) => {
      const connect = await open(t);
      const [mine, other] = [await connect(), await connect()];
      let release = (): void => undefined;
      const blocked = new Promise<string>((resolve) => (release = () => resolve('go on')));
      const running = other.execute('print(io.read())', { onInput: () => blocked });
      await running.begun;
      const waiting = mine.execute('print("never")');
      await mine.end(waiting);
      assert.equal((await waiting.done).reply.status, 'aborted');
      release();
      assert.equal((await running.done).reply.status, 'ok');
      const endless = mine.execute('while true do end');
      await mine.end(endless);
      assert.equal((await endless.done).run?.failure_kind, 'interrupted');
      const interrupted = other.execute('while true do end');
      await interrupted.begun;
      await mine.interrupt();
      assert.equal((await interrupted.done).run?.failure_kind, 'interrupted');
    });

    test('waits for input no longer than the run', async (t) => {
      const client = await (await open(t))();
      const asked = new Promise<AbortSignal>((resolve) => {
        const onInput = (_request: object, signal: AbortSignal): Promise<string> => {
          resolve(signal);
          return new Promise(() => undefined);
        };
        const execution = client.execute('io.read()', { onInput });
        void execution.begun.then(async () => {
          await asked;
          await client.end(execution);
        });
      });
      const signal = await asked;
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
    });

    test('asks about code, sessions and the kernel', async (t) => {
      const client = await (await open(t))();
      await run(client, 'some_name = { inner = 1 }');
      assert.ok((await client.complete('some_n', 6)).matches.includes('some_name'));
      assert.equal((await client.inspect('some_name', 4)).found, true);
      assert.equal((await client.isComplete('for i = 1, 2 do')).status, 'incomplete');
      const { history } = await client.request('history', { hist_access_type: 'tail', n: 5, output: false, raw: true });
      assert.deepEqual(
        history.map(([, , input]) => input),
        ['some_name = { inner = 1 }'],
      );
      const info = await client.kernelInfo();
      assert.deepEqual([info.implementation, info.language_info.name], ['llmspell', 'lua']);
      const { executions } = (await client.status()) as { executions: { finished: number } };
      assert.equal(executions.finished, 1);
    });

    test('shares globals with other clients, but not across sessions', async (t) => {
      const connect = await open(t);
      const [one, two] = [await connect(), await connect()];
      await callTarget(one.comms, 'llmspell.session', 'open', { name: 'apart' });
      const apart = await connect({ session: 'apart' });
      await run(one, 'x = "shared"');
      assert.equal((await run(two, 'print(x)')).printed.toString(), 'shared\n');
      assert.equal((await run(apart, 'print(x)')).printed.toString(), 'nil\n');
      await assert.rejects(callTarget(one.comms, 'llmspell.session', 'open', { name: 'apart' }), {
        code: 'KERNEL_SESSION_EXISTS',
      });
      const lost = await run(await connect({ session: 'nowhere' }), '1');
      assert.deepEqual([lost.reply.status, lost.run], ['error', undefined]);
    });

    test('talks with a script over a comm', async (t) => {
      const client = await (await open(t))();
      const code =
        'Comm.register_target("echo", function(c) c:on_msg(function(d) c:send({ said = d.text }) c:close() end) end)';
      assert.equal((await run(client, code)).reply.status, 'ok');
      const comm = await client.comms.open('echo');
      const said: unknown[] = [];
      comm.onMessage(({ data }) => said.push(data));
      const closed = new Promise((resolve) => comm.onClosed(resolve));
      await comm.send({ text: 'hi' });
      await closed;
      assert.deepEqual(said, [{ said: 'hi' }]);
    });

    test('a reader that is slow holds the script back or hears of all of it', async (t) => {
      const client = await (await open(t))();
      let bytes = 0;
      const onOutput = async (output: Output): Promise<void> => {
        await new Promise((resolve) => setImmediate(resolve));
        if (output.type === 'stream') bytes += streamBytes(output).byteLength;
      };
      const line = 'x'.repeat(999);
      await client.execute(`for i = 1, 5000 do print("${line}") end`, { onOutput }).done;
      assert.equal(bytes, 5_000_000);
    });

    test('a kernel that is shut down says so, and is gone', async (t) => {
      const [connect, { kernel }] = await openKernel(t, { shutdownGraceMs: 0 });
      const client = await connect({ heartbeatMs: 20, silenceMs: 200 });
      await client.ready();
      await client.shutdown();
      assert.equal(await kernel.ended, 'shutdown');
      await assert.rejects(client.execute('1').done, { code: 'KERNEL_LOST' });
    });
  });
}
