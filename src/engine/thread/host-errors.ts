// Errors that host functions raised in this run, found again by the message that the script saw. Engine thread.

import type { ErrorData } from '../messages.js';

const KEEP = 64;

/** What ends in `chunk:line: `, as `error()` writes it. */
const POSITION = /^[^\n]*:\d+: $/;

/** A script may catch a host error (a string) and raise it again: its cause is still known here. */
export class HostErrors {
  private readonly byMessage = new Map<string, ErrorData>();

  /** @returns the message for the script, category first: `Tool execution error: ...` */
  remember(error: ErrorData): string {
    const message = error.category === undefined ? error.message : `${error.category}: ${error.message}`;
    this.byMessage.delete(message);
    this.byMessage.set(message, error);
    if (this.byMessage.size > KEEP) this.byMessage.delete(this.byMessage.keys().next().value as string);
    return message;
  }

  /** The error behind a message, with or without a position that `error()` has put before it. */
  find(message: string): ErrorData | undefined {
    const exact = this.byMessage.get(message);
    if (exact !== undefined) return exact;
    for (const [text, error] of this.byMessage) {
      if (message.endsWith(text) && POSITION.test(message.slice(0, message.length - text.length))) return error;
    }
    return undefined;
  }

  clear(): void {
    this.byMessage.clear();
  }
}
