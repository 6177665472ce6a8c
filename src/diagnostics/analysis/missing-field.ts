// Why a field or method is nil: a typing mistake, a name that another language has, a list read outside its bounds.
// Control thread.

import type { SyntaxNode } from '../../language/parse.js';
import { readCall } from '../../language/nodes.js';
import type { Span } from '../../language/positions.js';
import { STANDARD_LIBRARY } from '../../language/stdlib.js';
import type { CapturedValue } from '../captured.js';
import type { Findings } from './findings.js';
import { FOREIGN_FIELDS } from './foreign-names.js';
import { explainIndex } from './list-index.js';
import { quote } from './node-text.js';
import { fieldOf, MAX_KEYS } from './scene.js';
import type { Scene } from './scene.js';
import { orList, suggestNames } from './suggest.js';

/** Most names that a note lists. */
const MAX_LISTED = 10;

/** Longest call that is written out anew. */
const MAX_WRITTEN = 60;

/** Explains `t.name`, `t["name"]`, `t[key]` or the `t:name` of a call, which is nil. */
export function explainMissingField(
  scene: Scene,
  access: SyntaxNode,
  findings: Findings,
  receiver?: CapturedValue,
): void {
  const path = fieldOf(access);
  if (!path) {
    explainKey(scene, access, findings);
    return;
  }
  const { table, name, field } = path;
  const value = scene.valueOf(table) ?? receiver;
  const type = value?.type ?? scene.typeOf(table);
  const isMethod = access.type === 'method_index_expression';
  const isText = type === 'string' && access.type !== 'bracket_index_expression';
  const foreign = foreignField(scene, table, name, value, isMethod, isText);
  if (foreign !== undefined) {
    findings.advise(foreign);
    return;
  }
  if (isMethod && isPlain(value) && adviseLibrary(scene, access, findings)) return;
  const keys = type === 'string' ? scene.failure.globals['string'] : value?.keys;
  // Methods of strings are called with a colon, whatever was written.
  const separator = { start: table.endIndex, end: field.startIndex + field.text.length };
  const edited = access.type === 'bracket_index_expression' ? undefined : isText ? separator : field;
  const prefix = isText ? ':' : '';
  if (keys) suggestKeys(scene, { table, name, isMethod: isMethod || isText, edited, prefix }, keys, type, findings);
  else suggestDefined(scene, table, name, edited, findings);
}

/** A table without a class, as far as its keys tell. */
function isPlain(value: CapturedValue | undefined): boolean {
  return value?.type === 'table' && !value.keys?.some((key) => key.startsWith('__'));
}

/** `list:insert(x)`: tables have no methods of their own, the library takes them as first argument. */
function adviseLibrary(scene: Scene, access: SyntaxNode, findings: Findings): boolean {
  const call = access.parent && readCall(access.parent);
  const name = `table.${call?.name?.text ?? ''}`;
  if (!call?.isMethod || !call.receiver || !STANDARD_LIBRARY.has(name)) return false;
  const given = [call.receiver, ...call.args].map((node) => node.text).join(', ');
  const written = `${name}(${given})`;
  const isShort = written.length <= MAX_WRITTEN && !written.includes('\n');
  findings.advise(
    `a table has no methods of its own: write \`${isShort ? written : `${name}(${call.receiver.text}, ...)`}\``,
    isShort ? scene.edit(call.node, written) : undefined,
  );
  return true;
}

function foreignField(
  scene: Scene,
  table: SyntaxNode,
  name: string,
  value: CapturedValue | undefined,
  isMethod: boolean,
  isText: boolean,
): string | undefined {
  const isPlainTable = isMethod && isPlain(value);
  const isGlobal = table.type === 'identifier' && scene.document?.scopes?.resolve(table) === undefined;
  const owner = isText ? 'string' : isGlobal ? table.text : isPlainTable ? 'table' : '';
  const names = Object.hasOwn(FOREIGN_FIELDS, owner) ? FOREIGN_FIELDS[owner]! : {};
  const advice = Object.hasOwn(names, name) ? names[name]! : undefined;
  return advice === undefined || isGlobal ? advice : withReceiver(advice, table, isText ? 'text' : 'list');
}

/** Advice with the variable at hand in place of the example's. */
function withReceiver(advice: string, table: SyntaxNode, example: string): string {
  if (!/^[A-Za-z_][\w.]*$/.test(table.text)) return advice;
  return advice.replaceAll(/`[^`]*`/g, (code) => code.replaceAll(new RegExp(`\\b${example}\\b`, 'g'), table.text));
}

interface Access {
  readonly table: SyntaxNode;
  readonly name: string;
  readonly isMethod: boolean;
  /** What a better name replaces, and what stands before it then. */
  readonly edited: SyntaxNode | Span | undefined;
  readonly prefix?: string;
}

function suggestKeys(scene: Scene, access: Access, keys: readonly string[], type = 'table', findings: Findings): void {
  const { name, isMethod, edited, prefix = '' } = access;
  const owner = type === 'string' ? 'a string' : (quote(access.table) ?? `the ${type}`);
  const what = isMethod ? 'method' : 'field';
  const suggestions = suggestNames(name, keys);
  if (suggestions.length > 0) {
    const edit = suggestions.length === 1 && edited ? scene.edit(edited, prefix + suggestions[0]!) : undefined;
    findings.advise(`${owner} has no ${what} \`${name}\`; did you mean ${orList(suggestions)}?`, edit);
  } else if (keys.length === 0) {
    findings.note(`${owner} has no fields with a name`);
  } else if (keys.length < MAX_KEYS) {
    const listed = [...keys]
      .sort()
      .slice(0, MAX_LISTED)
      .map((key) => `\`${key}\``);
    const more = keys.length > MAX_LISTED ? ` and ${String(keys.length - MAX_LISTED)} more` : '';
    const noun = `${type === 'string' ? 'method' : 'field'}${keys.length === 1 ? '' : 's'}`;
    findings.note(`${owner} has the ${noun} ${listed.join(', ')}${more}`);
  }
}

/** Without the live table: names that this text puts into a table that is written the same way. */
function suggestDefined(
  scene: Scene,
  table: SyntaxNode,
  name: string,
  edited: SyntaxNode | Span | undefined,
  findings: Findings,
): void {
  const fields = scene.document?.scopes?.fields.filter((field) => field.owner === table.text) ?? [];
  const suggestions = suggestNames(
    name,
    fields.map((field) => field.name),
  );
  if (suggestions.length === 0) return;
  const edit = suggestions.length === 1 && edited ? scene.edit(edited, suggestions[0]!) : undefined;
  findings.advise(`did you mean ${orList(suggestions)}?`, edit);
}

/** `t[key]`: what the key was, and what is commonly wrong with it. */
function explainKey(scene: Scene, access: SyntaxNode, findings: Findings): void {
  const key = access.childForFieldName('field');
  const table = access.childForFieldName('table');
  if (!key || !table) return;
  const value = scene.valueOf(key);
  if (value && value.preview !== value.type) findings.note(`the key ${quote(key) ?? ''} is ${value.preview}`);
  if (key.text === '0' || (value?.type === 'number' && value.preview === '0')) {
    findings.advise('lists start at index 1: there is nothing at 0');
  } else if (key.text.replace(/\s/g, '') === `#${table.text}+1`) {
    findings.advise('that is one past the end of the list: the last element is at `#list`');
  } else if (explainIndex(scene, key, table, findings)) {
    return;
  } else if (value?.type === 'string' && /^"-?\d+"$/.test(value.preview)) {
    findings.advise('the key is a string: a list has numbers as keys, so convert it with `tonumber`');
  } else if (value?.type === 'string') {
    const keys = scene.valueOf(table)?.keys;
    const name = value.preview.slice(1, -1);
    if (keys) suggestKeys(scene, { table, name, isMethod: false, edited: undefined }, keys, 'table', findings);
  }
}
