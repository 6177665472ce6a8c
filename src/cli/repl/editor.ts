// The editor of the prompt: takes keys, changes text, menu and search, and says what else is to be done. Pure. Any thread.

import type { Span } from '../../language/positions.js';
import type { Token } from '../../language/tokens.js';
import { EditBuffer } from './edit/buffer.js';
import { indentAfter, outdented } from './edit/indent.js';
import { KillRing } from './edit/kill-ring.js';
import type { Offer } from './edit/menu.js';
import { commonBeginning, Menu } from './edit/menu.js';
import * as motions from './edit/motions.js';
import type { HistoryEntries } from './history/entries.js';
import { HistorySearch } from './history/search.js';
import type { Editing } from './keys/actions.js';
import { EDITS, moveVertically } from './keys/actions.js';
import { BindingReader } from './keys/binding-reader.js';
import type { Key } from './keys/chord.js';
import type { Bindings } from './keys/emacs.js';
import type { Mode } from './keys/vi-mode.js';
import { ViMode } from './keys/vi-mode.js';
import { tokensOf } from './screen/highlight.js';

/** What a key asks for that the editor cannot do itself. */
export type Effect =
  | 'submit'
  /** Ctrl+D on an empty line. */
  | 'leave'
  | 'complete'
  /** Ctrl+C, after the text is gone. */
  | 'cancelled'
  | 'editor'
  | 'clear screen'
  | 'suspend'
  | 'describe'
  | undefined;

export interface EditorOptions {
  /** Of vi these are those of the insert mode. */
  readonly bindings: Bindings;
  /** Those of the normal mode; undefined where the keys are not those of vi. */
  readonly normalBindings?: Bindings | undefined;
  readonly history: HistoryEntries;
  /** Whether Enter runs the text. */
  readonly isComplete: (text: string) => boolean;
  /** Enter always ends the line, and there is no history, completion or indentation. */
  readonly isPlain?: boolean;
}

const INDENT = '  ';

export class Editor {
  readonly buffer = new EditBuffer();
  menu: Menu | undefined;
  search: HistorySearch | undefined;
  readonly #bindings: BindingReader;
  readonly #editing: Editing;
  readonly #vi: ViMode | undefined;
  #viEffect: Effect;
  #isPasting = false;
  #pasted = '';
  #last = '';
  /** Which entry of the history is shown, and what was typed before. */
  #recalled: { readonly age: number; readonly typed: string } | undefined;

  constructor(
    private readonly options: EditorOptions,
    kills = new KillRing(),
  ) {
    this.#bindings = new BindingReader(options.bindings);
    const last = (): string => this.#last;
    const tokens = (): readonly Token[] => tokensOf(this.buffer.text);
    this.#editing = {
      buffer: this.buffer,
      kills,
      tokens,
      get last() {
        return last();
      },
      column: undefined,
      yankedAt: 0,
    };
    const { normalBindings, isPlain } = options;
    if (normalBindings === undefined || isPlain === true) return;
    this.#vi = new ViMode(
      {
        editing: this.#editing,
        act: (action) => (this.#viEffect = this.act(action)),
        insert: (key) => this.#key(key),
      },
      normalBindings,
    );
    this.#vi.begin();
  }

  /** Of vi, with what has been typed of a command; undefined where the keys are others. */
  get mode(): { readonly name: Mode; readonly typed: string } | undefined {
    return this.#vi && { name: this.#vi.mode, typed: this.#vi.typed };
  }

  /** What the visual mode of vi has selected. */
  get selection(): Span | undefined {
    return this.#vi?.selection;
  }

  /** What the history goes on with, where the cursor is at the end. */
  get suggestion(): string | undefined {
    const { text, cursor } = this.buffer;
    if (this.options.isPlain === true || this.menu !== undefined || cursor !== text.length) return undefined;
    if (this.#vi !== undefined && this.#vi.mode !== 'insert') return undefined;
    return this.options.history.suggest(text);
  }

  press(key: Key): Effect {
    if (key.kind === 'paste start') this.#isPasting = true;
    else if (key.kind === 'paste end') this.#paste();
    else if (this.#isPasting) this.#pasted += pastedText(key);
    else if (this.search !== undefined) return this.#searchKey(key, this.search);
    else if (this.menu !== undefined) return this.#menuKey(key, this.menu);
    else return this.#key(key);
    return undefined;
  }

  /** What came with the bracketed paste, bytes as they were. */
  paste(text: string): void {
    this.buffer.insert(text.replace(/\r\n?/g, '\n'));
    this.#did('paste');
  }

  /** Shows what may stand at the cursor; one candidate, or what all begin with, is put in at once. */
  offer(offer: Offer): void {
    const { candidates, start, end } = offer;
    if (candidates.length === 0) return;
    const typed = this.buffer.text.slice(start, end);
    const common = candidates.length === 1 ? candidates[0]!.text : commonBeginning(candidates, typed);
    this.buffer.replace(start, end, common);
    if (candidates.length > 1) this.menu = new Menu({ ...offer, end: start + common.length });
  }

  /** A new text, of which nothing can be undone. */
  begin(text = ''): void {
    this.buffer.reset(text);
    this.menu = undefined;
    this.search = undefined;
    this.#recalled = undefined;
    this.#vi?.begin();
    this.#did('begin');
  }

  #key(key: Key): Effect {
    const vi = this.#vi;
    const isTyping = vi === undefined || vi.mode === 'insert';
    const bound = isTyping ? this.options.bindings : this.options.normalBindings;
    if (vi !== undefined && key.kind === 'chord' && /^(?:C-)?M-/.test(key.chord) && bound?.[key.chord] === undefined) {
      // Escape, and another key right behind it.
      vi.inserted({ kind: 'chord', chord: 'escape' });
      vi.toNormal();
      return this.#normalKey(keyOf(key.chord.replace('M-', '')), vi);
    }
    if (!isTyping) return this.#normalKey(key, vi);
    vi?.inserted(key);
    if (key.kind === 'text') {
      this.#type(key.text);
      return undefined;
    }
    const action = key.kind === 'chord' ? this.#bindings.read(key.chord) : undefined;
    return action === undefined ? undefined : this.act(action);
  }

  #normalKey(key: Key, vi: ViMode): Effect {
    this.#viEffect = undefined;
    vi.press(key);
    return this.#viEffect;
  }

  /** Does what a binding names. */
  act(action: string): Effect {
    const effect = this.#act(action);
    this.#did(action);
    return effect;
  }

  #act(action: string): Effect {
    const edit = EDITS[action];
    if (edit !== undefined) {
      edit(this.#editing);
      return undefined;
    }
    const { buffer } = this;
    switch (action) {
      case 'up':
      case 'down':
        this.#vertical(action);
        return undefined;
      case 'older':
      case 'newer':
        this.#recall(action === 'older' ? 1 : -1);
        return undefined;
      case 'enter':
        return this.#enter();
      case 'vi-normal':
        this.#vi?.toNormal();
        return undefined;
      case 'vi-visual':
      case 'vi-visual-lines':
        this.#vi?.toVisual(action === 'vi-visual' ? 'visual' : 'visual line');
        return undefined;
      case 'vi-enter':
        buffer.moveTo(buffer.text.length);
        return this.#enter();
      case 'run':
        return 'submit';
      case 'newline':
        this.#newline();
        return undefined;
      case 'complete':
        return this.#complete();
      case 'outdent':
        this.#outdent();
        return undefined;
      case 'search':
        if (this.options.isPlain !== true) this.search = new HistorySearch(this.options.history);
        return undefined;
      case 'cancel':
        this.begin();
        return 'cancelled';
      case 'abort':
        return undefined;
      case 'delete-right-or-leave':
        if (buffer.text === '') return 'leave';
        return this.#act('delete-right');
      case 'right-or-accept':
      case 'line-end-or-accept':
      case 'word-right-or-accept':
        return this.#moveOrAccept(action);
      case 'clear-screen':
        return 'clear screen';
      case 'editor':
      case 'suspend':
      case 'describe':
        return action;
      default:
        return undefined;
    }
  }

  #type(text: string): void {
    this.buffer.insert(text);
    const place =
      this.options.isPlain === true
        ? undefined
        : outdented(this.buffer.text, this.buffer.cursor, this.#editing.tokens());
    if (place !== undefined) {
      const { cursor, text: typed } = this.buffer;
      const own = /^[ \t]*/.exec(typed.slice(place.start))![0];
      this.buffer.replace(place.start, place.start + own.length, place.indent, 'type');
      this.buffer.moveTo(cursor - own.length + place.indent.length);
    }
    this.#did('type');
  }

  #enter(): Effect {
    const { text, cursor } = this.buffer;
    if (this.options.isPlain === true) return 'submit';
    const isAtEnd = text.slice(cursor).trim() === '';
    const isOneLine = !text.includes('\n');
    if ((isOneLine || isAtEnd) && this.options.isComplete(text)) return 'submit';
    this.#newline();
    return undefined;
  }

  #newline(): void {
    const { text, cursor } = this.buffer;
    const indent = indentAfter(text, this.#editing.tokens(), cursor);
    const blanks = /^[ \t]*/.exec(text.slice(cursor))![0].length;
    this.buffer.replace(cursor, cursor + blanks, `\n${indent}`);
  }

  #complete(): Effect {
    if (this.options.isPlain === true) return undefined;
    const { text, cursor } = this.buffer;
    const before = text.slice(motions.lineStart(text, cursor), cursor);
    if (text.trim() !== '' && before.trim() !== '') return 'complete';
    if (text.trim() === '') return 'complete';
    this.buffer.insert(INDENT);
    return undefined;
  }

  #outdent(): void {
    const { text, cursor } = this.buffer;
    const start = motions.lineStart(text, cursor);
    const removed = /^(?: {1,2}|\t)/.exec(text.slice(start))?.[0].length ?? 0;
    this.buffer.replace(start, start + removed, '');
    this.buffer.moveTo(Math.max(start, cursor - removed));
  }

  #moveOrAccept(action: string): Effect {
    const { suggestion } = this;
    const { buffer } = this;
    if (suggestion === undefined) return this.#act(action.replace('-or-accept', ''));
    const taken =
      action === 'word-right-or-accept' ? suggestion.slice(0, motions.wordRight(suggestion, 0)) : suggestion;
    buffer.insert(taken);
    return undefined;
  }

  #vertical(action: 'up' | 'down'): void {
    if (moveVertically(this.#editing, action === 'up' ? -1 : 1)) return;
    if (this.selection !== undefined) return;
    this.#recall(action === 'up' ? 1 : -1);
  }

  /** To an older or newer input that begins with what was typed. */
  #recall(direction: 1 | -1): void {
    if (this.options.isPlain === true) return;
    const { history } = this.options;
    const { age, typed } = this.#recalled ?? { age: -1, typed: this.buffer.text };
    const next = history.seek(typed, age, direction);
    if (next === undefined) {
      if (direction === 1 || this.#recalled === undefined) return;
      this.buffer.set(typed);
      this.#recalled = undefined;
      return;
    }
    this.buffer.set(history.at(next)!);
    this.#recalled = { age: next, typed };
  }

  #paste(): void {
    this.#isPasting = false;
    this.paste(this.#pasted);
    this.#pasted = '';
  }

  #menuKey(key: Key, menu: Menu): Effect {
    const action = key.kind === 'chord' ? this.#bindings.read(key.chord) : undefined;
    switch (action) {
      case 'complete':
      case 'down':
        this.#select(menu, 1);
        return undefined;
      case 'outdent':
      case 'up':
        this.#select(menu, -1);
        return undefined;
      case 'newer':
        this.#select(menu, 5);
        return undefined;
      case 'older':
        this.#select(menu, -5);
        return undefined;
      case 'abort':
        this.menu = undefined;
        return undefined;
      case 'vi-normal':
        this.menu = undefined;
        return this.act('vi-normal');
      case 'enter':
        this.menu = undefined;
        return menu.current === undefined ? this.act('enter') : undefined;
      default:
        return this.#typeInMenu(key, menu, action);
    }
  }

  #typeInMenu(key: Key, menu: Menu, action: string | undefined): Effect {
    const effect = key.kind === 'text' ? this.#key(key) : action === undefined ? undefined : this.act(action);
    const { text, cursor } = this.buffer;
    const isName = (key.kind === 'text' && /^[\w-]+$/.test(key.text)) || action === 'delete-left';
    const stays = isName && cursor >= menu.start && menu.narrow(text.slice(menu.start, cursor));
    if (!stays) this.menu = undefined;
    return effect;
  }

  #select(menu: Menu, steps: number): void {
    menu.move(steps);
    this.buffer.replace(menu.start, this.buffer.cursor, menu.current?.text ?? '');
  }

  #searchKey(key: Key, search: HistorySearch): Effect {
    if (key.kind === 'text') {
      search.type(key.text);
      return undefined;
    }
    if (key.kind !== 'chord') return undefined;
    const action = this.#bindings.read(key.chord);
    switch (action) {
      case 'search':
      case 'down':
      case 'newer':
        search.move(1);
        return undefined;
      case 'up':
      case 'older':
        search.move(-1);
        return undefined;
      case 'delete-left':
        search.erase();
        return undefined;
      case 'kill-line-left':
        search.clear();
        return undefined;
      case 'abort':
      case 'vi-normal':
      case 'cancel':
        this.search = undefined;
        return undefined;
      case undefined:
        return undefined;
      default:
        this.search = undefined;
        if (search.current !== undefined) this.buffer.set(search.current);
        return action === 'enter' || action === 'complete' ? undefined : this.act(action);
    }
  }

  #did(action: string): void {
    this.#last = action;
    if (!['up', 'down', 'older', 'newer'].includes(action)) this.#recalled = undefined;
  }
}

function keyOf(name: string): Key {
  return name.length === 1 ? { kind: 'text', text: name } : { kind: 'chord', chord: name };
}

function pastedText(key: Key): string {
  if (key.kind === 'text') return key.text;
  if (key.kind !== 'chord') return '';
  return { return: '\n', 'C-j': '\n', tab: '\t' }[key.chord] ?? '';
}
