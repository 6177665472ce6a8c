// What is known of the value of an expression without running anything: what this text says, and what is documented. Any thread.

import type { DocumentedEntry } from '../documented.js';
import type { ObjectKind } from '../documentation.js';
import { DOCUMENTATION, givenKind, methodOf } from '../documentation.js';
import type { CodeAt } from './code-at.js';
import { endsOperand } from './code-at.js';
import type { Definition, Outline } from './outline.js';
import type { ValuePlace, VisibleName } from './scope-stack.js';

export interface Shape {
  /** Where the value may be found live: names from the globals inward. */
  readonly path?: readonly string[];
  readonly entry?: DocumentedEntry;
  /** What its methods are documented under. */
  readonly kind?: ObjectKind;
  /** Fields that this text gives it. */
  readonly fields: ReadonlyMap<string, Definition>;
  /** Index of the `function` token that defines it. */
  readonly functionToken?: number;
  /** Where it is declared or first assigned in this text: index of the name's token. */
  readonly definedAt?: number;
}

const UNKNOWN: Shape = { fields: new Map() };

/** Longer chains of definitions and deeper brackets are not followed. */
const MAX_DEPTH = 40;

/** Nobody is asked for values that lie deeper. */
const MAX_PATH = 20;

export class Shapes {
  readonly #names = new Map<string, Shape>();
  readonly #locals: ReadonlyMap<string, VisibleName>;
  #depth = 0;

  constructor(
    readonly code: CodeAt,
    readonly outline: Outline,
  ) {
    this.#locals = new Map(outline.visible.map((local) => [local.name, local]));
  }

  /** The expression that begins at a token; suffixes are read up to the token `end`, by default as far as they go. */
  at(index: number, end = this.code.tokens.length): Shape {
    if (this.#depth >= MAX_DEPTH) return UNKNOWN;
    this.#depth++;
    try {
      return this.#expression(index, end);
    } finally {
      this.#depth--;
    }
  }

  /** What a name of the text means; nothing is known of one that is defined by itself. */
  name(name: string): Shape {
    const known = this.#names.get(name) ?? UNKNOWN;
    if (this.#names.has(name)) return known;
    this.#names.set(name, UNKNOWN);
    const shape = this.#name(name);
    this.#names.set(name, shape);
    return shape;
  }

  #name(name: string): Shape {
    const local = this.#locals.get(name);
    if (local) return this.#local(local);
    const assigned = this.outline.variables.get(name)?.map(({ token, value }) => withPlace(this.#value(value), token));
    const known = merge([...(assigned ?? []), { ...UNKNOWN, fields: this.#fieldsOf(name) }]);
    const entry = DOCUMENTATION.get(name);
    return { ...known, path: [name], ...(entry && { entry }) };
  }

  member(owner: Shape, name: string): Shape {
    const path = owner.path && owner.path.length < MAX_PATH ? [...owner.path, name] : undefined;
    const field = owner.fields.get(name);
    const known = field ? withPlace(this.#value(field.value), field.token) : UNKNOWN;
    const entry =
      known.entry ?? (owner.kind && methodOf(owner.kind, name)) ?? (path && DOCUMENTATION.get(path.join('.')));
    return { ...known, ...(path && { path }), ...(entry && { entry }) };
  }

  #local(local: VisibleName): Shape {
    const assigned = this.outline.variables.get(local.name)?.map(({ value }) => this.#value(value)) ?? [];
    const fields = new Map(this.#fieldsOf(local.name));
    const owner = local.owner?.split('.') ?? [];
    const self = owner.slice(1).reduce((shape, name) => this.member(shape, name), this.#owner(owner[0]));
    const known = merge([local.value ? this.#value(local.value) : UNKNOWN, ...assigned, self, { ...UNKNOWN, fields }]);
    return { ...known, definedAt: local.token };
  }

  #owner(name: string | undefined): Shape {
    return name === undefined || name === '' || name === 'self' ? UNKNOWN : this.name(name);
  }

  #fieldsOf(text: string): ReadonlyMap<string, Definition> {
    return byName(this.outline.fields.get(text) ?? []);
  }

  #value({ token, result }: ValuePlace): Shape {
    let at = token;
    for (let i = 0; i < result; i++) {
      at = this.#afterComma(at);
      if (at < 0) return UNKNOWN;
    }
    return this.at(at);
  }

  /** Index after the comma that ends the expression at an index; -1 where none does. */
  #afterComma(index: number): number {
    const { code } = this;
    let functions = 0;
    for (let i = index; i < code.tokens.length; i++) {
      i = code.partner(i) !== undefined && /^[([{]$/.test(code.tokens[i]!.text) ? code.partner(i)! : i;
      if (code.is(i, 'function')) functions++;
      else if (code.is(i, 'end')) functions--;
      if (functions < 0) return -1;
      if (functions > 0) continue;
      if (code.is(i, ',')) return i + 1;
      if (code.tokens[i]!.kind === 'name' && i > index && endsOperand(code.tokens[i - 1])) return -1;
    }
    return -1;
  }

  #expression(index: number, end: number): Shape {
    const { code } = this;
    let shape = UNKNOWN;
    let at = index + 1;
    const token = code.tokens[index];
    if (!token) return UNKNOWN;
    if (token.kind === 'string') shape = { ...UNKNOWN, kind: 'string' };
    else if (token.kind === 'name') shape = this.name(token.text);
    else if (code.is(index, 'function')) return { ...UNKNOWN, functionToken: index };
    else if (code.is(index, '{')) [shape, at] = [this.#table(index), (code.partner(index) ?? end) + 1];
    else if (code.is(index, '(')) [shape, at] = [this.at(index + 1), (code.partner(index) ?? end) + 1];
    else return UNKNOWN;
    return this.#suffixes(shape, index, at, end);
  }

  #suffixes(start: Shape, index: number, from: number, end: number): Shape {
    const { code } = this;
    let shape = start;
    for (let at = from; at < end;) {
      if ((code.is(at, '.') || code.is(at, ':')) && code.isName(at + 1)) {
        shape = this.member(shape, code.tokens[at + 1]!.text);
        at += 2;
      } else if (code.is(at, '[')) {
        const key = code.tokens[at + 1]!;
        shape = key.kind === 'string' ? this.member(shape, key.text.slice(1, -1)) : UNKNOWN;
        at = (code.partner(at) ?? end) + 1;
      } else if (code.is(at, '(') || code.is(at, '{') || code.tokens[at]!.kind === 'string') {
        // Only names, calls and brackets are called.
        if (code.tokens[from - 1]!.kind === 'string') return shape;
        shape = this.#result(shape, at);
        at = (code.partner(at) ?? at) + 1;
      } else if (code.is(at, '..')) {
        return { ...UNKNOWN, kind: 'string' };
      } else if (code.is(at, 'or')) {
        return merge([shape, this.at(at + 1, end)]);
      } else if (/^(?:[-+*/%^<>&|~]|\/\/|==|~=|<=|>=|<<|>>|and)$/.test(code.tokens[at]!.text) && index < at) {
        return UNKNOWN;
      } else {
        break;
      }
    }
    return shape;
  }

  #table(open: number): Shape {
    const { code } = this;
    const close = code.partner(open) ?? code.tokens.length;
    const found: Definition[] = [];
    for (let i = open + 1; i < close; i++) {
      if (/^[([{]$/.test(code.tokens[i]!.text)) i = code.partner(i) ?? i;
      else if (code.isName(i) && code.is(i + 1, '=') && /^[{,;]$/.test(code.tokens[i - 1]!.text)) {
        const value = { token: i + 2, result: 0 };
        found.push({ name: code.tokens[i]!.text, token: i, value, isMethod: false });
      }
    }
    return { ...UNKNOWN, fields: byName(found) };
  }

  /** What a call gives; `at` is where its arguments begin. */
  #result(called: Shape, at: number): Shape {
    const { entry } = called;
    const first = this.code.is(at, '(') ? at + 1 : at;
    if (entry?.name === 'setmetatable') return this.#withMetatable(first);
    const module = this.code.tokens[first];
    if (entry?.name === 'require' && module?.kind === 'string') {
      return { ...UNKNOWN, path: ['package', 'loaded', module.text.slice(1, -1)] };
    }
    const kind = entry && givenKind(entry);
    return kind ? { ...UNKNOWN, kind } : UNKNOWN;
  }

  /** `setmetatable({}, Class)` has the fields of both; what the class is given by `__index` is nearly always itself. */
  #withMetatable(first: number): Shape {
    const second = this.#afterComma(first);
    return second < 0 ? this.at(first) : merge([this.at(first), this.at(second)]);
  }
}

function byName(definitions: readonly Definition[]): ReadonlyMap<string, Definition> {
  return new Map(definitions.map((definition) => [definition.name, definition]));
}

function withPlace(shape: Shape, token: number): Shape {
  return { ...shape, definedAt: token };
}

/** What is known of a value that may be any of these. */
function merge(shapes: readonly Shape[]): Shape {
  return shapes.reduce(
    (known, shape) => ({ ...shape, ...known, fields: new Map([...shape.fields, ...known.fields]) }),
    UNKNOWN,
  );
}
