// Everything a rule may look at: the failure, where it happened, the source there, and the values of its variables.
// Control thread.

import type { SyntaxNode } from '../../language/parse.js';
import type { Span } from '../../language/positions.js';
import { plainString, withoutParentheses } from '../../language/nodes.js';
import type { CapturedFailure, CapturedFrame, CapturedValue } from '../captured.js';
import type { Documents, SourceDocument } from './document.js';
import { asCall, standardFunctionOf } from './functions.js';
import type { Edit, Mark } from '../report.js';
import type { Site } from './site.js';
import { isLua } from './site.js';

/** At most this many keys of a table are captured: a longer list proves nothing about a name that is not in it. */
export const MAX_KEYS = 200;

/** A Lua frame with its source. */
export interface FrameSite {
  readonly frame: CapturedFrame;
  readonly index: number;
  readonly line: number;
  readonly document: SourceDocument;
}

export class Scene {
  /** The source at the site. */
  readonly document: SourceDocument | undefined;

  constructor(
    readonly failure: CapturedFailure,
    readonly site: Site,
    readonly documents: Documents,
  ) {
    this.document = documents.get(site.chunkName);
  }

  get line(): number {
    return this.site.line ?? 0;
  }

  /** The Lua function that called the one at an index directly; none across host functions, coroutines and tail calls. */
  callerOf(frameIndex: number): FrameSite | undefined {
    const frame = this.failure.frames[frameIndex];
    const caller = this.failure.frames[frameIndex + 1];
    if (!frame || !caller || !isLua(caller) || caller.line === undefined) return undefined;
    if (frame.isTailCall || frame.coroutineBoundary || this.failure.omittedAfter === frameIndex) return undefined;
    const document = this.documents.get(caller.source);
    return document && { frame: caller, index: frameIndex + 1, line: caller.line, document };
  }

  /** A mark on a range of a document; a range over several lines is cut at the end of its first. */
  mark(span: Span, label?: string, options: { primary?: boolean; document?: SourceDocument } = {}): Mark | undefined {
    const document = options.document ?? this.document;
    if (!document) return undefined;
    const start = document.source.positionAt(span.start);
    const end = document.source.positionAt(Math.min(span.end, document.source.lineEnd(start.line)));
    return {
      file: document.file,
      line: start.line,
      column: start.column,
      endColumn: Math.max(end.column, start.column + 1),
      isPrimary: options.primary ?? false,
      ...(label !== undefined && { label }),
    };
  }

  primary(node: SyntaxNode | Span, label?: string): Mark | undefined {
    return this.mark(toSpan(node), label, { primary: true });
  }

  related(node: SyntaxNode | Span, label: string, document?: SourceDocument): Mark | undefined {
    return this.mark(toSpan(node), label, document ? { document } : {});
  }

  /** An edit of a range on one line; undefined where it spans several. */
  edit(node: SyntaxNode | Span, replacement: string, document = this.document): Edit | undefined {
    if (!document) return undefined;
    const span = toSpan(node);
    const start = document.source.positionAt(span.start);
    const end = document.source.positionAt(span.end);
    if (start.line !== end.line) return undefined;
    return { file: document.file, line: start.line, column: start.column, endColumn: end.column, replacement };
  }

  /** Whether a node stands in the function that the failing frame runs, so that the frame's variables are the node's. */
  isInFrame(node: SyntaxNode): boolean {
    const { frame } = this.site;
    const scopes = this.document?.scopes;
    if (!frame || !scopes) return false;
    const scope = scopes.functionAt(node.startIndex);
    const defined = scope.id === 0 ? 0 : this.document.source.lineAt(scope.span.start);
    return frame.lineDefined === undefined || frame.lineDefined === defined;
  }

  /** What a name of the failing frame holds. */
  variable(kind: 'local' | 'upvalue' | 'global', name: string): CapturedValue | undefined {
    if (kind === 'global') return this.#global(name);
    const list = kind === 'local' ? this.site.frame?.locals : this.site.frame?.upvalues;
    return list?.findLast((variable) => variable.name === name)?.value;
  }

  /** The value of an expression as far as the capture tells. */
  valueOf(expression: SyntaxNode): CapturedValue | undefined {
    const node = withoutParentheses(expression);
    if (node.type === 'identifier') {
      if (!this.document?.scopes || !this.isInFrame(node)) return undefined;
      return this.variable(this.document.scopes.kindOf(node), node.text);
    }
    const path = fieldOf(node);
    const fields = path && this.valueOf(path.table)?.fields;
    const keys = path && fields && Object.hasOwn(fields, path.name) ? fields[path.name] : undefined;
    return keys && { type: 'table', preview: 'table', keys };
  }

  /** The type of an expression, from the value or from the way it is written. */
  typeOf(expression: SyntaxNode): string | undefined {
    const node = withoutParentheses(expression);
    const literal = LITERAL_TYPES[node.type];
    if (literal !== undefined) return literal;
    if (node.type === 'binary_expression') return this.#typeOfBinary(node);
    if (node.type === 'unary_expression') return this.#typeOfUnary(node);
    const call = asCall(node);
    if (call) return RESULT_TYPES[standardFunctionOf(this, call)?.returns ?? ''];
    return this.valueOf(node)?.type;
  }

  /** Whether a table surely has a field of this name. */
  hasField(table: SyntaxNode, name: string): boolean {
    return this.valueOf(table)?.keys?.includes(name) ?? false;
  }

  #global(name: string): CapturedValue | undefined {
    if (!Object.hasOwn(this.failure.globals, name)) return { type: 'nil', preview: 'nil' };
    const keys = this.failure.globals[name];
    return keys ? { type: 'table', preview: 'table', keys } : undefined;
  }

  #typeOfBinary(node: SyntaxNode): string | undefined {
    const operator = node.childForFieldName('operator')?.text ?? '';
    if (/^(?:==|~=|<|>|<=|>=)$/.test(operator)) return 'boolean';
    const left = node.childForFieldName('left');
    const right = node.childForFieldName('right');
    const types = [left, right].map((operand) => operand && this.typeOf(operand));
    if (operator === '..') return types.every(isTextOrNumber) ? 'string' : undefined;
    if (operator === 'and' || operator === 'or') return undefined;
    return types.every((type) => type === 'number') ? 'number' : undefined;
  }

  #typeOfUnary(node: SyntaxNode): string | undefined {
    const operator = node.childForFieldName('operator')?.text;
    const operand = node.childForFieldName('operand');
    if (operator === 'not') return 'boolean';
    const type = operand ? this.typeOf(operand) : undefined;
    if (operator === '#') return type === 'string' ? 'number' : undefined;
    return type === 'number' ? 'number' : undefined;
  }
}

/** Results of standard functions that have one type only, as stdlib.ts words them. */
const RESULT_TYPES: Readonly<Record<string, string>> = {
  string: 'string',
  integer: 'number',
  float: 'number',
  number: 'number',
  boolean: 'boolean',
  table: 'table',
};

const LITERAL_TYPES: Readonly<Record<string, string>> = {
  nil: 'nil',
  true: 'boolean',
  false: 'boolean',
  number: 'number',
  string: 'string',
  table_constructor: 'table',
  function_definition: 'function',
};

/** Table and field name of `t.name` or `t["name"]`. */
export function fieldOf(node: SyntaxNode): { table: SyntaxNode; name: string; field: SyntaxNode } | undefined {
  const table = node.childForFieldName('table');
  const field = node.childForFieldName(node.type === 'method_index_expression' ? 'method' : 'field');
  if (!table || !field) return undefined;
  if (node.type !== 'bracket_index_expression') return { table, field, name: field.text };
  const name = plainString(field);
  return name === undefined ? undefined : { table, field, name };
}

function isTextOrNumber(type: string | null | undefined): boolean {
  return type === 'string' || type === 'number';
}

function toSpan(node: SyntaxNode | Span): Span {
  return 'startIndex' in node ? { start: node.startIndex, end: node.endIndex } : node;
}
