// Where the debugger's commands come from. Types only. Control thread.

import type { Disposable } from '../../base/disposable.js';

export interface Prompt extends Disposable {
  /** Somebody sits there, who can be asked and sees what happens meanwhile. */
  readonly isInteractive: boolean;
  /** The next command; null when there are no more. Undefined when the signal was aborted before there was one. */
  read(signal: AbortSignal): Promise<string | null | undefined>;
  /** Asks before something is lost; false when the signal is aborted before there is an answer. */
  confirm(question: string, signal: AbortSignal): Promise<boolean>;
  /** Takes the prompt off the screen while something is written, and puts it back. */
  hide(): void;
  show(): void;
  /** What a script that reads standard input gets. */
  readonly readInput: (maxBytes: number, signal: AbortSignal) => Promise<Uint8Array | null>;
}
