// Reads the tokens of a text once, however broken it is: names in reach of the cursor, and what the text defines anywhere.
// Any thread.
//
// The syntax tree knows more (scope-builder.ts), but loading its parser takes longer than a completion may, and around a cursor
// the text is nearly always broken.

import type { CodeAt } from './code-at.js';
import { endsOperand } from './code-at.js';
import type { LocalName, OpenBlocks, ValuePlace, VisibleName } from './scope-stack.js';
import { ScopeStack } from './scope-stack.js';

/** One place that gives a variable or field its value. */
export interface Definition {
  readonly name: string;
  /** Index of the token of the name. */
  readonly token: number;
  readonly value: ValuePlace;
  /** `function owner:name()`. */
  readonly isMethod: boolean;
  /** The variable is a local there. */
  readonly isLocal?: boolean;
}

export interface Outline {
  /** Nearest first. */
  readonly visible: readonly VisibleName[];
  readonly open: OpenBlocks;
  /** Variables that are assigned, locals among them, by name. */
  readonly variables: ReadonlyMap<string, readonly Definition[]>;
  /** Fields that are assigned, by the text of the table (`a.b`). */
  readonly fields: ReadonlyMap<string, readonly Definition[]>;
  readonly labels: readonly string[];
}

const STATEMENT_KEYWORDS = new Set('local if while for repeat return goto break do else elseif until'.split(' '));

/** @param before names are those visible before the token of this index */
export function readOutline(code: CodeAt, before: number): Outline {
  return new OutlineReader(code, before).run();
}

class OutlineReader {
  readonly #scopes = new ScopeStack();
  readonly #variables = new Map<string, Definition[]>();
  readonly #fields = new Map<string, Definition[]>();
  readonly #labels: string[] = [];
  #seen: Pick<Outline, 'visible' | 'open'> | undefined;

  constructor(
    readonly code: CodeAt,
    readonly before: number,
  ) {}

  run(): Outline {
    const { tokens } = this.code;
    for (let i = 0; i < tokens.length; i = this.#read(i)) if (i >= this.before) this.#look(i);
    this.#look(tokens.length - 1);
    return { ...this.#seen!, variables: this.#variables, fields: this.#fields, labels: this.#labels };
  }

  /** Notes what is visible, the first time. */
  #look(index: number): void {
    if (this.#seen) return;
    const previous = this.code.tokens[Math.min(index, this.before) - 1];
    if (endsOperand(previous) && this.#scopes.top.depth === 0) this.#scopes.beginStatement();
    this.#seen = { visible: this.#scopes.visible(), open: this.#scopes.describe() };
  }

  /** Reads what begins at a token and gives the index after it. */
  #read(i: number): number {
    const { code } = this;
    const token = code.tokens[i]!;
    if (token.kind === 'name') return this.#name(i);
    if (token.kind !== 'symbol' && token.kind !== 'keyword') return i + 1;
    if (token.kind === 'keyword') this.#keyword(i, token.text);
    switch (token.text) {
      case '(':
      case '[':
      case '{':
        this.#scopes.top.depth++;
        return i + 1;
      case ')':
      case ']':
      case '}':
        this.#scopes.top.depth = Math.max(0, this.#scopes.top.depth - 1);
        return i + 1;
      case ';':
        if (this.#scopes.top.depth === 0) this.#scopes.beginStatement();
        return i + 1;
      case '::':
        if (!code.isName(i + 1) || !code.is(i + 2, '::')) return i + 1;
        this.#labels.push(code.tokens[i + 1]!.text);
        return i + 3;
      case 'local':
        return this.#local(i);
      case 'function':
        return this.#function(i, false);
      case 'for':
        return this.#for(i);
      default:
        this.#block(token.text, i);
        return i + 1;
    }
  }

  /** Keywords that no expression has begin a statement, whatever bracket was left open before them. */
  #keyword(i: number, keyword: string): void {
    if (STATEMENT_KEYWORDS.has(keyword)) this.#scopes.top.depth = 0;
    else if (keyword !== 'end' && !(keyword === 'function' && this.#startsStatement(i))) return;
    this.#scopes.beginStatement();
  }

  /** Whether a statement may begin with a name or `function` here. */
  #startsStatement(i: number): boolean {
    if (this.#scopes.top.depth > 0) return false;
    const previous = this.code.tokens[i - 1];
    return !previous || endsOperand(previous) || /^(?:;|then|do|else|repeat|::|break)$/.test(previous.text);
  }

  #block(keyword: string, i: number): void {
    const { top } = this.#scopes;
    switch (keyword) {
      case 'if':
      case 'while':
        top.awaits = keyword === 'if' ? 'then' : 'do';
        return;
      case 'then':
      case 'do': {
        const names = top.loop ?? [];
        const kind = keyword === 'then' ? 'then' : top.awaits === 'do' ? 'loop' : 'do';
        top.awaits = undefined;
        top.loop = undefined;
        this.#scopes.push(kind, i, keyword === 'do' ? names : []);
        return;
      }
      case 'elseif':
        this.#scopes.pop();
        this.#scopes.top.awaits = 'then';
        return;
      case 'else':
        this.#scopes.pop();
        this.#scopes.push('else', i);
        return;
      case 'repeat':
        this.#scopes.push('repeat', i);
        return;
      case 'until':
        top.ends = true;
        return;
      case 'end':
        this.#scopes.pop();
        return;
      default:
    }
  }

  /** `local a <const>, b = ...`: the names become visible with the next statement. */
  #local(i: number): number {
    const { code } = this;
    if (code.is(i + 1, 'function')) return this.#function(i + 1, true);
    const names: number[] = [];
    let at = i + 1;
    for (; code.isName(at); at++) {
      names.push(at++);
      if (code.is(at, '<') && code.isName(at + 1)) at += code.is(at + 2, '>') ? 3 : 2;
      if (!code.is(at, ',')) break;
    }
    const hasValue = code.is(at, '=');
    this.#scopes.top.pending = names.map((token, result) => {
      const value = hasValue && { value: { token: at + 1, result } };
      return { name: code.tokens[token]!.text, kind: 'local' as const, token, ...value };
    });
    return Math.max(at, i + 1);
  }

  #function(i: number, isLocal: boolean): number {
    const { code } = this;
    let at = i + 1;
    while (code.isName(at) && (code.is(at + 1, '.') || code.is(at + 1, ':'))) at += 2;
    const name = code.isName(at) ? at++ : undefined;
    const isMethod = name !== undefined && code.is(name - 1, ':');
    const owner = name === undefined || name === i + 1 ? undefined : this.#textOf(i + 1, name - 1);
    if (name !== undefined) this.#defineFunction(i, name, owner, isMethod, isLocal);
    const parameters: LocalName[] = isMethod
      ? [{ name: 'self', kind: 'parameter', token: name, owner: owner ?? '' }]
      : [];
    if (code.is(at, '(')) {
      for (at++; code.isName(at) || code.is(at, '...') || code.is(at, ','); at++) {
        if (code.isName(at)) parameters.push({ name: code.tokens[at]!.text, kind: 'parameter', token: at });
      }
      if (code.is(at, ')')) at++;
    }
    this.#scopes.push('function', i, parameters);
    return at;
  }

  #defineFunction(i: number, name: number, owner: string | undefined, isMethod: boolean, isLocal: boolean): void {
    const text = this.code.tokens[name]!.text;
    const value = { token: i, result: 0 };
    if (isLocal) this.#scopes.declare({ name: text, kind: 'function', token: name, value });
    else this.#define(owner, { name: text, token: name, value, isMethod });
  }

  #for(i: number): number {
    const { code } = this;
    const names: LocalName[] = [];
    let at = i + 1;
    for (; code.isName(at) || code.is(at, ','); at++) {
      if (code.isName(at)) names.push({ name: code.tokens[at]!.text, kind: 'local', token: at });
    }
    this.#scopes.top.loop = names;
    this.#scopes.top.awaits = 'do';
    return at;
  }

  /** A name: where a statement begins, perhaps the target of an assignment (`a.b.c, d = ...`). */
  #name(i: number): number {
    if (!this.#startsStatement(i)) return i + 1;
    this.#scopes.beginStatement();
    const { code } = this;
    const targets: { name: number; owner: string | undefined }[] = [];
    let at = i;
    while (code.isName(at)) {
      const start = at;
      while (code.is(at + 1, '.') && code.isName(at + 2)) at += 2;
      targets.push({ name: at, owner: at === start ? undefined : this.#textOf(start, at - 1) });
      if (!code.is(at + 1, ',')) break;
      at += 2;
    }
    if (!code.is(at + 1, '=')) return i + 1;
    targets.forEach(({ name, owner }, result) => {
      const value = { token: at + 2, result };
      this.#define(owner, { name: code.tokens[name]!.text, token: name, value, isMethod: false });
    });
    return at + 1;
  }

  #define(owner: string | undefined, definition: Definition): void {
    const map = owner === undefined ? this.#variables : this.#fields;
    const key = owner ?? definition.name;
    const noted = owner === undefined ? { ...definition, isLocal: this.#scopes.has(definition.name) } : definition;
    const known = map.get(key);
    if (known) known.push(noted);
    else map.set(key, [noted]);
  }

  /** Tokens from one to before another, as they would be written without blanks. */
  #textOf(from: number, to: number): string {
    return this.code.tokens
      .slice(from, to)
      .map(({ text }) => text)
      .join('');
  }
}
