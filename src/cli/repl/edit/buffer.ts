// The text that is edited, its cursor, and what it was before: every change can be undone. Any thread.

/** A text with a cursor: an offset in UTF-16 units, never inside of a grapheme. */
export interface TextState {
  readonly text: string;
  readonly cursor: number;
}

/** Changes of the same kind, one after the other, are undone together. */
export type ChangeKind = 'type' | 'delete' | 'other';

/** So much is remembered. */
const MOST_STEPS = 1000;

export class EditBuffer {
  #state: TextState = { text: '', cursor: 0 };
  #before: TextState[] = [];
  #after: TextState[] = [];
  #kind: ChangeKind = 'other';
  /** Changes until the end of the group are undone together; whether there was one. */
  #group: 'none' | 'begun' | 'changed' = 'none';

  get text(): string {
    return this.#state.text;
  }

  get cursor(): number {
    return this.#state.cursor;
  }

  get state(): TextState {
    return this.#state;
  }

  /** Moves the cursor; what is typed after it is undone on its own. */
  moveTo(cursor: number): void {
    if (cursor === this.cursor) return;
    this.#state = { text: this.text, cursor: clamp(cursor, 0, this.text.length) };
    this.#kind = 'other';
  }

  insert(piece: string): void {
    if (piece === '') return;
    const isWord = piece.length === 1 && /\S/.test(piece);
    this.replace(this.cursor, this.cursor, piece, isWord ? 'type' : 'other');
  }

  /** Puts a text in place of another, with the cursor behind it. @returns what was there */
  replace(start: number, end: number, piece: string, kind: ChangeKind = 'other'): string {
    const [from, to] = [clamp(start, 0, this.text.length), clamp(end, 0, this.text.length)];
    const removed = this.text.slice(from, to);
    if (removed === piece) {
      this.moveTo(from + piece.length);
      return removed;
    }
    this.#remember(kind);
    this.#state = { text: this.text.slice(0, from) + piece + this.text.slice(to), cursor: from + piece.length };
    return removed;
  }

  /** From the cursor to another place, on either side of it. @returns what was there */
  deleteTo(place: number, kind: ChangeKind = 'other'): string {
    return this.replace(Math.min(place, this.cursor), Math.max(place, this.cursor), '', kind);
  }

  /** Another text altogether. */
  set(text: string, cursor = text.length): void {
    if (text === this.text) {
      this.moveTo(cursor);
      return;
    }
    this.#remember('other');
    this.#state = { text, cursor: clamp(cursor, 0, text.length) };
  }

  /** Begins anew: nothing can be undone. */
  reset(text = ''): void {
    this.#state = { text, cursor: text.length };
    this.#before = [];
    this.#after = [];
    this.#kind = 'other';
    this.#group = 'none';
  }

  undo(): boolean {
    return this.#swap(this.#before, this.#after);
  }

  redo(): boolean {
    return this.#swap(this.#after, this.#before);
  }

  /** All changes from here to {@link endGroup} are undone together. */
  beginGroup(): void {
    this.#group = 'begun';
    this.#kind = 'other';
  }

  endGroup(): void {
    this.#group = 'none';
    this.#kind = 'other';
  }

  /** What comes next is undone on its own. */
  breakUndo(): void {
    this.#kind = 'other';
  }

  #swap(from: TextState[], to: TextState[]): boolean {
    const state = from.pop();
    if (state === undefined) return false;
    to.push(this.#state);
    this.#state = state;
    this.#kind = 'other';
    return true;
  }

  #remember(kind: ChangeKind): void {
    const isSame = kind !== 'other' && kind === this.#kind;
    const goesOn = (isSame || this.#group === 'changed') && this.#before.length > 0;
    if (this.#group === 'begun') this.#group = 'changed';
    if (!goesOn) this.#before.push(this.#state);
    if (this.#before.length > MOST_STEPS) this.#before.shift();
    this.#after = [];
    this.#kind = kind;
  }
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
