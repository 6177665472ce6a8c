// Does what a line of the prompt says. Control thread.

import { SpellError } from '../../base/errors.js';
import { wrap } from '../../diagnostics/terminal/text.js';
import type { Action, Outcome } from './actions.js';
import { breakpointActions } from './breakpoint-actions.js';
import type { DebugConsole } from './console.js';
import { lookActions, printValue } from './look-actions.js';
import type { Line } from './parse-line.js';
import { parseLine } from './parse-line.js';
import { runActions } from './run-actions.js';
import { sessionActions } from './session-actions.js';
import { traceActions } from './trace-actions.js';

/** By name of the command; the table has the same. */
export const ACTIONS: Readonly<Record<string, Action>> = {
  ...runActions,
  ...breakpointActions,
  ...lookActions,
  ...traceActions,
  ...sessionActions,
};

/** Lines of one prompt: the last command is done again by an empty one. */
export class CommandActions {
  #last: Extract<Line, { kind: 'command' }> | undefined;

  constructor(private readonly console: DebugConsole) {}

  /** What goes wrong is said. */
  async run(text: string): Promise<Outcome> {
    try {
      return await this.#run(parseLine(text));
    } catch (error) {
      if (!(error instanceof SpellError) || error.code.startsWith('KERNEL')) throw error;
      this.#last = undefined;
      await this.#refuse(error.message === 'notStopped' ? 'nothing is paused' : error.message);
      return 'stay';
    }
  }

  async #run(line: Line): Promise<Outcome> {
    switch (line.kind) {
      case 'empty':
        if (this.#last === undefined) return 'stay';
        return this.#command(this.#last, true);
      case 'command':
        this.#last = line.spec.isRepeated ? line : undefined;
        return this.#command(line, false);
      case 'lua':
        this.#last = undefined;
        await this.#lua(line.code, line.hint);
        return 'stay';
      case 'ambiguous':
        await this.#refuse(`'${line.word}' may be ${line.names.join(', ')}`);
        return 'stay';
      case 'unknown':
        await this.#refuse(`there is no command '${line.word}'${hint(line.hint)}; help lists them`);
        return 'stay';
    }
  }

  async #command({ spec, argument }: Extract<Line, { kind: 'command' }>, isAgain: boolean): Promise<Outcome> {
    const { console } = this;
    // A stop is waited for.
    if (spec.name === 'continue' && console.pause === undefined && console.isAttached) return 'resumed';
    if (spec.needsPause && console.pause === undefined) {
      throw new SpellError('DEBUG_REQUEST', `nothing is paused${console.whyNotPaused}`);
    }
    return ACTIONS[spec.name]!(console, argument, isAgain);
  }

  /** Text that is no Lua either was perhaps meant for a command. */
  async #lua(code: string, near: string | undefined): Promise<void> {
    if (code === '') return;
    try {
      const value = await printValue(this.console, code);
      // A global that is not there reads as nil.
      if (value === 'nil' && near !== undefined) await this.console.note(`(if that was a command: ${near})`);
    } catch (error) {
      if (!(error instanceof SpellError) || near === undefined) throw error;
      throw new SpellError('DEBUG_REQUEST', `${error.message}${hint(near)}`, { cause: error });
    }
  }

  async #refuse(message: string): Promise<void> {
    const [first = '', ...rest] = wrap(`error: ${message}`, this.console.screen.width);
    await this.console.say([first.replace('error:', this.console.paint('red', 'error:')), ...rest].join('\n'));
  }
}

function hint(near: string | undefined): string {
  return near === undefined ? '' : ` (did you mean the command ${near}?)`;
}
