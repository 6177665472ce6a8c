// Where the wrong value of a variable or call came from, as far as the text and the captured frames prove it. Control thread.

import type { CallSite } from '../../language/nodes.js';
import { withoutParentheses } from '../../language/nodes.js';
import type { SyntaxNode } from '../../language/parse.js';
import type { DocumentedEntry } from '../../language/documented.js';
import type { Assignment, Declaration } from '../../language/scopes.js';
import { explainArgumentOf } from './caller.js';
import type { Findings } from './findings.js';
import { asCall, definitionOf, returnsOf, standardFunctionOf } from './functions.js';
import { quote } from './node-text.js';
import type { Scene } from './scene.js';

/** Tells where the value of an expression comes from, if that is certain. */
export function explainOrigin(scene: Scene, expression: SyntaxNode, type: string, findings: Findings): void {
  const node = withoutParentheses(expression);
  const call = asCall(node);
  if (call) {
    explainResult(scene, call, 1, type, findings);
    return;
  }
  const declaration = node.type === 'identifier' ? scene.document?.scopes?.resolve(node) : undefined;
  if (!declaration) return;
  const assignments = declaration.assignments.filter((assignment) => assignment.span.start !== node.startIndex);
  if (declaration.kind === 'parameter' && assignments.length === 0) {
    explainArgumentOf(scene, declaration, type, findings);
  } else if (declaration.kind === 'local' || declaration.kind === 'parameter') {
    explainAssignments(scene, declaration, assignments, node, type, findings);
  }
}

function explainAssignments(
  scene: Scene,
  declaration: Declaration,
  assignments: readonly Assignment[],
  use: SyntaxNode,
  type: string,
  findings: Findings,
): void {
  const name = `\`${declaration.name}\``;
  const [only, ...more] = assignments;
  if (!only) {
    if (type !== 'nil') return;
    findings.mark(scene.related(declaration.span, 'declared here without a value'));
    findings.advise(`${name} is never assigned: give it a value before it is used`);
    return;
  }
  if (more.length === 0) {
    explainOnlyAssignment(scene, declaration, only, type, findings);
    return;
  }
  const before = assignments.findLast((assignment) => assignment.span.end <= use.startIndex);
  if (before) findings.mark(scene.related(before.span, `the last assignment to ${name} before this line`));
}

function explainOnlyAssignment(
  scene: Scene,
  declaration: Declaration,
  assignment: Assignment,
  type: string,
  findings: Findings,
): void {
  const name = `\`${declaration.name}\``;
  const { value, span } = assignment;
  const isDeclaration = span.start === declaration.span.start;
  if (type === 'nil' && value && !isDeclaration && isNeverNil(value.node)) {
    findings.mark(scene.related(declaration.span, 'declared here without a value'));
    findings.mark(scene.related(span, `the only assignment to ${name}: it has not run before this`));
    findings.advise(adviseOrder(scene, declaration, assignment));
    return;
  }
  findings.mark(scene.related(span, labelOf(name, assignment, isDeclaration, type)));
  if (!value && type === 'nil') explainMissingValue(assignment, declaration, findings);
  const call = value && isDeclaration ? asCall(value.node) : undefined;
  if (call) explainResult(scene, call, value!.result, type, findings, declaration.name);
}

function labelOf(name: string, { value }: Assignment, isDeclaration: boolean, type: string): string {
  if (!value) return `${name} gets no value here`;
  if (value.node.type === 'nil') return `${name} is set to nil here`;
  if (!isDeclaration) return `the only assignment to ${name}`;
  return type === 'nil' ? `${name} gets its value here` : `${name} is set here`;
}

function isNeverNil({ type }: SyntaxNode): boolean {
  return /^(?:table_constructor|string|number|true|false|function_definition|function_declaration)$/.test(type);
}

function adviseOrder(scene: Scene, declaration: Declaration, assignment: Assignment): string {
  const scope = scene.document?.scopes?.functions[assignment.functionId];
  const isOwn = assignment.functionId === declaration.functionId;
  const first = isOwn || scope?.name === undefined ? 'move the assignment up' : `call \`${scope.name}\` before`;
  return `${first}, or give \`${declaration.name}\` its value where it is declared`;
}

function explainMissingValue(assignment: Assignment, declaration: Declaration, findings: Findings): void {
  const list = assignment.statement.descendantsOfType('expression_list')[0];
  if (list)
    findings.advise(`there are fewer values than names on the right of \`=\`: \`${declaration.name}\` becomes nil`);
}

/** What is known of a call that gave the wrong value: its result number, from 1. */
function explainResult(
  scene: Scene,
  call: CallSite,
  result: number,
  type: string,
  findings: Findings,
  name?: string,
): void {
  const standard = standardFunctionOf(scene, call);
  if (standard && result === 1) {
    explainStandardResult(standard, call, type, findings, name);
    return;
  }
  if (standard || !scene.document?.scopes) return;
  const definition = definitionOf(scene.document.scopes, call.callee);
  if (definition && type === 'nil') explainReturns(scene, call, definition, result, findings);
  else if (type === 'nil' && result === 1) {
    findings.note(`${quote(call.node) ?? `\`${call.calleeText}\``} returned nil`);
    if (name !== undefined) findings.advise(`check the result before you use it: \`if ${name} then ... end\``);
  }
}

/** Functions whose second result says why the first is nil. */
const TELLS_REASON = new Set(['io.open', 'io.popen', 'load', 'loadfile']);

function explainStandardResult(
  { name: functionName, nilWhen }: DocumentedEntry,
  call: CallSite,
  type: string,
  findings: Findings,
  name: string | undefined,
): void {
  if (functionName === 'require' && type === 'boolean') {
    findings.note('`require` gives true for a module that returns nothing');
    findings.advise('end the module with `return M`, where `M` is the table with its functions');
  } else if ((functionName === 'pcall' || functionName === 'xpcall') && type === 'boolean') {
    findings.note(`\`${functionName}\` returns true or false first, then the results`);
    findings.advise(`write \`local ok, ${name ?? 'result'} = ${functionName}(...)\``);
  } else if (nilWhen !== undefined && type === 'nil') {
    findings.note(`\`${functionName}\` returns nil when ${nilWhen}`);
    if (functionName === 'os.getenv')
      findings.advise(
        `if the variable is set, the script may not read it: run with \`--allow-env${call.args[0]?.type === 'string' ? `=${call.args[0].text.slice(1, -1)}` : ''}\``,
      );
    else if (TELLS_REASON.has(functionName))
      findings.advise(`let the reason be shown: \`assert(${call.calleeText}(...))\``);
    else if (name === undefined)
      findings.advise('handle that case: keep the result in a local and test it, or give a default with `or`');
    else findings.advise(`handle that case: \`if ${name} then ... end\`, or a default with \`or\``);
  }
}

function explainReturns(
  scene: Scene,
  call: CallSite,
  definition: SyntaxNode,
  result: number,
  findings: Findings,
): void {
  const returns = returnsOf(definition);
  const withValues = returns.filter((statement) => statement.namedChildren.some((child) => !child.isExtra));
  const name = `\`${call.calleeText}\``;
  const head = {
    start: definition.startIndex,
    end: definition.childForFieldName('parameters')?.endIndex ?? definition.endIndex,
  };
  if (withValues.length === 0) {
    findings.mark(scene.related(head, `${name} never returns a value`));
    findings.advise(`give ${name} a \`return\` with the value`);
    return;
  }
  findings.note(`${quote(call.node) ?? name} returned nil${result > 1 ? ` as result ${String(result)}` : ''}`);
  const last = definition.childForFieldName('body')?.lastNamedChild;
  const isOpenEnd = last !== undefined && last !== null && !/^(?:return|if|do|while|repeat)_statement$/.test(last.type);
  if (isOpenEnd && result === 1) {
    findings.note(`${name} reaches its end without a \`return\` when none of its earlier ones is taken`);
  }
  findings.advise(`check the result before you use it, or make ${name} return a value on every path`);
}
