// Objects made by a constructor that was called with `:` though it is not a method: every field is one argument off. Any thread.

import { withoutParentheses } from '../../language/nodes.js';
import type { CallSite } from '../../language/nodes.js';
import type { SyntaxNode } from '../../language/parse.js';
import type { Findings } from './findings.js';
import { asCall, definitionOf } from './functions.js';
import { quote } from './node-text.js';
import { fieldOf } from './scene.js';
import type { Scene } from './scene.js';

/**
 * `object.field` holds the class itself, because `local object = Class:new(...)` called a function that was defined with `.`.
 * Whether that is the reason.
 */
export function explainShiftedArgument(scene: Scene, operand: SyntaxNode, findings: Findings): boolean {
  const path = fieldOf(withoutParentheses(operand));
  const call = path && madeBy(scene, path.table);
  if (!path || !call?.isMethod || !call.receiver || !call.name) return false;
  if (!takesNoSelf(scene, call) || !isSame(scene, operand, call.receiver)) return false;
  const separator = { start: call.receiver.endIndex, end: call.name.startIndex };
  const receiver = quote(call.receiver) ?? 'the table';
  findings.mark(scene.related(separator, `\`:\` passes ${receiver} as first argument`));
  findings.advise(
    `\`${call.receiver.text}.${call.name.text}\` is not a method: call it with \`.\``,
    scene.edit(separator, '.'),
  );
  return true;
}

/** The call that gave a local its only value. */
function madeBy(scene: Scene, table: SyntaxNode): CallSite | undefined {
  const declaration = table.type === 'identifier' ? scene.document?.scopes?.resolve(table) : undefined;
  const [only, ...more] = declaration?.assignments ?? [];
  return only?.value && more.length === 0 ? asCall(only.value.node) : undefined;
}

/** Whether a function is defined as `Class.name(first, ...)`, where the first parameter is not meant for the class. */
function takesNoSelf(scene: Scene, call: CallSite): boolean {
  const scopes = scene.document!.scopes!;
  const definition = definitionOf(scopes, call.callee);
  const scope = definition && scopes.functions.find(({ node }) => node?.id === definition.id);
  const [first] = scope?.parameters ?? [];
  return scope?.isMethod === false && first !== undefined && !/^(?:self|cls|class|this|_)$/i.test(first);
}

/** Whether two tables have the same named fields, of which there are some. */
function isSame(scene: Scene, a: SyntaxNode, b: SyntaxNode): boolean {
  const [first, second] = [a, b].map((node) => [...(scene.valueOf(node)?.keys ?? [])].sort().join('\n'));
  return first !== '' && first === second;
}
