// The screen of a debugging: what the script prints, what the debugger says, and the prompt, each out of the others' way. Control thread.
//
// The debugger talks on standard error, so that standard output is the script's alone.

import type { Logger } from '../../base/log.js';
import type { Output } from '../../client/output.js';
import { hasColor } from '../colors.js';
import { safeText } from '../display/terminal-text.js';
import type { CliOptions } from '../options.js';
import { openOutput } from '../output.js';
import type { ByteSink, OutputFailure } from '../output.js';
import { RunDisplay } from '../run-display.js';
import { ScriptOutput } from '../script-output.js';
import { createTraceLogger } from '../trace.js';
import type { Screen } from './console.js';
import type { Prompt } from './prompt.js';

const WIDTH = 80;

export interface OutputTrouble {
  readonly onFailure: (failure: OutputFailure) => void;
  readonly onTooMuch: () => void;
}

export class Stage implements Screen {
  readonly hasColor: boolean;
  readonly logger: Logger;
  readonly output: ScriptOutput;
  readonly sinks: readonly ByteSink[];
  prompt: Prompt | undefined;
  readonly #display: RunDisplay;
  #last: Promise<void> = Promise.resolve();

  constructor(options: CliOptions, trouble: OutputTrouble) {
    this.hasColor = hasColor(process.stderr, options.noColor);
    const stdout = openOutput(1, (failure) => trouble.onFailure(failure));
    const stderr = openOutput(2, () => undefined);
    this.sinks = [stdout, stderr];
    this.output = new ScriptOutput({
      stdout,
      stderr,
      isCaptured: options.output !== 'text',
      isOneScreen: process.stdout.isTTY && process.stderr.isTTY,
      onTooMuch: () => trouble.onTooMuch(),
    });
    this.#display = new RunDisplay(this.output, options);
    this.logger = createTraceLogger({
      filter: options.trace,
      hasColor: this.hasColor,
      write: (line) => void this.say(line),
    });
  }

  get width(): number {
    return process.stderr.isTTY ? process.stderr.columns : WIDTH;
  }

  say(text: string): Promise<void> {
    return this.#inTurn(async () => {
      this.#display.finish();
      await this.output.flush();
      this.output.line(safeText(text, this.hasColor));
    });
  }

  /** What the script shows. The promise settles when more may come. */
  take(output: Output): void | Promise<void> {
    if (this.prompt?.isInteractive !== true) return this.#display.take(output);
    return this.#inTurn(async () => this.#display.take(output));
  }

  /** What was displayed stays, and all is written. */
  async finish(): Promise<void> {
    await this.#last;
    this.#display.finish();
    await this.output.flush();
  }

  async #inTurn(write: () => Promise<void>): Promise<void> {
    const turn = this.#last.then(async () => {
      this.prompt?.hide();
      await write();
      await this.output.flush();
      this.prompt?.show();
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
