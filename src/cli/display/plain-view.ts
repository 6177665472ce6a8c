// Displays in files, pipes and terminals that cannot move their cursor: one after the other. Control thread.

import { plainText } from './forms.js';
import { idOf, kindOf } from './message.js';
import type { DisplayMessage } from './message.js';
import type { DisplayOutput, DisplayView } from './view.js';

/** Of a progress bar the first and the last state are shown, of a stream what is new, of everything else each state. */
export class PlainView implements DisplayView {
  /** The last text of each display that may change. */
  private readonly texts = new Map<string, string>();
  /** A stream whose line is open. */
  private open: string | undefined;

  constructor(private readonly output: DisplayOutput) {}

  show(message: DisplayMessage): void {
    const text = plainText(message);
    const id = idOf(message);
    if (kindOf(message).kind === 'stream' && id !== undefined) {
      this.grow(id, message, '');
      return;
    }
    this.writeLine(text);
    if (id !== undefined) this.texts.set(id, text);
  }

  update(message: DisplayMessage): void {
    const { kind, isDone } = kindOf(message);
    const id = idOf(message) ?? '';
    const before = this.texts.get(id);
    if (before === undefined) this.show(message);
    else if (kind === 'stream') this.grow(id, message, before);
    else if ((kind !== 'progress' || isDone) && plainText(message) !== before) this.show(message);
  }

  clear(): void {
    this.finish();
  }

  finish(): void {
    if (this.open !== undefined && this.texts.get(this.open)?.endsWith('\n') === false) this.output.write('\n');
    this.open = undefined;
  }

  private writeLine(text: string): void {
    this.finish();
    this.output.write(`${this.lineStart()}${text}\n`);
  }

  private lineStart(): string {
    return (this.output.isAtLineStart?.() ?? true) ? '' : '\n';
  }

  /** A text that is not the one before and something more begins anew. */
  private grow(id: string, message: DisplayMessage, before: string): void {
    const { 'text/plain': form } = message.data;
    const text = typeof form === 'string' ? form : plainText(message);
    const isMore = text.startsWith(before);
    if (this.open !== id || !isMore) this.finish();
    this.texts.set(id, text);
    const added = isMore ? text.slice(before.length) : text;
    if (added !== '') {
      this.output.write((this.open === id ? '' : this.lineStart()) + added);
      this.open = id;
    }
    if (kindOf(message).isDone) this.finish();
  }
}
