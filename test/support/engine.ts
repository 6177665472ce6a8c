// An engine with threads of its own for tests: runs Lua, keeps the output and the log, is closed when the test ends.

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { inspect } from 'node:util';
import type { LogRecord } from '../../src/base/log.js';
import type { HostMethod, Value } from '../../src/base/values.js';
import type { CapturedFailure } from '../../src/diagnostics/captured.js';
import type { Engine, EngineOptions, OutputStream, Run, RunOutcome, RunRequest } from '../../src/engine/contract.js';
import { createEngine } from '../../src/engine/host.js';

/**
 * The local `call` is a host function that passes its arguments to the test's method as they are and gives its answer:
 * `State.load`, whose service is not there.
 */
export const PRELUDE = 'local call = State.load; ';

export interface TestEngineOptions extends Partial<EngineOptions> {
  /** Answers `call(...)`. */
  readonly call?: HostMethod;
}

export class TestEngine {
  readonly engine: Engine;
  readonly log: Omit<LogRecord, 'time'>[] = [];
  private readonly output: { readonly runId: string; readonly stream: OutputStream; readonly bytes: Uint8Array }[] = [];

  constructor(t: TestContext, { call, ...options }: TestEngineOptions = {}) {
    this.engine = createEngine({
      methods: call === undefined ? {} : { 'state.load': call },
      permissions: { read: false, write: false, net: false, run: false, env: false },
      logger: { isEnabled: () => true, log: (record) => this.log.push(record) },
      onOutput: (chunk) => void this.output.push(chunk),
      ...options,
    });
    t.after(() => this.engine.dispose());
  }

  run(code: string, request: Partial<RunRequest> = {}): Run {
    return this.engine.run({ code: PRELUDE + code, chunkName: '@test.lua', ...request });
  }

  async outcome(code: string, request: Partial<RunRequest> = {}): Promise<RunOutcome> {
    return this.run(code, request).outcome;
  }

  /** What the chunk returned. */
  async results(code: string, request: Partial<RunRequest> = {}): Promise<readonly Value[]> {
    return resultsOf(await this.outcome(code, request));
  }

  /** How the chunk failed. */
  async failure(code: string, request: Partial<RunRequest> = {}): Promise<CapturedFailure> {
    return failureOf(await this.outcome(code, request));
  }

  /** All output of a stream so far, or that of one run. */
  text(stream: OutputStream = 'stdout', runId?: string): string {
    const chunks = this.output.filter((chunk) => chunk.stream === stream && (runId ?? chunk.runId) === chunk.runId);
    return Buffer.concat(chunks.map(({ bytes }) => bytes)).toString();
  }
}

export function resultsOf(outcome: RunOutcome): readonly Value[] {
  assert.equal(outcome.status, 'ok', inspect(outcome, { maxStringLength: 1000 }));
  return outcome.results;
}

export function failureOf(outcome: RunOutcome): CapturedFailure {
  assert.equal(outcome.status, 'error', inspect(outcome, { maxStringLength: 1000 }));
  return outcome.failure;
}

/** A result that is a text. */
export function textOf(value: Value): string {
  assert.ok(typeof value === 'string', inspect(value));
  return value;
}

/** Any result, for messages. */
export const shown = (value: Value): string => inspect(value);

/** A promise with its ends in hand. */
export function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}
