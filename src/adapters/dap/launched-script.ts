// The script that a client has launched: its run, what it shows, the lines that it reads, its end. Control thread.

import { settledWithin } from '../../base/settled-within.js';
import type { JsonObject } from '../../protocol/schema.js';
import type { LaunchArguments } from './arguments.js';
import type { Launched, LaunchedRun } from './debuggee.js';
import type { OutputEvent } from './run-output.js';
import { RunOutput } from './run-output.js';

/** How long a run that is ended may take: what it waits for then goes with its kernel. */
const END_MS = 5000;
/** What ends the input: Ctrl+D. */
const END_OF_INPUT = '\u0004';

export interface ScriptHandlers {
  readonly show: (event: OutputEvent) => void | Promise<void>;
  readonly say: (text: string) => void;
  /** Called when all that it has printed was shown. */
  readonly onEnd: (exitCode: number) => void;
}

export class LaunchedScript {
  #run: LaunchedRun | undefined;
  #finished: Promise<void> = Promise.resolve();
  #isEnded = false;
  #isStopped = false;
  #line: ((line: string | null) => void) | undefined;

  constructor(
    readonly args: LaunchArguments,
    private readonly handlers: ScriptHandlers,
  ) {}

  async begin(launched: Launched): Promise<void> {
    this.#isEnded = false;
    this.#isStopped = false;
    this.#finished = this.#execute(launched);
    await this.#finished;
  }

  /** Ends the run; `onEnd` follows. */
  end(): void {
    this.#isEnded = true;
    this.#run?.end();
  }

  /** Ends the run, and resolves when it has: nothing is told of its end. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.end();
    await settledWithin(this.#finished, END_MS).catch(() => undefined);
  }

  /** Whether an expression is a line of input: while the script waits for one, what people type is for it. */
  takesInput(command: string, { expression, context = 'repl' }: JsonObject, isPaused: boolean): boolean {
    const take = this.#line;
    if (take === undefined || command !== 'evaluate' || context !== 'repl' || isPaused) return false;
    take(expression === END_OF_INPUT || typeof expression !== 'string' ? null : expression);
    return true;
  }

  async #execute(launched: Launched): Promise<void> {
    const output = new RunOutput();
    const show = (event: OutputEvent | undefined): void | Promise<void> => event && this.handlers.show(event);
    try {
      this.#run = await launched.run({
        onOutput: (each) => show(output.take(each)),
        onInput: (signal) => this.#read(signal),
      });
      if (this.#isEnded) this.#run.end();
      const { exitCode, text } = await this.#run.ended;
      for (const left of output.end()) await show(left);
      if (text !== '') await show({ category: 'stderr', output: text.endsWith('\n') ? text : `${text}\n` });
      if (!this.#isStopped) this.handlers.onEnd(exitCode);
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      await show({ category: 'stderr', output: `llmspell: ${text}\n` });
      if (!this.#isStopped) this.handlers.onEnd(1);
    } finally {
      this.#run = undefined;
    }
  }

  #read(signal: AbortSignal): Promise<string | null> {
    this.handlers.say('The script waits for a line of input: enter it here (Ctrl+D ends the input).\n');
    return new Promise((resolve) => {
      const done = (line: string | null): void => {
        this.#line = undefined;
        resolve(line);
      };
      this.#line = done;
      signal.addEventListener('abort', () => done(null), { once: true });
    });
  }
}
