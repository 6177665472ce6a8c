// Reads inputs at the terminal: keys go to the editor, and what it looks like to the screen. Control thread.
//
// Keys that come while nothing is read wait for the next input; Ctrl+C among them is told at once.

import type { Disposable } from '../../base/disposable.js';
import { settledWithin } from '../../base/settled-within.js';
import { bracketsAt } from './edit/brackets.js';
import { KillRing } from './edit/kill-ring.js';
import type { Offer } from './edit/menu.js';
import type { Effect } from './editor.js';
import { Editor } from './editor.js';
import type { HistoryEntries } from './history/entries.js';
import type { Key } from './keys/chord.js';
import { EMACS } from './keys/emacs.js';
import type { KeySet } from './keys/own-bindings.js';
import type { Mode } from './keys/vi-mode.js';
import { buildFrame } from './screen/frame.js';
import type { Frame, Row } from './screen/frame.js';
import { highlight, tokensOf } from './screen/highlight.js';
import { menuRows, searchRows, textRow } from './screen/rows-below.js';
import { ScreenWriter } from './screen/screen-writer.js';
import type { Theme } from './screen/styles.js';
import { Terminal } from './terminal.js';

export interface Question {
  readonly prompt: string;
  /** A line of text: no history, completion, colours or status. */
  readonly isPlain?: boolean;
  readonly isPassword?: boolean;
  /** What has been written of the line that the question stands in; who asks ends that line on the screen. */
  readonly lead?: () => string;
  readonly initial?: string;
}

/** What the reader asks others for. */
export interface Assistance {
  readonly isComplete: (text: string) => boolean;
  readonly complete: (text: string, cursor: number) => Promise<Offer | undefined>;
  /** About the candidate that is selected: one line. */
  readonly describe: (text: string, cursor: number) => Promise<string | undefined>;
  /** About the call that the cursor is in: one line. */
  readonly hint: (text: string, cursor: number) => Promise<string | undefined>;
  readonly editOutside: (text: string) => Promise<string | undefined>;
  readonly explain: (text: string, cursor: number) => Promise<void>;
  /** Ctrl+C while nothing is read. */
  readonly interrupt: () => void;
  /** Ctrl+\ while nothing is read. */
  readonly pause: () => void;
  /** Ctrl+D while nothing is read. */
  readonly leave: () => void;
  readonly status: () => string;
}

export interface LineReaderOptions extends Assistance {
  readonly history: HistoryEntries;
}

/** DECSCUSR: a block, a bar, what the terminal has. */
const BLOCK = '\u001b[2 q';
const CURSOR: Readonly<Record<Mode | 'usual', string>> = {
  ...{ normal: BLOCK, visual: BLOCK, 'visual line': BLOCK },
  ...{ insert: '\u001b[6 q', usual: '\u001b[0 q' },
};

const HINT_MS = 120;
/** Typing goes on then, whether there are candidates or not. */
const COMPLETION_MS = 1000;

interface Reading {
  readonly question: Question;
  readonly editor: Editor;
  readonly answer: (line: string | null | undefined) => void;
}

export class LineReader implements Disposable {
  theme: Theme | undefined;
  hasStatus = true;
  keys: KeySet = { bindings: EMACS };
  readonly #terminal: Terminal;
  readonly #screen = new ScreenWriter();
  readonly #ahead: Key[] = [];
  readonly #kills = new KillRing();
  #reading: Reading | undefined;
  #isHidden = 0;
  #hint: string | undefined;
  #about: string | undefined;
  /** What was shown before the question. */
  #lead = '';
  #timer: NodeJS.Timeout | undefined;
  /** Grows with every key: answers to older questions are late. */
  #turn = 0;
  #isDrawing = false;
  #isCompleting = false;
  #mode: Mode | undefined;

  constructor(private readonly options: LineReaderOptions) {
    options.history.onOlder = () => {
      this.#reading?.editor.search?.refresh();
      this.#drawSoon();
    };
    this.#terminal = new Terminal({ onKey: (key) => this.#pressed(key), onResize: () => this.#resized() });
  }

  get columns(): number {
    return this.#terminal.columns;
  }

  /** An input; null when there are no more, undefined when the signal was aborted before there was one. */
  read(question: Question, signal?: AbortSignal): Promise<string | null | undefined> {
    return new Promise((resolve) => {
      if (signal?.aborted === true) {
        resolve(undefined);
        return;
      }
      const stop = (): void => {
        this.#terminal.write(this.#screen.clear());
        answer(undefined);
      };
      const answer = (line: string | null | undefined): void => {
        signal?.removeEventListener('abort', stop);
        clearTimeout(this.#timer);
        this.#reading = undefined;
        this.#lead = '';
        this.#turn++;
        resolve(line);
      };
      signal?.addEventListener('abort', stop);
      const { history, isComplete } = this.options;
      const { isPlain = false, initial = '' } = question;
      const { bindings, normal } = this.keys;
      const editor = new Editor({ bindings, normalBindings: normal, history, isComplete, isPlain }, this.#kills);
      editor.begin(initial);
      this.#reading = { question, editor, answer };
      this.#hint = undefined;
      this.#draw();
      this.#replay();
    });
  }

  /** Takes the prompt off the screen while something is written. */
  hide(): void {
    if (this.#isHidden++ === 0) this.#terminal.write(this.#screen.clear() + this.#lead);
    this.#lead = '';
  }

  show(): void {
    if (--this.#isHidden === 0) this.#draw();
  }

  /** Other programs may have the terminal while this is under way. */
  async lend<T>(use: () => Promise<T>): Promise<T> {
    this.hide();
    this.#terminal.give();
    try {
      return await use();
    } finally {
      this.#terminal.take();
      this.show();
    }
  }

  clearScreen(): void {
    this.#screen.forget();
    this.#terminal.write('\u001b[2J\u001b[H');
  }

  dispose(): void {
    this.#showMode(undefined);
    this.#terminal.write(this.#screen.clear());
    this.#terminal.dispose();
  }

  #pressed(key: Key): void {
    const reading = this.#reading;
    if (reading === undefined) {
      if (key.kind === 'chord' && key.chord === 'C-c') {
        this.#ahead.length = 0;
        this.options.interrupt();
      } else if (key.kind === 'chord' && key.chord === 'C-\\') this.options.pause();
      else if (key.kind === 'chord' && key.chord === 'C-z') void this.#terminal.suspend();
      else if (key.kind === 'chord' && key.chord === 'C-d' && this.#ahead.length === 0) this.options.leave();
      else this.#ahead.push(key);
      return;
    }
    // What is typed behind Tab belongs behind what it puts in.
    if (this.#isCompleting && !(key.kind === 'chord' && key.chord === 'C-c')) {
      this.#ahead.push(key);
      return;
    }
    this.#turn++;
    this.#about = undefined;
    const before = reading.editor.buffer.state;
    const effect = reading.editor.press(key);
    if (effect !== undefined) this.#do(effect, reading, before.text);
    if (this.#reading !== reading) return;
    this.#drawSoon();
    this.#assist(reading);
  }

  /** Keys that came while nothing was read. */
  #replay(): void {
    while (this.#reading !== undefined && !this.#isCompleting && this.#ahead.length > 0)
      this.#pressed(this.#ahead.shift()!);
  }

  #do(effect: NonNullable<Effect>, reading: Reading, before: string): void {
    const { editor, question } = reading;
    switch (effect) {
      case 'submit':
        this.#leave(reading, editor.buffer.text);
        return;
      case 'leave':
        this.#leave(reading, null);
        return;
      case 'cancelled':
        if (question.isPlain === true) this.#leave(reading, undefined);
        else this.#cancel(reading, before);
        return;
      case 'complete':
        void this.#complete(reading);
        return;
      case 'clear screen':
        this.clearScreen();
        return;
      case 'suspend':
        this.hide();
        void this.#terminal.suspend().then(() => this.show());
        return;
      case 'editor':
        void this.#editOutside(reading);
        return;
      case 'describe':
        void this.options.explain(editor.buffer.text, editor.buffer.cursor);
    }
  }

  /** The text stays on the screen, without what was only for its making. */
  #leave({ answer, question }: Reading, line: string | null | undefined): void {
    this.#draw(true);
    this.#showMode(undefined);
    this.#terminal.write(this.#screen.leave(question.lead === undefined));
    answer(line);
  }

  #cancel(reading: Reading, before: string): void {
    const { editor } = reading;
    editor.buffer.reset(before);
    this.#draw(true);
    this.#terminal.write(this.#screen.leave());
    editor.begin();
  }

  async #complete(reading: Reading): Promise<void> {
    const turn = this.#turn;
    const { text, cursor } = reading.editor.buffer;
    this.#isCompleting = true;
    let offer: Offer | undefined;
    const asked = this.options.complete(text, cursor).then((found) => (offer = found));
    await settledWithin(asked, COMPLETION_MS).catch(() => false);
    this.#isCompleting = false;
    if (this.#turn === turn && this.#reading === reading) {
      if (offer !== undefined) reading.editor.offer(offer);
      this.#drawSoon();
    }
    this.#replay();
  }

  async #editOutside({ editor }: Reading): Promise<void> {
    const text = await this.lend(() => this.options.editOutside(editor.buffer.text));
    if (text !== undefined) editor.buffer.set(text);
    this.#drawSoon();
  }

  /** When nothing is typed for a moment: what the selected candidate is, or how the call goes that the cursor is in. */
  #assist(reading: Reading): void {
    clearTimeout(this.#timer);
    if (reading.question.isPlain === true) return;
    const turn = this.#turn;
    const { buffer, menu } = reading.editor;
    const ask = async (): Promise<void> => {
      const { describe, hint } = this.options;
      const found = await (menu === undefined ? hint : describe)(buffer.text, buffer.cursor).catch(() => undefined);
      if (this.#turn !== turn || this.#reading !== reading) return;
      if (menu === undefined) this.#hint = found;
      else this.#about = found;
      this.#drawSoon();
    };
    this.#timer = setTimeout(() => void ask(), HINT_MS);
  }

  #resized(): void {
    if (this.#reading === undefined || this.#isHidden > 0) return;
    this.#terminal.write(this.#screen.resized(this.#terminal.columns));
    this.#draw();
  }

  /** Keys that came together, as when text is pasted, are drawn together. */
  #drawSoon(): void {
    if (this.#isDrawing) return;
    this.#isDrawing = true;
    setImmediate(() => {
      this.#isDrawing = false;
      this.#draw();
    });
  }

  #draw(isLast = false): void {
    if (this.#reading === undefined || this.#isHidden > 0) return;
    this.#terminal.write(this.#screen.draw(this.#frame(this.#reading, isLast)));
    this.#showMode(this.#reading.editor.mode?.name);
  }

  /** By the form of the cursor: a block while keys are commands, a bar while they are text. */
  #showMode(mode: Mode | undefined): void {
    if (mode === this.#mode) return;
    this.#mode = mode;
    this.#terminal.write(CURSOR[mode ?? 'usual']);
  }

  #frame({ editor, question }: Reading, isLast: boolean): Frame {
    const { columns, rows } = this.#terminal;
    const { theme } = this;
    const { search, selection, suggestion } = editor;
    const { text, cursor } = question.isPassword === true ? { text: '', cursor: 0 } : editor.buffer;
    const size = { columns, rows, theme };
    if (search !== undefined) {
      const { pattern } = search;
      const below = searchRows(search, columns);
      return buildFrame({
        text: pattern,
        cursor: pattern.length,
        prompt: 'search> ',
        continuation: '',
        roles: [],
        below,
        ...size,
      });
    }
    const isPlain = question.isPlain === true;
    this.#lead = question.lead?.() ?? '';
    return buildFrame({
      text,
      cursor: isLast ? undefined : cursor,
      prompt: this.#lead + question.prompt,
      ...(isPlain ? { promptRole: 'text' } : {}),
      continuation: `${'.'.repeat(Math.max(1, question.prompt.trimEnd().length - 1))}> `,
      roles: isPlain || theme === undefined ? [] : highlight(text),
      brackets: isPlain || isLast || theme === undefined ? [] : bracketsAt(tokensOf(text), cursor),
      ...(isLast || selection === undefined ? {} : { selection }),
      ...(isLast || suggestion === undefined ? {} : { suggestion }),
      below: isLast || isPlain ? [] : this.#below(editor, columns),
      ...size,
    });
  }

  #below({ menu, mode }: Editor, columns: number): readonly Row[] {
    const status = this.hasStatus ? [this.options.status()] : [];
    const all =
      mode === undefined ? status : [`vi ${mode.name}${mode.typed === '' ? '' : ` ${mode.typed}`}`, ...status];
    const last = all.length === 0 ? [] : [textRow(all.join(' · '), 'status', columns)];
    const hint = this.#hint === undefined ? [] : [textRow(this.#hint, 'note', columns)];
    const middle = menu === undefined ? hint : menuRows(menu, columns, this.#about);
    return [...middle, ...last];
  }
}
