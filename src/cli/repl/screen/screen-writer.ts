// Brings a frame to the terminal by writing only what differs from the one before. Gives the bytes; writes nothing itself. Any thread.
//
// All moves are relative to where the prompt began, so that nothing need be known of what is above it.

import type { Frame } from './frame.js';

const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
const CLEAR_LINE = '\u001b[K';
const CLEAR_BELOW = '\u001b[J';
/** Shorter changes do not flicker. */
const LONG = 64;

export class ScreenWriter {
  #shown: Frame | undefined;
  /** Where the cursor is, and how many rows there are, counted from where the prompt began. */
  #row = 0;
  #height = 1;

  /** What turns what is shown into this frame. */
  draw(frame: Frame): string {
    const before = this.#shown;
    let out = '';
    for (const [index, row] of frame.rows.entries()) {
      if (before?.rows[index] === row) continue;
      const isShorter = frame.widths[index]! < (before?.widths[index] ?? 0);
      out += this.#moveTo(index) + row + (isShorter ? CLEAR_LINE : '');
    }
    if (this.#height > frame.rows.length) {
      out += this.#moveTo(frame.rows.length) + CLEAR_BELOW;
      this.#height = frame.rows.length;
    }
    out += this.#moveTo(frame.cursorRow);
    if (frame.cursorColumn > 0) out += `\u001b[${frame.cursorColumn}C`;
    this.#shown = frame;
    return out.length > LONG ? HIDE_CURSOR + out + SHOW_CURSOR : out;
  }

  /** Takes the prompt off the screen; what is written next begins where it began. */
  clear(): string {
    if (this.#shown === undefined) return '';
    const out = this.#moveTo(0) + CLEAR_BELOW;
    this.forget();
    return out;
  }

  /** Leaves what is shown where it is, and goes to the row below. */
  leave(goesBelow = true): string {
    if (this.#shown === undefined) return '';
    // The cursor is behind the text.
    const out = goesBelow ? `${this.#moveTo(this.#height - 1)}\n` : '';
    this.forget();
    return out;
  }

  /** Nothing of the prompt is on the screen any more. */
  forget(): void {
    this.#shown = undefined;
    this.#row = 0;
    this.#height = 1;
  }

  /** The terminal has another width, and has broken rows anew: takes the prompt off as it is now. */
  resized(columns: number): string {
    const frame = this.#shown;
    if (frame === undefined) return '';
    const heights = frame.widths.map((width) => Math.max(1, Math.ceil(width / columns)));
    const above = heights.slice(0, this.#row).reduce((sum, height) => sum + height, 0);
    const up = above + Math.floor(frame.cursorColumn / columns);
    this.forget();
    return `\r${up > 0 ? `\u001b[${up}A` : ''}${CLEAR_BELOW}`;
  }

  /** To the beginning of a row; one that is not there yet is made by a line feed. */
  #moveTo(row: number): string {
    const steps = row - this.#row;
    const there = Math.min(steps, this.#height - 1 - this.#row);
    this.#row = row;
    this.#height = Math.max(this.#height, row + 1);
    if (steps <= 0) return steps === 0 ? '\r' : `\r\u001b[${-steps}A`;
    return `\r${there > 0 ? `\u001b[${there}B` : ''}${'\n'.repeat(steps - there)}`;
  }
}
