import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ByteSink } from './output.js';
import { CAPTURE_LIMIT, ScriptOutput } from './script-output.js';

/** A sink that takes what it has when it is flushed, as a slow reader does. */
class SlowSink implements ByteSink {
  readonly taken = 0;
  readonly isWaiting = false;
  private pending: string[] = [];

  constructor(
    private readonly name: string,
    private readonly log: string[],
  ) {}

  write(bytes: Uint8Array | string): void {
    this.pending.push(`${this.name}:${Buffer.from(bytes).toString()}`);
  }

  async flush(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.log.push(...this.pending.splice(0));
  }

  abandon(): void {
    this.pending = [];
  }
}

function open(part: { isCaptured?: boolean; isOneScreen?: boolean; onTooMuch?: () => void } = {}) {
  const log: string[] = [];
  const output = new ScriptOutput({
    stdout: new SlowSink('out', log),
    stderr: new SlowSink('err', log),
    isCaptured: false,
    isOneScreen: false,
    onTooMuch: () => assert.fail('too much'),
    ...part,
  });
  return { log, output };
}

const bytes = (text: string): Uint8Array => Buffer.from(text);

test('streams keep their order among each other', async () => {
  const { log, output } = open();
  await output.take('stdout', bytes('1'));
  await output.take('stderr', bytes('2'));
  await output.take('stdout', bytes('3'));
  await output.flush();
  assert.deepEqual(log, ['out:1', 'err:2', 'out:3']);
});

test('a log line begins on a line of its own', async () => {
  const { log, output } = open();
  await output.take('stderr', bytes('half'));
  output.line('log\n');
  output.line('log\n');
  await output.flush();
  assert.deepEqual(log, ['err:half', 'err:\nlog\n', 'err:log\n']);
});

test('on one screen the other stream counts too', async () => {
  for (const isOneScreen of [true, false]) {
    const { log, output } = open({ isOneScreen });
    await output.take('stdout', bytes('half'));
    output.line('log\n');
    await output.flush();
    assert.equal(log.at(-1), isOneScreen ? 'err:\nlog\n' : 'err:log\n');
  }
});

test('captured output is kept, standard error is not', async () => {
  const { log, output } = open({ isCaptured: true });
  await output.take('stdout', bytes('a'));
  await output.take('stderr', bytes('e'));
  await output.take('stdout', new Uint8Array([0xff, 0x0a]));
  await output.flush();
  assert.equal(output.captured(), 'a\ufffd\n');
  assert.deepEqual(log, ['err:e']);
});

test('captured output has a limit that is told once', async () => {
  let told = 0;
  const { output } = open({ isCaptured: true, onTooMuch: () => (told += 1) });
  const piece = new Uint8Array(CAPTURE_LIMIT / 4).fill(0x61);
  for (let i = 0; i < 6; i++) await output.take('stdout', piece);
  assert.equal(told, 1);
  assert.equal(output.captured().length, CAPTURE_LIMIT);
});
