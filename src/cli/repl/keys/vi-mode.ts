// The modes of vi: keys of the normal mode are read as counts, operators and motions, and done to the text. Pure. Any thread.

import { partnerOf } from '../edit/brackets.js';
import { graphemes, nextBoundary, previousBoundary } from '../edit/graphemes.js';
import { firstInLine, lineEnd, lineStart } from '../edit/motions.js';
import type { Editing } from './actions.js';
import type { Bindings } from './emacs.js';
import { BindingReader } from './binding-reader.js';
import type { Key } from './chord.js';
import { joinLines, otherCase, put } from './vi-edits.js';
import { findChar, textObject, VI_MOTIONS } from './vi-motions.js';
import type { ViMotion } from './vi-motions.js';
import type { Piece } from './vi-operators.js';
import { change, fill, operate } from './vi-operators.js';
import { editSelected, ENDING, MOVING, selected, VI_VISUAL } from './vi-visual.js';

export type Mode = 'insert' | 'normal' | 'visual' | 'visual line';

/** The editor, as the modes see it. */
export interface ViTarget {
  readonly editing: Editing;
  /** Does what a binding names. */
  act(action: string): void;
  /** As the keys of the other mode do. */
  insert(key: Key): void;
}

const OPERATORS = new Set(['d', 'c', 'y', '>', '<']);
const WAITING = new Set(['f', 'F', 't', 'T', 'r', 'g', 'i', 'a']);
/** Commands that are an operator with a motion. */
const SHORT: Readonly<Record<string, string>> = { x: 'dl', X: 'dh', D: 'd$', C: 'c$', s: 'cl', S: 'cc', Y: 'yy' };
const MOST = 9999;

export class ViMode {
  mode: Mode = 'insert';
  /** The end of the selection that the cursor is not at. */
  #anchor = 0;
  readonly #bindings: BindingReader;
  #count = '';
  #operator = '';
  #operatorCount = 1;
  #waits = '';
  #lastFind: { readonly key: string; readonly char: string } | undefined;
  /** Keys since the command began; of the last command that changed something. */
  #keys: Key[] = [];
  #lastChange: readonly Key[] = [];
  #isRepeating = false;
  #before = '';
  /** The command was `.` or took something back: it is not what is repeated. */
  #isOfOthers = false;

  constructor(
    private readonly target: ViTarget,
    normal: Bindings,
  ) {
    this.#bindings = new BindingReader(normal);
  }

  /** What has been typed of a command: `2d`. */
  get typed(): string {
    const count = this.#operatorCount === 1 ? '' : String(this.#operatorCount);
    return this.#operator === '' ? this.#count + this.#waits : count + this.#operator + this.#count + this.#waits;
  }

  /** Of the visual modes. */
  get selection(): Piece | undefined {
    if (!this.#isVisual) return undefined;
    const { text, cursor } = this.target.editing.buffer;
    return selected(text, this.#anchor, cursor, this.mode === 'visual line');
  }

  get #isVisual(): boolean {
    return this.mode === 'visual' || this.mode === 'visual line';
  }

  /** The text is another. */
  begin(): void {
    this.mode = 'insert';
    this.target.editing.buffer.beginGroup();
    this.#forget();
    this.#keys = [];
  }

  /** In the insert mode: what is repeated later. */
  inserted(key: Key): void {
    if (!this.#isRepeating && this.#keys.length > 0) this.#keys.push(key);
  }

  /** Escape: the cursor is on a character then. */
  toNormal(): void {
    if (this.mode === 'insert') {
      const { buffer } = this.target.editing;
      buffer.endGroup();
      if (buffer.cursor > lineStart(buffer.text, buffer.cursor)) {
        buffer.moveTo(previousBoundary(buffer.text, buffer.cursor));
      }
    }
    this.mode = 'normal';
    this.#forget();
    this.#finish();
  }

  /** Into a visual mode; out of it, where it is that already. */
  toVisual(mode: 'visual' | 'visual line'): void {
    if (this.mode === mode) {
      this.toNormal();
      return;
    }
    if (!this.#isVisual) this.#anchor = this.target.editing.buffer.cursor;
    this.mode = mode;
  }

  /** A key of the normal and the visual modes. */
  press(key: Key): void {
    const { buffer } = this.target.editing;
    if (this.mode === 'normal' && this.typed === '' && !this.#isRepeating) {
      this.#keys = [];
      this.#before = buffer.text;
      this.#isOfOthers = false;
    }
    if (!this.#isRepeating) this.#keys.push(key);
    if (key.kind === 'chord') this.#chord(key.chord);
    else if (key.kind === 'text') for (const char of graphemes(key.text)) this.#char(char);
    if (this.mode === 'normal' && this.typed === '') this.#finish();
    else if (this.#isVisual) this.#ontoCharacter();
  }

  #chord(chord: string): void {
    if (chord === 'escape') {
      if (this.#isVisual) this.toNormal();
      this.#forget();
      return;
    }
    const action = this.#bindings.read(chord);
    if (action !== undefined) this.#act(action);
  }

  #act(action: string): void {
    const count = (this.#count !== '' && Number(this.#count)) || 1;
    this.#forget();
    if (this.#isVisual) {
      if (action === 'abort' || ENDING.has(action)) this.toNormal();
      else if (!MOVING.has(action)) return;
    }
    this.#actTimes(count, action);
  }

  /** A mode is not entered more than once. */
  #actTimes(count: number, action: string): void {
    this.#times(action.startsWith('vi-') ? 1 : count, () => this.target.act(action));
  }

  #char(char: string): void {
    if (this.#waits !== '') {
      this.#waited(this.#waits, char);
      return;
    }
    if (/[1-9]/.test(char) || (char === '0' && this.#count !== '')) {
      this.#count = String(Math.min(MOST, Number(this.#count + char)));
      return;
    }
    const isInsert = (char === 'i' || char === 'a') && this.#operator === '' && !this.#isVisual;
    if (WAITING.has(char) && !isInsert) {
      this.#waits = char;
      return;
    }
    const edit = this.#isVisual ? VI_VISUAL[char] : undefined;
    if (edit !== undefined) {
      this.#editSelected(edit);
      return;
    }
    if (this.#operator === '' && SHORT[char] !== undefined) {
      for (const each of SHORT[char]) this.#char(each);
      return;
    }
    if (OPERATORS.has(char)) this.#operate(char);
    else if (char === ';' || char === ',') this.#findAgain(char === ',');
    else if (char === '%') this.#toPartner();
    else if (VI_MOTIONS[char] !== undefined) this.#move(VI_MOTIONS[char], char);
    else if (this.#operator !== '' && (char === 'j' || char === 'k')) this.#lines(char === 'j' ? 1 : -1);
    else if (this.#operator !== '') this.#forget();
    else if (this.#isVisual) {
      const action = this.#bindings.read(char);
      if (action === undefined) this.#forget();
      else this.#act(action);
    } else this.#command(char);
  }

  /** `d lines` takes whole lines also of a selection that does not. */
  #editSelected(edit: string): void {
    const { buffer, kills } = this.target.editing;
    const [key = '', lines] = edit.split(' ');
    this.#forget();
    if (key === 'o') {
      const { cursor } = buffer;
      buffer.moveTo(this.#anchor);
      this.#anchor = cursor;
      return;
    }
    const isLines = lines !== undefined || this.mode === 'visual line';
    const piece = selected(buffer.text, this.#anchor, buffer.cursor, isLines);
    this.mode = 'normal';
    if (key === 'c') this.#change(piece);
    else editSelected(key, buffer, kills, piece);
  }

  /** An object of the text is what is selected then. */
  #select([start, end]: readonly [number, number]): void {
    const { buffer } = this.target.editing;
    if (start === end) return;
    this.mode = 'visual';
    this.#anchor = start;
    buffer.moveTo(previousBoundary(buffer.text, end));
  }

  #change(piece: Piece): void {
    const { buffer, kills } = this.target.editing;
    this.#toInsert();
    change(buffer, kills, piece);
  }

  #waited(first: string, char: string): void {
    this.#waits = '';
    const { buffer } = this.target.editing;
    if (first === 'r') {
      const { selection } = this;
      if (selection === undefined) this.#replaceChars(char);
      else {
        this.mode = 'normal';
        this.#forget();
        fill(buffer, selection, char);
      }
    } else if (first === 'g') {
      if (char === 'g') this.#move(VI_MOTIONS['gg']!, 'gg');
      else this.#forget();
    } else if (first === 'i' || first === 'a') {
      const span = textObject(buffer.text, buffer.cursor, first, char);
      if (span === undefined || this.#isVisual) this.#forget();
      if (span === undefined) return;
      if (this.#isVisual) this.#select(span);
      else this.#apply(span[0], span[1], false);
    } else {
      this.#lastFind = { key: first, char };
      this.#find(first, char);
    }
  }

  #find(key: string, char: string): void {
    const { buffer } = this.target.editing;
    const isForward = key === 'f' || key === 't';
    const move = findChar(key, char, this.#takeCount());
    if (move(buffer.text, buffer.cursor) === buffer.cursor) this.#forget();
    else this.#move({ move, takes: isForward ? 'inclusive' : 'exclusive' }, key, 1);
  }

  #findAgain(isBack: boolean): void {
    const last = this.#lastFind;
    if (last === undefined) {
      this.#forget();
      return;
    }
    const other = last.key === last.key.toLowerCase() ? last.key.toUpperCase() : last.key.toLowerCase();
    const key = isBack ? other : last.key;
    const { buffer } = this.target.editing;
    // Beside the character already, the next one is meant.
    const move = findChar(key, last.char, 1);
    const isStuck = (key === 't' || key === 'T') && move(buffer.text, buffer.cursor) === buffer.cursor;
    if (isStuck) this.#count = String(this.#takeCount() + 1);
    this.#find(key, last.char);
  }

  #toPartner(): void {
    const { buffer, tokens } = this.target.editing;
    const end = lineEnd(buffer.text, buffer.cursor);
    const at = /[()[\]{}]/.exec(buffer.text.slice(buffer.cursor, end))?.index;
    const partner = at === undefined ? undefined : partnerOf(tokens(), buffer.cursor + at);
    if (partner === undefined) this.#forget();
    else this.#move({ move: () => partner, takes: 'inclusive' }, '%', 1);
  }

  #move({ move, takes }: ViMotion, key: string, count = this.#takeCount()): void {
    const { buffer } = this.target.editing;
    const { text, cursor } = buffer;
    // Changing a word leaves the blanks behind it.
    const isWord = this.#operator === 'c' && (key === 'w' || key === 'W') && /\S/.test(text[cursor] ?? '');
    if (isWord) {
      this.#move(VI_MOTIONS[key === 'w' ? 'e' : 'E']!, 'e', count);
      return;
    }
    let at = cursor;
    for (let left = count; left > 0; left--) {
      const next = move(text, at);
      if (next === at && key !== 'e') break;
      at = next;
    }
    if (this.#operator === '') {
      buffer.moveTo(at);
      this.#forget();
      return;
    }
    if (takes === 'lines') {
      this.#applyLines(Math.min(at, cursor), Math.max(at, cursor));
      return;
    }
    // The last word of a line does not take the line's end with it.
    const isOver = (key === 'w' || key === 'W') && text.slice(cursor, at).includes('\n');
    const end = isOver ? lineEnd(text, cursor) : at;
    const last = takes === 'inclusive' ? nextBoundary(text, Math.max(end, cursor)) : Math.max(end, cursor);
    this.#apply(Math.min(at, cursor), last, false);
  }

  /** The operator, or twice the same: whole lines. */
  #operate(char: string): void {
    if (this.#operator === char) {
      this.#lines(0);
      return;
    }
    if (this.#operator !== '') {
      this.#forget();
      return;
    }
    this.#operatorCount = this.#takeCount();
    this.#count = '';
    this.#operator = char;
  }

  /** Whole lines; `d2j` and `2dd` each take more of them. */
  #lines(direction: 0 | 1 | -1): void {
    const { text, cursor } = this.target.editing.buffer;
    const count = direction === 0 ? this.#takeCount() - 1 : this.#takeCount();
    let [first, last] = [cursor, cursor];
    for (let left = count; left > 0; left--) {
      if (direction === -1) first = lineStart(text, Math.max(0, lineStart(text, first) - 1));
      else last = Math.min(text.length, lineEnd(text, last) + 1);
    }
    this.#applyLines(first, last);
  }

  #applyLines(first: number, last: number): void {
    const { text } = this.target.editing.buffer;
    this.#apply(lineStart(text, first), lineEnd(text, last), true);
  }

  #apply(start: number, end: number, isLines: boolean): void {
    const operator = this.#operator;
    const { buffer, kills } = this.target.editing;
    this.#forget();
    if (operator === 'c') this.#change({ start, end, isLines });
    else operate(operator, buffer, kills, { start, end, isLines });
  }

  #command(char: string): void {
    const { buffer } = this.target.editing;
    const { text, cursor } = buffer;
    const count = this.#takeCount();
    const hadCount = this.#count !== '';
    this.#forget();
    switch (char) {
      case 'i': {
        this.#toInsert();
        return;
      }
      case 'a': {
        this.#toInsert(Math.min(lineEnd(text, cursor), nextBoundary(text, cursor)));
        return;
      }
      case 'I': {
        this.#toInsert(firstInLine(text, cursor));
        return;
      }
      case 'A': {
        this.#toInsert(lineEnd(text, cursor));
        return;
      }
      case 'o':
        this.#toInsert(lineEnd(text, cursor));
        {
          this.target.act('newline');
          return;
        }
      case 'O': {
        this.#openAbove();
        return;
      }
      case 'p':
      case 'P': {
        this.#times(count, () => put(buffer, this.target.editing.kills.newest ?? '', char === 'p'));
        return;
      }
      case '~': {
        this.#times(count, () => otherCase(buffer));
        return;
      }
      case 'J': {
        joinLines(buffer);
        return;
      }
      case '.': {
        this.#repeat(count);
        return;
      }
      default: {
        const action = this.#bindings.read(char);
        if (action === 'undo' || action === 'redo') this.#isOfOthers = true;
        if (action !== undefined) this.#actTimes(hadCount ? count : 1, action);
      }
    }
  }

  #toInsert(at = this.target.editing.buffer.cursor): void {
    this.mode = 'insert';
    this.target.editing.buffer.beginGroup();
    this.target.editing.buffer.moveTo(at);
  }

  #openAbove(): void {
    const { buffer } = this.target.editing;
    const start = lineStart(buffer.text, buffer.cursor);
    const indent = /^[ \t]*/.exec(buffer.text.slice(start))![0];
    this.#toInsert(start);
    buffer.replace(start, start, `${indent}\n`);
    buffer.moveTo(start + indent.length);
  }

  #replaceChars(char: string): void {
    const { buffer } = this.target.editing;
    const count = this.#takeCount();
    this.#forget();
    let end = buffer.cursor;
    for (let left = count; left > 0; left--) end = nextBoundary(buffer.text, end);
    if (end > lineEnd(buffer.text, buffer.cursor)) return;
    const start = buffer.cursor;
    buffer.replace(start, end, char.repeat(count));
    buffer.moveTo(start + char.length * (count - 1));
  }

  #repeat(count: number): void {
    this.#isRepeating = true;
    this.#isOfOthers = true;
    this.#times(count, () => {
      for (const key of this.#lastChange) {
        if (this.mode !== 'insert') this.press(key);
        else this.target.insert(key);
      }
    });
    this.#isRepeating = false;
  }

  #times(count: number, act: () => void): void {
    for (let left = count; left > 0; left--) act();
  }

  #takeCount(): number {
    const count = (this.#count === '' ? 1 : Number(this.#count)) * (this.#operator === '' ? 1 : this.#operatorCount);
    return Math.min(MOST, count);
  }

  #forget(): void {
    this.#count = '';
    this.#operator = '';
    this.#operatorCount = 1;
    this.#waits = '';
  }

  /** A command is over: the cursor is on a character, and what has changed the text can be repeated. */
  #finish(): void {
    this.#ontoCharacter();
    const { text } = this.target.editing.buffer;
    const isChange = !this.#isOfOthers && this.#keys[0]?.kind === 'text' && text !== this.#before;
    if (!this.#isRepeating && isChange) this.#lastChange = [...this.#keys];
    if (!this.#isRepeating) this.#keys = [];
  }
  #ontoCharacter(): void {
    const { buffer } = this.target.editing;
    const { text, cursor } = buffer;
    if (cursor === lineEnd(text, cursor) && cursor > lineStart(text, cursor))
      buffer.moveTo(previousBoundary(text, cursor));
  }
}
