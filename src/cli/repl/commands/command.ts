// What a command of the prompt is, and what it works with. Control thread.

import type { JsonObject } from '../../../protocol/schema.js';
import type { HelpLayout } from '../../page.js';
import type { Candidate } from '../edit/menu.js';
import type { ChatSettings } from './chat.js';
import type { HistoryEntries } from '../history/entries.js';
import type { Ran, RunOptions } from '../session.js';
import type { ReplSettings } from '../settings.js';

/** What follows for the prompt. */
export type Outcome = 'stay' | { readonly leave: number };

/** The prompt, as its commands see it. */
export interface CommandContext {
  readonly commands: readonly Command[];
  readonly settings: ReplSettings;
  /** As they were at the start. */
  readonly firstSettings: Readonly<ReplSettings>;
  /** How a model is asked. */
  readonly chat: ChatSettings;
  readonly history: HistoryEntries;
  /** What was run since the start, the oldest first. */
  readonly inputs: readonly string[];
  readonly layout: HelpLayout;
  /** With its arguments, as `.run` was given it last. */
  lastFile: string | undefined;
  /** Where relative paths of commands and runs begin. */
  workingDirectory: string;
  say(text: string): Promise<void>;
  settingsChanged(): void;
  clearScreen(): void;
  infoText(): Promise<string>;
  kernelStatus(): Promise<JsonObject>;
  connect(kernel: string): Promise<void>;
  reset(): Promise<void>;
  run(code: string, options?: RunOptions): Promise<Ran>;
  /** How long that took, in milliseconds as measured here. */
  timed(code: string): Promise<number>;
  /** Documentation of the name that ends at the cursor; undefined where nothing is known. */
  about(code: string, cursor: number, withSource?: boolean): Promise<string | undefined>;
  /** The script's global variables, and what is kept of local ones. */
  variables(): Promise<readonly { readonly name: string; readonly value: string }[]>;
  /** `provider/model` of those that the session has; empty while something runs. */
  models(): Promise<readonly string[]>;
  /** What the next input begins with. */
  prefill(text: string): void;
  editOutside(text: string): Promise<string | undefined>;
  /** Loads a file again that has changed; gives what has come of it. */
  reload(path: string): Promise<string>;
  /** Runs the last file again; a run that is paused ends first. */
  restart(): Promise<void>;
  /** Pauses what runs, or the next input at its first line. */
  pause(): Promise<void>;
  /** A command of the debugger, with its argument. */
  debug(line: string): Promise<void>;
}

export interface Command {
  /** Without the dot; the others mean the same. */
  readonly names: readonly [string, ...string[]];
  readonly group: 'general' | 'values' | 'files' | 'chat' | 'debugging';
  /** What follows the name: `FILE`, `[NAME]`. */
  readonly usage: string;
  readonly summary: string;
  readonly examples: readonly (readonly [example: string, meaning: string])[];
  /** @throws SpellError, whose message is shown */
  readonly run: (context: CommandContext, argument: string) => Promise<Outcome | undefined> | Promise<void>;
  /** What the argument may be; what does not fit what is typed is left out by who asks. */
  readonly complete?: (
    context: CommandContext,
    argument: string,
  ) => Promise<readonly Candidate[]> | readonly Candidate[];
}

export const GROUPS: Readonly<Record<Command['group'], string>> = {
  general: 'General',
  values: 'Values',
  files: 'Files and history',
  chat: 'Talking to a model',
  debugging: 'Debugging',
};
