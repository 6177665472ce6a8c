// Walks a syntax tree once and collects the names of scopes.ts. Any thread.

import type { LuaTree, SyntaxNode } from './parse.js';
import type { Span } from './positions.js';
import type { Assignment, DeclarationKind, FieldDefinition, FunctionScope, Value } from './scopes.js';
import { endOfBlock, spanOf, valueAt, valuesOf } from './scope-nodes.js';
import type { OpenDeclaration } from './scope-names.js';
import { ScopeNames } from './scope-names.js';
import { Scopes } from './scopes.js';

/** Finds the scopes of a tree; broken parts contribute what can be read of them. */
export function findScopes(tree: LuaTree): Scopes {
  return new ScopeBuilder(tree).run();
}

class ScopeBuilder {
  readonly #root: SyntaxNode;
  readonly #names = new ScopeNames();
  readonly #functions: FunctionScope[] = [];
  readonly #fields: FieldDefinition[] = [];
  readonly #globals = new Map<string, Assignment[]>();
  #functionId = 0;

  constructor(tree: LuaTree) {
    this.#root = tree.root;
    this.#functions.push({
      id: 0,
      span: { start: 0, end: tree.source.text.length + 1 },
      inside: 0,
      parameters: [],
      isVararg: true,
      isMethod: false,
    });
  }

  run(): Scopes {
    this.#names.inBlock(this.#functions[0]!.span.end, () => this.#visitChildren(this.#root));
    return new Scopes(this.#names.declarations, this.#functions, this.#fields, this.#globals, this.#names.resolved);
  }

  #visitChildren(node: SyntaxNode): void {
    for (const child of node.namedChildren) this.#visit(child);
  }

  #visit(node: SyntaxNode): void {
    switch (node.type) {
      case 'identifier': {
        this.#names.reference(node);
        return;
      }
      case 'variable_declaration': {
        this.#local(node);
        return;
      }
      case 'assignment_statement': {
        this.#assignment(node);
        return;
      }
      case 'function_declaration': {
        this.#functionDeclaration(node);
        return;
      }
      case 'function_definition': {
        this.#functionBody(node, undefined, false);
        return;
      }
      case 'for_statement': {
        this.#for(node);
        return;
      }
      case 'repeat_statement':
      case 'do_statement': {
        this.#names.inBlock(node.endIndex, () => this.#visitUnwrapped(node));
        return;
      }
      case 'block': {
        this.#names.inBlock(endOfBlock(node), () => this.#visitChildren(node));
        return;
      }
      case 'dot_index_expression':
      case 'method_index_expression': {
        this.#visitField(node, 'table');
        return;
      }
      case 'field': {
        this.#tableField(node);
        return;
      }
      case 'comment':
      case 'string':
      case 'attribute':
      case 'label_statement':
      case 'goto_statement':
        return;
      default: {
        this.#visitChildren(node);
        return;
      }
    }
  }

  /** Visits what is inside; the body of a `repeat` shares its scope with the condition. */
  #visitUnwrapped(node: SyntaxNode): void {
    for (const child of node.namedChildren) {
      if (child.type === 'block') this.#visitChildren(child);
      else this.#visit(child);
    }
  }

  #visitField(node: SyntaxNode, name: string): void {
    const child = node.childForFieldName(name);
    if (child) this.#visit(child);
  }

  #declare(
    name: string,
    kind: DeclarationKind,
    span: Span,
    visibleFrom: number,
    more: { attribute?: string; parameterIndex?: number } = {},
  ): OpenDeclaration {
    return this.#names.declare({ name, kind, span, functionId: this.#functionId, ...more }, visibleFrom);
  }

  #local(node: SyntaxNode): void {
    const assignment = node.namedChildren.find((child) => child.type === 'assignment_statement');
    const values = valuesOf(assignment);
    for (const value of values) this.#visit(value);
    const list = (assignment ?? node).namedChildren.find((child) => child.type === 'variable_list');
    let index = 0;
    for (const child of list?.namedChildren ?? []) {
      if (child.type !== 'identifier') continue;
      const attribute = child.nextNamedSibling;
      const text = attribute?.type === 'attribute' ? attribute.text.replace(/[<>\s]/g, '') : undefined;
      const declaration = this.#declare(
        child.text,
        'local',
        spanOf(child),
        node.endIndex,
        text ? { attribute: text } : {},
      );
      if (values.length > 0) declaration.assignments.push(this.#assigned(child, node, valueAt(values, index)));
      index++;
    }
  }

  #assigned(name: SyntaxNode, statement: SyntaxNode, value: Value | undefined): Assignment {
    return { span: spanOf(name), statement, functionId: this.#functionId, ...(value && { value }) };
  }

  #assignment(node: SyntaxNode): void {
    const values = valuesOf(node);
    for (const value of values) this.#visit(value);
    const list = node.namedChildren.find((child) => child.type === 'variable_list');
    const targets = (list?.namedChildren ?? []).filter((child) => child.type !== 'comment');
    targets.forEach((target, index) => {
      const value = valueAt(values, index);
      this.#visit(target);
      if (target.type === 'identifier') this.#assignName(target, this.#assigned(target, node, value));
      const field = target.type === 'dot_index_expression' ? target.childForFieldName('field') : undefined;
      const owner = target.childForFieldName('table');
      if (!field || !owner) return;
      const direct = value?.result === 1 ? value.node : undefined;
      this.#field(field, owner.text, 'assignment', direct);
    });
  }

  #assignName(target: SyntaxNode, assignment: Assignment): void {
    const declaration = this.#names.lookUp(target.text);
    if (declaration) {
      declaration.assignments.push(assignment);
      return;
    }
    const known = this.#globals.get(target.text);
    if (known) known.push(assignment);
    else this.#globals.set(target.text, [assignment]);
  }

  #field(name: SyntaxNode, owner: string, form: FieldDefinition['form'], value?: SyntaxNode): void {
    this.#fields.push({ name: name.text, owner, span: spanOf(name), form, ...(value && { value }) });
  }

  #tableField(node: SyntaxNode): void {
    const name = node.childForFieldName('name');
    const value = node.childForFieldName('value');
    if (name?.type === 'identifier' && node.child(0)?.type !== '[') {
      this.#field(name, '', 'constructor', value ?? undefined);
    } else if (name) {
      this.#visit(name);
    }
    if (value) this.#visit(value);
  }

  #functionDeclaration(node: SyntaxNode): void {
    const name = node.childForFieldName('name');
    if (!name) {
      this.#functionBody(node, undefined, false);
      return;
    }
    if (node.child(0)?.type === 'local') {
      const declaration = this.#declare(name.text, 'local function', spanOf(name), name.endIndex);
      declaration.assignments.push(this.#assigned(name, node, { node, result: 1 }));
    } else if (name.type === 'identifier') {
      this.#names.reference(name);
      this.#assignName(name, this.#assigned(name, node, { node, result: 1 }));
    } else {
      this.#visit(name);
      const isMethod = name.type === 'method_index_expression';
      const last = name.childForFieldName(isMethod ? 'method' : 'field');
      const owner = name.childForFieldName('table');
      if (last && owner) this.#field(last, owner.text, isMethod ? 'method' : 'function', node);
    }
    this.#functionBody(node, name, name.type === 'method_index_expression');
  }

  #functionBody(node: SyntaxNode, name: SyntaxNode | undefined, isMethod: boolean): void {
    const list = node.childForFieldName('parameters');
    const names = (list?.namedChildren ?? []).filter((child) => child.type === 'identifier');
    const parent = this.#functionId;
    this.#functionId = this.#functions.length;
    this.#functions.push({
      id: this.#functionId,
      parent,
      span: spanOf(node),
      inside: list?.startIndex ?? node.startIndex,
      node,
      ...(name && { name: name.text }),
      parameters: names.map((child) => child.text),
      isVararg: list?.namedChildren.some((child) => child.type === 'vararg_expression') ?? false,
      isMethod,
    });
    this.#names.inBlock(node.endIndex, () => {
      const start = list?.endIndex ?? node.startIndex;
      if (isMethod && name) this.#declareSelf(name, start);
      names.forEach((child, i) =>
        this.#declare(child.text, 'parameter', spanOf(child), start, { parameterIndex: i + 1 }),
      );
      const body = node.childForFieldName('body');
      if (body) this.#visitChildren(body);
      for (const child of node.namedChildren) if (child.isError) this.#visit(child);
    });
    this.#functionId = parent;
  }

  #declareSelf(name: SyntaxNode, visibleFrom: number): void {
    const method = name.childForFieldName('method') ?? name;
    this.#declare('self', 'self', spanOf(method), visibleFrom, { parameterIndex: 0 });
    this.#names.resolved.delete(method.startIndex);
  }

  #for(node: SyntaxNode): void {
    const clause = node.childForFieldName('clause');
    const body = node.childForFieldName('body');
    const list = clause?.namedChildren.find((child) => child.type === 'variable_list');
    const names = list?.namedChildren.filter((child) => child.type === 'identifier') ?? [];
    // The generic clause shows the fields of its list as its own.
    const single = clause?.type === 'for_numeric_clause' ? clause.childForFieldName('name') : null;
    for (const child of clause?.namedChildren ?? []) {
      if (child.startIndex !== single?.startIndex && child.type !== 'variable_list') this.#visit(child);
    }
    this.#names.inBlock(node.endIndex, () => {
      for (const name of single ? [single] : names) {
        this.#declare(name.text, 'for variable', spanOf(name), clause?.endIndex ?? name.endIndex);
      }
      if (body) this.#visit(body);
      for (const child of node.namedChildren) if (child.isError) this.#visit(child);
    });
  }
}
