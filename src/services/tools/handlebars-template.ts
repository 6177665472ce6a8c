// Templates of Handlebars: parsed by its own parser, and filled by walking the tree, so that a template reaches nothing but its
// values. Pool thread.

import type { Value } from '../../base/values.js';
import { toJsonText } from '../json-text.js';
import { asArray, isValueObject } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';

export class HandlebarsError extends Error {
  constructor(
    message: string,
    readonly help: string,
  ) {
    super(message);
  }
}

interface Node {
  readonly type: string;
  readonly value?: Value;
  readonly path?: Node;
  readonly params?: readonly Node[];
  readonly escaped?: boolean;
  readonly program?: Block;
  readonly inverse?: Block;
  readonly data?: boolean;
  readonly depth?: number;
  readonly parts?: readonly string[];
  readonly original?: string;
}

interface Block {
  readonly body: readonly Node[];
  readonly blockParams?: readonly string[];
}

/** What names mean at a place of the template. */
interface Scope {
  readonly here: Value;
  readonly data: ValueObject;
  readonly named: ValueObject;
  readonly outer: Scope | undefined;
}

const HELPERS = ['if', 'unless', 'each', 'with', 'lookup'];
const MAX_LENGTH = 32 * 1024 * 1024;

/** @throws HandlebarsError, or an Error of the parser */
export async function renderHandlebars(template: string, values: ValueObject): Promise<string> {
  const { parse } = await import('@handlebars/parser');
  const program = parse(template) as unknown as Block;
  return renderBlock(program, { here: values, data: { root: values }, named: {}, outer: undefined });
}

function renderBlock(block: Block | undefined, scope: Scope): string {
  let text = '';
  for (const node of block?.body ?? []) {
    text += renderNode(node, scope);
    if (text.length > MAX_LENGTH) throw new HandlebarsError('the text becomes too long', 'fill in less');
  }
  return text;
}

function renderNode(node: Node, scope: Scope): string {
  switch (node.type) {
    case 'ContentStatement':
      return node.value as string;
    case 'CommentStatement':
      return '';
    case 'MustacheStatement': {
      const text = toText(evaluate(node, scope));
      return node.escaped === false ? text : escapeHtml(text);
    }
    case 'BlockStatement':
      return renderHelper(node, scope);
    default:
      throw new HandlebarsError('partials and decorators are not available', 'put their text into the template');
  }
}

function renderHelper(node: Node, scope: Scope): string {
  const name = node.path?.original ?? '';
  const [subject] = node.params ?? [];
  if (subject === undefined) return renderSection(node, scope);
  const value = evaluate(subject, scope);
  switch (name) {
    case 'if':
    case 'unless':
      return renderBlock((name === 'if') === isFilled(value) ? node.program : node.inverse, scope);
    case 'with':
      return isFilled(value) ? renderBlock(node.program, inside(node, scope, value)) : renderBlock(node.inverse, scope);
    case 'each':
      return renderEach(node, scope, value);
    default:
      throw unknownHelper(name);
  }
}

/** `{{#name}}`: for each item of an array, with an object, or if there is anything. */
function renderSection(node: Node, scope: Scope): string {
  const value = evaluate(node.path!, scope);
  if (!isFilled(value)) return renderBlock(node.inverse, scope);
  if (asArray(value) !== undefined) return renderEach(node, scope, value);
  return renderBlock(node.program, isValueObject(value) ? inside(node, scope, value) : scope);
}

function renderEach(node: Node, scope: Scope, value: Value): string {
  const items = asArray(value)?.map((item, index): [Value, Value] => [index, item]) ?? entriesOf(value);
  if (items.length === 0) return renderBlock(node.inverse, scope);
  return items
    .map(([key, item], index) => {
      const data = { index, key, first: index === 0, last: index === items.length - 1 };
      return renderBlock(node.program, inside(node, scope, item, data));
    })
    .join('');
}

const entriesOf = (value: Value): [Value, Value][] => (isValueObject(value) ? Object.entries(value) : []);

function inside(node: Node, outer: Scope, here: Value, data: ValueObject = {}): Scope {
  const [item, key] = node.program?.blockParams ?? [];
  const named = {
    ...outer.named,
    ...(item === undefined ? {} : { [item]: here }),
    ...(key === undefined ? {} : { [key]: data['key'] }),
  };
  return { here, data: { ...outer.data, ...data }, named, outer };
}

function evaluate(node: Node, scope: Scope): Value {
  if (node.type === 'PathExpression') return lookUp(node, scope);
  if (node.type !== 'MustacheStatement' && node.type !== 'SubExpression') return node.value;
  const [subject, key] = node.params ?? [];
  const name = node.path?.original ?? '';
  if (subject === undefined) return evaluate(node.path!, scope);
  if (name !== 'lookup' || key === undefined) throw unknownHelper(name);
  return property(evaluate(subject, scope), evaluate(key, scope));
}

function lookUp({ data, depth = 0, parts = [] }: Node, scope: Scope): Value {
  let from: Scope | undefined = scope;
  for (let level = 0; level < depth; level++) from = from?.outer;
  const [first, ...rest] = parts;
  if (first === undefined) return from?.here;
  const isNamed = depth === 0 && data !== true && Object.hasOwn(scope.named, first);
  const start = data === true ? from?.data : isNamed ? scope.named : from?.here;
  return [first, ...rest].reduce<Value>((value, part) => property(value, part), start);
}

function property(value: Value, key: Value): Value {
  const items = Array.isArray(value) ? (value as readonly Value[]) : undefined;
  if (items !== undefined) return key === 'length' ? items.length : items[Number(key)];
  return isValueObject(value) && typeof key === 'string' && Object.hasOwn(value, key) ? value[key] : undefined;
}

function isFilled(value: Value): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return value !== undefined && value !== null && value !== false && value !== '' && value !== 0;
}

function toText(value: Value): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map((item: Value) => toText(item)).join(',');
  return typeof value === 'string' ? value : toJsonText(value);
}

const ESCAPES: Readonly<Record<string, string>> = {
  ...{ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#x27;', '`': '&#x60;', '=': '&#x3D;' },
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"'`=]/g, (char) => ESCAPES[char] ?? char);
}

function unknownHelper(name: string): HandlebarsError {
  return new HandlebarsError(`there is no helper '${name}' here`, `the helpers are ${HELPERS.join(', ')}`);
}
