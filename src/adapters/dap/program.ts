// One run of a launched script: its output, its input, and its end. Control thread.

import type { Execution, ExecutionResult } from '../../client/execution.js';
import type { JsonObject } from '../../protocol/schema.js';
import type { LaunchedProgram } from './debuggee.js';
import { textOf } from './failure.js';
import type { LaunchArguments } from './launch-arguments.js';
import { ProgramOutput } from './program-output.js';
import { ScriptInput } from './script-input.js';

type Emit = (event: string, body: JsonObject) => Promise<void>;

/** What `llmspell run --connect` exits with when the kernel is gone. */
export const LOST_EXIT_CODE = 5;

export class Program {
  readonly input: ScriptInput;
  /** Resolves when a run that was begun is over and told. */
  finished: Promise<void> = Promise.resolve();
  #execution: Execution | undefined;
  #isAbandoned = false;
  #isTerminated = false;
  #isTold = false;

  constructor(
    private readonly launched: LaunchedProgram,
    private readonly args: LaunchArguments,
    private readonly emit: Emit,
  ) {
    this.input = new ScriptInput(args.stdin, () => {
      const output = 'The script waits for input: type a line into the debug console (Ctrl+D ends the input).\n';
      void emit('output', { category: 'console', output });
    });
  }

  run(): Promise<void> {
    if (this.#execution !== undefined || this.#isAbandoned) return this.finished;
    const { client, code, options, isLocal } = this.launched;
    if (this.#isTerminated) return (this.finished = this.#tellEnd(undefined));
    void this.emit('process', { name: this.args.program, isLocalProcess: isLocal, startMethod: 'launch' });
    const output = new ProgramOutput();
    this.#execution = client.execute(code, {
      ...options,
      onInput: this.input.answer,
      onOutput: async (shown) => {
        for (const body of output.bodiesOf(shown)) if (!this.#isAbandoned) await this.emit('output', body);
      },
    });
    return (this.finished = this.#finish(this.#execution));
  }

  /** Ends it; the client hears how it went. */
  terminate(): void {
    this.#isTerminated = true;
    if (this.#execution !== undefined) void this.launched.client.end(this.#execution).catch(() => undefined);
    else void this.#tellEnd(undefined);
  }

  /** Ends it without a word. */
  async abandon(): Promise<void> {
    this.#isAbandoned = true;
    if (this.#execution !== undefined) await this.launched.client.end(this.#execution).catch(() => undefined);
  }

  async #finish(execution: Execution): Promise<void> {
    try {
      await this.#tellEnd(await execution.done);
    } catch (error) {
      if (this.#isAbandoned) return;
      void this.emit('output', { category: 'stderr', output: `${textOf(error)}\n` });
      void this.emit('exited', { exitCode: LOST_EXIT_CODE });
      await this.emit('terminated', {});
    }
  }

  /** @param result undefined where it was ended before it had begun */
  async #tellEnd(result: ExecutionResult | undefined): Promise<void> {
    const ending = result === undefined ? undefined : await this.launched.ending(result, this.#isTerminated);
    if (this.#isAbandoned || this.#isTold) return;
    this.#isTold = true;
    if (ending !== undefined && ending.report !== '') {
      const output = ending.report.endsWith('\n') ? ending.report : `${ending.report}\n`;
      void this.emit('output', { category: 'stderr', output });
    }
    if (ending !== undefined) void this.emit('exited', { exitCode: ending.exitCode });
    await this.emit('terminated', {});
  }
}
