// Displays in a terminal: whatever has been shown since other output was written can still change in place. Control thread.

import { terminalText } from './forms.js';
import { imageProtocol, renderImage } from './images.js';
import { idOf, kindOf } from './message.js';
import type { DisplayMessage } from './message.js';
import { rowsDown, safeText } from './terminal-text.js';
import type { DisplayOutput, DisplayView } from './view.js';

interface Entry {
  readonly id: string | undefined;
  /** Without the line break behind it. */
  readonly text: string;
  /** A stream to which more may come: the cursor stays at its end. */
  readonly isOpen: boolean;
}

const DEFAULT_ROWS = 24;

/**
 * The entries are the end of what is on the screen. A change that only adds is written as it is; for any other the cursor goes
 * up to the first line that differs. What has left the screen at its top is an entry no more: when it changes, it is shown again.
 */
export class TerminalView implements DisplayView {
  private entries: readonly Entry[] = [];
  /** What the entries have put on the screen. */
  private screen = '';
  private clearsNext = false;
  /** Of streams, what stands above other output. */
  private readonly settled = new Map<string, string>();
  /** Of streams among the entries, all that has been shown. */
  private readonly streams = new Map<string, string>();

  constructor(private readonly output: DisplayOutput) {}

  show(message: DisplayMessage): void {
    this.place(message, (entries, entry) => [...entries, entry]);
  }

  update(message: DisplayMessage): void {
    const id = idOf(message);
    this.place(message, (entries, next) => {
      const isHere = id !== undefined && entries.some((entry) => entry.id === id);
      return isHere ? entries.map((entry) => (entry.id === id ? next : entry)) : [...entries, next];
    });
  }

  /** Images cannot be drawn again: what stands above one is settled. */
  private place(message: DisplayMessage, add: (entries: readonly Entry[], entry: Entry) => readonly Entry[]): void {
    const kept = this.clearsNext ? [] : this.entries;
    this.clearsNext = false;
    const image = this.imageOf(message);
    if (image === undefined) this.draw(add(kept, this.entryOf(message)));
    else {
      this.draw(kept);
      this.finish();
      this.output.write(`${this.lineStart()}${image}\n`);
    }
  }

  clear(wait: boolean): void {
    if (wait) this.clearsNext = true;
    else this.draw([]);
  }

  finish(): void {
    if (this.screen !== '' && !this.screen.endsWith('\n')) this.output.write('\n');
    for (const id of this.streams.keys()) this.settle(id);
    this.entries = [];
    this.screen = '';
  }

  /** What a stream has shown so far does not change any more. */
  private settle(id: string): void {
    const text = this.streams.get(id);
    if (text !== undefined) this.settled.set(id, text);
    this.streams.delete(id);
  }

  private imageOf(message: DisplayMessage): string | undefined {
    const protocol = imageProtocol(this.output.env);
    return protocol === undefined ? undefined : renderImage(message, protocol, this.output.columns);
  }

  private entryOf(message: DisplayMessage): Entry {
    const { columns, color } = this.output;
    const id = idOf(message);
    const { kind, isDone } = kindOf(message);
    if (kind !== 'stream' || id === undefined)
      return { id, text: terminalText(message, columns, color), isOpen: false };
    const { 'text/plain': form } = message.data;
    const whole = safeText(typeof form === 'string' ? form : '', false);
    const above = this.settled.get(id) ?? '';
    this.streams.set(id, whole);
    const text = whole.startsWith(above) ? whole.slice(above.length) : whole;
    return { id, text, isOpen: !isDone || text === '' };
  }

  private draw(next: readonly Entry[]): void {
    const target = textOf(next);
    const change = this.changeTo(target);
    if (change === undefined) {
      this.drawBelow(next);
      return;
    }
    if (change !== '') this.output.write(change);
    this.entries = next;
    this.screen = target;
    this.dropTop();
  }

  /** What turns the screen into the target; undefined where the place of the change has left the screen. */
  private changeTo(target: string): string | undefined {
    if (target === this.screen) return '';
    if (target.startsWith(this.screen)) return this.lineStart() + target.slice(this.screen.length);
    const kept = commonLines(this.screen, target);
    const rows = rowsDown(this.screen.slice(kept), this.output.columns);
    if (rows >= (this.output.rows ?? DEFAULT_ROWS)) return undefined;
    return `\r${rows === 0 ? '' : `\u001b[${rows}A`}\u001b[J${target.slice(kept)}`;
  }

  /** Shows what has changed again, below everything. */
  private drawBelow(next: readonly Entry[]): void {
    const changed = next.filter((entry) => !this.entries.includes(entry));
    this.finish();
    if (changed.length > 0) this.draw(changed);
  }

  /** Forgets entries that have left the screen, so that drawing does not grow with all that was ever shown. */
  private dropTop(): void {
    const { columns, rows = DEFAULT_ROWS } = this.output;
    while (this.entries.length > 1 && rowsDown(this.screen, columns) >= rows) {
      const [first, ...others] = this.entries as readonly [Entry, ...Entry[]];
      this.settle(first.id ?? '');
      this.entries = others;
      this.screen = textOf(this.entries);
    }
  }

  /** What brings the cursor to the start of a line where others have left it in the middle of one. */
  private lineStart(): string {
    return this.screen !== '' || (this.output.isAtLineStart?.() ?? true) ? '' : '\n';
  }
}

/** Every entry ends its line, but for an open one at the end. */
function textOf(entries: readonly Entry[]): string {
  return entries
    .map(({ text, isOpen }, i) => {
      const staysOpen = isOpen && (i === entries.length - 1 || text === '');
      return text.endsWith('\n') || staysOpen ? text : `${text}\n`;
    })
    .join('');
}

/** Length of the lines with which both begin. */
function commonLines(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length === 0 ? 0 : a.lastIndexOf('\n', length - 1) + 1;
}
