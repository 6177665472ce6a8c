// Where inputs come from: a terminal with an editor, or lines of a pipe. Types only. Control thread.

import type { Disposable } from '../../base/disposable.js';
import type { InputRequest } from '../../client/input.js';
import type { ConfiguredKey } from '../../config/kinds/prompt.js';
import type { Prompt } from '../debug/prompt.js';
import type { ReplSettings } from './settings.js';

export interface Console extends Disposable {
  readonly isInteractive: boolean;
  /** Null when there are no more; undefined when it was given up. */
  read(question: { readonly prompt: string; readonly initial?: string }): Promise<string | null | undefined>;
  /** A line for a script that reads standard input. */
  readInput(request: InputRequest, signal: AbortSignal): Promise<string | null>;
  /** What is written meanwhile, and the debugger where it reads commands. */
  readonly debugPrompt: Prompt;
  /** Another program may have the terminal while this is under way. */
  lend<T>(use: () => Promise<T>): Promise<T>;
  /** @param own keys of the configuration */
  use(settings: ReplSettings, own: readonly ConfiguredKey[]): void;
  /** Undefined when the question has gone, or nobody can be asked. */
  confirm(question: string, signal: AbortSignal): Promise<boolean | undefined>;
  clear(): void;
}
