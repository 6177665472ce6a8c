// Which names a Lua text declares, where each is visible, and where each is given a value. Any thread.

import type { SyntaxNode } from './parse.js';
import type { Span } from './positions.js';

export type DeclarationKind = 'local' | 'parameter' | 'for variable' | 'local function' | 'self';

/** Where a value comes from in an assignment or declaration. */
export interface Value {
  readonly node: SyntaxNode;
  /** Which result of the call or `...` in `node` it is, from 1; other expressions have just one. */
  readonly result: number;
}

/** One place that gives a variable its value. */
export interface Assignment {
  /** The name on the left. */
  readonly span: Span;
  readonly statement: SyntaxNode;
  /** Missing where the right side is too short, so that the variable becomes nil. */
  readonly value?: Value;
  /** The function that the assignment stands in. */
  readonly functionId: number;
}

/** A name that the text brings into being. */
export interface Declaration {
  readonly name: string;
  readonly kind: DeclarationKind;
  readonly attribute?: string;
  /** The name where it is declared; for the implicit `self`, the method's name. */
  readonly span: Span;
  /** From where to where the name means this declaration (unless a nearer one hides it). */
  readonly visible: Span;
  /** The function whose local it is; the main chunk is 0. */
  readonly functionId: number;
  /** Parameters: position among the explicit ones, from 1; `self` is 0. */
  readonly parameterIndex?: number;
  /** In the order of the text; a declaration with a value is the first. */
  readonly assignments: readonly Assignment[];
}

/** A field or method that the text defines: `t.name = v`, `{name = v}`, `function t.name()`, `function t:name()`. */
export interface FieldDefinition {
  readonly name: string;
  /** Text of the table it is put into; empty inside a table constructor. */
  readonly owner: string;
  readonly span: Span;
  readonly form: 'assignment' | 'constructor' | 'function' | 'method';
  readonly value?: SyntaxNode;
}

/** A function of the text; number 0 is the main chunk. */
export interface FunctionScope {
  readonly id: number;
  readonly parent?: number;
  readonly span: Span;
  /** Where its own code begins, at the parameters: its name is evaluated outside. */
  readonly inside: number;
  /** `local function`, `function a.b:c` or `function (`; missing for the main chunk. */
  readonly node?: SyntaxNode;
  /** Text of its name: `f`, `a.b:c`; missing for anonymous ones. */
  readonly name?: string;
  readonly parameters: readonly string[];
  readonly isVararg: boolean;
  readonly isMethod: boolean;
}

/** All names of one text. */
export class Scopes {
  readonly #resolved: ReadonlyMap<number, Declaration>;

  constructor(
    readonly declarations: readonly Declaration[],
    readonly functions: readonly FunctionScope[],
    readonly fields: readonly FieldDefinition[],
    /** Assignments to names that no declaration covers. */
    readonly globals: ReadonlyMap<string, readonly Assignment[]>,
    resolved: ReadonlyMap<number, Declaration>,
  ) {
    this.#resolved = resolved;
  }

  /** The declaration that an identifier means; undefined for globals. */
  resolve(identifier: SyntaxNode): Declaration | undefined {
    return this.#resolved.get(identifier.startIndex);
  }

  /** The innermost function around an offset. */
  functionAt(offset: number): FunctionScope {
    let found = this.functions[0]!;
    for (const scope of this.functions) {
      if (scope.inside <= offset && offset < scope.span.end && scope.inside >= found.inside) found = scope;
    }
    return found;
  }

  /** What names mean at an offset, nearest declaration first; hidden ones are left out. */
  visibleAt(offset: number): Declaration[] {
    const names = new Map<string, Declaration>();
    for (const declaration of this.declarations) {
      if (declaration.visible.start <= offset && offset < declaration.visible.end) {
        names.set(declaration.name, declaration);
      }
    }
    return [...names.values()].sort((a, b) => b.visible.start - a.visible.start);
  }

  /** How Lua names a variable in its messages, seen from where it is used. */
  kindOf(identifier: SyntaxNode): 'local' | 'upvalue' | 'global' {
    const declaration = this.resolve(identifier);
    if (!declaration) return 'global';
    return declaration.functionId === this.functionAt(identifier.startIndex).id ? 'local' : 'upvalue';
  }
}
