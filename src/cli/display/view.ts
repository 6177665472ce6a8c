// Shows what scripts display on the standard output of the command, as well as that can. Control thread.

import type { DisplayMessage } from './message.js';
import { PlainView } from './plain-view.js';
import { TerminalView } from './terminal-view.js';

/** Where displays go. */
export interface DisplayOutput {
  write(text: string): void;
  readonly isTerminal: boolean;
  /** Of the terminal; asked for each time, as windows change. */
  readonly columns: number;
  /** Rows of the terminal. Default 24. */
  readonly rows?: number;
  readonly color: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether the last byte that others wrote there ended a line. Default: it did. */
  readonly isAtLineStart?: () => boolean;
}

export interface DisplayView {
  /** Of `display_data` and `execute_result`. */
  show(message: DisplayMessage): void;
  /** Of `update_display_data`. */
  update(message: DisplayMessage): void;
  /** Of `clear_output`. @param wait only when something else is shown */
  clear(wait: boolean): void;
  /** Before any other output, and at the end: what was begun stays as it is and its line ends. */
  finish(): void;
}

export function createDisplayView(output: DisplayOutput): DisplayView {
  const canMove = output.isTerminal && output.env['TERM'] !== 'dumb';
  return canMove ? new TerminalView(output) : new PlainView(output);
}
