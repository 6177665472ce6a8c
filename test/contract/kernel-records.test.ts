// What kernels run is kept as steps of a session: what belongs to one, how it ends, and what happens where it cannot be written.

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { test } from 'node:test';
import { SpellError } from '../../src/base/errors.js';
import type { RecordSettings, SessionRecordStatus } from '../../src/kernel/contract.js';
import { EventBus } from '../../src/services/events/event-bus.js';
import { SessionArchive } from '../../src/services/sessions/session-archive.js';
import { MemoryHistoryStore } from '../../src/services/stores/memory-history-store.js';
import { MemorySessionStores } from '../../src/services/stores/memory-session-stores.js';
import type { KeptSession, SessionStep, SessionStores } from '../../src/services/stores/session-store.js';
import type { RawClient } from '../support/raw-client.js';
import { TestKernel, TRANSPORTS } from '../support/test-kernel.js';
import type { TestKernelOptions } from '../support/test-kernel.js';

const RECORDS: RecordSettings = { holder: async () => '1 test', outputBytes: 20, tend: async () => undefined };

class Kept {
  /** Outlives the kernel. */
  readonly stores = new MemorySessionStores();
  opened = 0;
  isFull = false;

  archive(): SessionArchive {
    return new SessionArchive(async () => this.open());
  }

  async open(): Promise<SessionStores> {
    this.opened++;
    if (this.isFull) throw new SpellError('STATE_DISK_FULL', 'no space');
    return { sessions: this.stores.sessions, artifacts: this.stores.artifacts, dispose: () => undefined };
  }

  /** The oldest first. */
  async sessions(): Promise<readonly KeptSession[]> {
    return (await this.stores.sessions.list({})).sessions.toReversed();
  }

  async steps(id?: string): Promise<readonly SessionStep[]> {
    const [first] = await this.sessions();
    return (await this.stores.sessions.steps(id ?? first!.id)).steps;
  }
}

async function open(t: TestContext, options: TestKernelOptions = {}): Promise<{ kept: Kept; kernel: TestKernel }> {
  const kept = new Kept();
  const archive = kept.archive();
  return { kept, kernel: new TestKernel(t, await TRANSPORTS['memory']!(), { records: RECORDS, archive, ...options }) };
}

test('a run is a step: code, output of both streams, result, error, manner', async (t) => {
  const { kept, kernel } = await open(t);
  const client = await kernel.connect();
  await client.execute('print("out") local _ = io.stderr:write("err\\n")', {}, { args: ['a'], script_name: 's.lua' })
    .answered;
  await client.execute('1 + 1').answered;
  await client.execute('error("no")').answered;
  await client.execute('os.exit(3)').answered;
  await kernel.kernel.shutdown('shutdown');

  const [session, ...others] = await kept.sessions();
  assert.equal(others.length, 0);
  const { id, name, origin, metadata, status, holder, shutdown } = session!;
  assert.deepEqual(
    [name, origin, metadata, status, holder, shutdown],
    ['main', 'kernel', { kernel: 'test' }, 'completed', null, 'clean'],
  );
  const [printed, shown, failed, exited] = await kept.steps(id);
  assert.deepEqual([printed!.number, printed!.output, printed!.status, printed!.result], [1, 'out\nerr\n', 'ok', null]);
  assert.deepEqual(printed!.manner, { echo: true, keepsLocals: false, scriptName: 's.lua', args: ['a'] });
  assert.deepEqual([shown!.code, shown!.output, shown!.result], ['1 + 1', '', '2']);
  assert.ok(shown!.startedAt >= printed!.startedAt && shown!.durationMs >= 0);
  assert.deepEqual([failed!.status, failed!.error], ['error', { name: 'RuntimeError', message: 'no' }]);
  assert.deepEqual([exited!.status, exited!.error?.name], ['exit', 'Exit']);
  kernel.assertNoDefects();
});

test('what is kept out of the history is kept out here, and opens nothing', async (t) => {
  const { kept, kernel } = await open(t);
  const client = await kernel.connect();
  await client.execute('print(1)', { store_history: false }).answered;
  await client.execute('print(1)', { silent: true }).answered;
  await kernel.kernel.shutdown('shutdown');
  assert.equal(kept.opened, 0);
});

test('a run in whose code a secret is found is in no session and no history, unless the client has looked', async (t) => {
  const remembered: string[] = [];
  const history = Object.assign(new MemoryHistoryStore(), {
    append: async (_session: number, _line: number, input: string) => void remembered.push(input),
  });
  const options = { hasSecret: (code: string) => code.includes('sesame'), openHistory: async () => history };
  const { kept, kernel } = await open(t, options);
  const client = await kernel.connect();
  const { reply } = await client.execute('word = "sesame" return word').answered;
  assert.equal(reply.content['execution_count'], 1);
  await client.execute('"sesame"', {}, { keep_secrets: true }).answered;
  await client.execute('print(word)').answered;
  await kernel.kernel.dispose();
  assert.deepEqual(
    (await kept.steps()).map(({ code }) => code),
    ['"sesame"', 'print(word)'],
  );
  assert.deepEqual(remembered, ['"sesame"', 'print(word)']);
});

test('a request that cannot be run has failed, and runs no longer', async (t) => {
  const { kept, kernel } = await open(t);
  const client = await kernel.connect();
  const { reply } = await client.execute('print(1)', {}, { code_sha256: 'other' }, [Buffer.from('print(2)')]).answered;
  assert.equal(reply.content['status'], 'error');
  await kernel.kernel.dispose();
  assert.deepEqual(
    (await kept.steps()).map(({ code, status }) => [code, status]),
    [['print(1)', 'error']],
  );
});

test('what runs longer is there before it has ended, and once', async (t) => {
  const { kept, kernel } = await open(t);
  const client = await kernel.connect();
  await client.execute('print(1)').answered;
  const running = client.execute('io.write("begun ") while true do end');
  while ((await kept.sessions()).length === 0 || (await kept.steps()).length < 2) await turn();
  const [, begun] = await kept.steps();
  assert.deepEqual([begun!.number, begun!.status, begun!.error], [2, 'running', null]);
  assert.match(begun!.output, /^(?:begun )?$/, 'what it had printed by then');
  kernel.kernel.interrupt();
  await running.answered;
  await client.execute('print(2)').answered;
  await kernel.kernel.shutdown('shutdown');
  assert.deepEqual(
    (await kept.steps()).map(({ number, status, output, error }) => [number, status, output, error?.name]),
    [
      [1, 'ok', '1\n', undefined],
      [2, 'error', 'begun ', 'Interrupted'],
      [3, 'ok', '2\n', undefined],
    ],
  );
  kernel.assertNoDefects();
});

test('of much output the beginning is kept, and how much there was', async (t) => {
  const { kept, kernel } = await open(t);
  const client = await kernel.connect();
  await client.execute('io.write(("x"):rep(19), "ä", ("y"):rep(100))').answered;
  await client.execute('("z"):rep(30)').answered;
  await kernel.kernel.shutdown('shutdown');
  const [written, shown] = await kept.steps();
  assert.deepEqual([written!.output, written!.outputLeftOut], ['x'.repeat(19), 101]);
  assert.equal(shown!.result, `"${'z'.repeat(18)}…`);
});

test('an expression of the client and a call-back are no steps', async (t) => {
  const { kept, kernel } = await open(t);
  const client = await kernel.connect();
  await client.execute('x = 1', { user_expressions: { y: 'print("seen") return x' } }).answered;
  await kernel.kernel.shutdown('shutdown');
  assert.deepEqual(
    (await kept.steps()).map(({ code, output }) => [code, output]),
    [['x = 1', '']],
  );
});

test('each session of a kernel has its own, which ends with it', async (t) => {
  const { kept, kernel } = await open(t);
  const client = await kernel.connect();
  await client.execute('print("main")').answered;
  await ask(client, 'open');
  await client.execute('print("side")', {}, { session: 'side' }).answered;
  await ask(client, 'close');
  // Its last words are written behind the answer.
  while ((await kept.sessions()).every(({ shutdown }) => shutdown === null)) await turn();
  const byName = new Map((await kept.sessions()).map((session) => [session.name, session]));
  assert.deepEqual([byName.get('side')?.status, byName.get('side')?.shutdown], ['completed', 'clean']);
  assert.deepEqual([byName.get('main')?.status, byName.get('main')?.holder], ['active', '1 test']);
  assert.deepEqual(recordOf(kernel), { id: byName.get('main')!.id, steps: 1, lost: 0 });
});

test('where nothing can be written runs go on, one warning tells it, and it goes on when there is room', async (t) => {
  const { kept, kernel } = await open(t);
  kept.isFull = true;
  const client = await kernel.connect();
  for (const [at, code] of ['print(1)', 'print(2)'].entries()) {
    const { reply } = await client.execute(code).answered;
    assert.equal(reply.content['status'], 'ok');
    while (recordOf(kernel).lost <= at) await turn();
  }
  const warnings = kernel.log.filter(({ level }) => level === 'warn').map(({ message }) => message);
  assert.deepEqual(warnings, ['what is run is not kept: no space']);
  kept.isFull = false;
  await client.execute('print(3)').answered;
  await kernel.kernel.shutdown('shutdown');
  assert.deepEqual(
    (await kept.steps()).map(({ code }) => code),
    ['print(3)'],
  );
  kernel.assertNoDefects();
});

test('one that somebody deletes is made anew', async (t) => {
  const { kept, kernel } = await open(t);
  const client = await kernel.connect();
  await client.execute('print(1)').answered;
  await written(kernel);
  const [first] = await kept.sessions();
  await kept.stores.sessions.delete(first!.id);
  await client.execute('print(2)').answered;
  await kernel.kernel.shutdown('shutdown');
  const [second] = await kept.sessions();
  assert.notEqual(second!.id, first!.id);
  assert.deepEqual(
    (await kept.steps()).map(({ code, number }) => [number, code]),
    [[1, 'print(2)']],
  );
});

test('events tell when it is made and when it has ended', async (t) => {
  const events = new EventBus();
  const { kept, kernel } = await open(t, { events });
  const told = events.subscribe('session.*');
  const client = await kernel.connect();
  const next = (): ReturnType<typeof told.receive> => told.receive(60_000, 1, new AbortController().signal);
  await client.execute('print(1)').answered;
  const created = await next();
  const completed = next();
  await kernel.kernel.shutdown('shutdown');
  const [session] = await kept.sessions();
  const seen = [...created.events, ...(await completed).events];
  assert.deepEqual(
    seen.map((event) => [event.type, event.data, event.session]),
    [
      ['session.created', { session_id: session!.id, name: 'main' }, 'main'],
      ['session.completed', { session_id: session!.id }, 'main'],
    ],
  );
});

test('a status that a script has given it stays at the end', async (t) => {
  const { kept, kernel } = await open(t);
  const client = await kernel.connect();
  await client.execute('print(1)').answered;
  await written(kernel);
  const [session] = await kept.sessions();
  await kept.stores.sessions.change(session!.id, (it) => ({ ...it, status: 'suspended' }));
  await kernel.kernel.shutdown('shutdown');
  assert.deepEqual([(await kept.sessions())[0]!.status, (await kept.sessions())[0]!.shutdown], ['suspended', 'clean']);
});

test('where it is switched off nothing is kept', async (t) => {
  const { kept, kernel } = await open(t, { records: undefined });
  const client = await kernel.connect();
  await client.execute('print(1)').answered;
  assert.equal(kernel.kernel.status().sessions[0]!.record, null);
  await kernel.kernel.shutdown('shutdown');
  assert.equal(kept.opened, 0);
});

/** Steps are written behind the reply. */
async function written(kernel: TestKernel): Promise<void> {
  while (recordOf(kernel).steps === 0) await turn();
}

function recordOf({ kernel }: TestKernel): SessionRecordStatus {
  return kernel.status().sessions[0]!.record!;
}

async function ask(client: RawClient, method: string): Promise<void> {
  const comm_id = `comm-${method}`;
  for (const [type, content] of [
    ['comm_open', { comm_id, target_name: 'llmspell.session', data: {} }],
    ['comm_msg', { comm_id, data: { method, params: { name: 'side' } } }],
  ] as const) {
    const header = client.header(type);
    client.sendMessage({ header, content });
    await client.idle(header);
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5));
}
