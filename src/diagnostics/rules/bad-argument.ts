// `bad argument #1 to 'insert' (table expected, got nil)`. Control thread.

import { plainString } from '../../language/nodes.js';
import type { CallSite } from '../../language/nodes.js';
import type { SyntaxNode } from '../../language/parse.js';
import { STANDARD_LIBRARY } from '../../language/stdlib.js';
import { ARGUMENT_ADVICE, emptyInstead } from '../analysis/argument-advice.js';
import type { CalledFunction } from '../analysis/called-function.js';
import { findCalled } from '../analysis/called-function.js';
import { Findings } from '../analysis/findings.js';
import { plural, quote, withArticle } from '../analysis/node-text.js';
import { explainOperand } from '../analysis/operand.js';
import type { Scene } from '../analysis/scene.js';
import { signatureNote } from '../analysis/signature-note.js';
import type { Rule } from './rule.js';

export const badArgument: Rule = {
  pattern: /^bad argument #(\d+) to '(.+?)' \((.*)\)$/s,
  explain([, position, name, reason], scene) {
    const isIterator = name === 'for iterator';
    const title = isIterator ? scene.site.message.replace("'for iterator'", "the iterator of a 'for'") : undefined;
    const findings = new Findings('LUA1010', title);
    const called = isIterator ? findIteratorCall(scene) : findCalled(scene, name!.split(/[.:]/).at(-1)!);
    const index = Number(position);
    if (called.call) markArgument(scene, called.call, index, reason!, findings);
    describeFunction(called, index, findings);
    adviseReason(called, reason!, findings);
    adviseFormat(called, index, reason!, findings);
    adviseSpread(called, index, findings);
    adviseType(scene, called, index, reason!, findings);
    return findings;
  },
};

/** `for k, v in pairs(nil)` is reported by the first call of the iterator. */
function findIteratorCall(scene: Scene): CalledFunction {
  const found = ['pairs', 'ipairs', 'next'].map((name) => findCalled(scene, name)).filter(({ call }) => call);
  return found.length === 1 ? found[0]! : {};
}

function markArgument(scene: Scene, call: CallSite, index: number, reason: string, findings: Findings): void {
  const argument = call.args[index - 1];
  const got = /got (.+?)(?:; |$)/.exec(reason)?.[1];
  if (!argument) {
    if (call.isOpenEnded) return;
    findings.mark(scene.primary(call.argumentsSpan, `argument #${String(index)} is missing`));
    return;
  }
  const isSpread = index === call.args.length && call.isOpenEnded;
  if (got === undefined || got === 'no value') {
    findings.mark(scene.primary(argument, isSpread && got ? 'gives no value' : reason));
  } else {
    explainOperand(scene, argument, got, findings);
  }
}

function describeFunction({ call, entry }: CalledFunction, index: number, findings: Findings): void {
  if (entry) findings.note(signatureNote(entry, index, call?.isMethod && entry.kind === 'function' ? 1 : 0));
}

function adviseReason({ call, entry }: CalledFunction, reason: string, findings: Findings): void {
  const name = entry?.name ?? '';
  const advice = ARGUMENT_ADVICE.find((candidate) => candidate.name.test(name) && candidate.reason.test(reason));
  if (advice) findings.advise(advice.text);
  const isLoop = /^(?:pairs|ipairs|next)$/.test(name) && reason.endsWith('got nil');
  if (isLoop && call && findings.help.length === 0) findings.advise(emptyInstead(call));
}

/** Counts conversions and arguments of `string.format` where the format is written out. */
function adviseFormat({ call, entry }: CalledFunction, index: number, reason: string, findings: Findings): void {
  if (entry?.name !== 'string.format' || !call || !reason.includes('no value') || call.isOpenEnded) return;
  const format = call.isMethod ? call.receiver : call.args[0];
  const text = format && plainString(unwrap(format));
  if (text === undefined) return;
  const conversions = text.replaceAll('%%', '').match(/%[-+ #0]*\d*(?:\.\d*)?[a-zA-Z]/g) ?? [];
  const values = call.args.length - (call.isMethod ? 0 : 1);
  findings.advise(
    `the format has ${plural(conversions.length, 'conversion')}, but ${plural(values, 'value')} follow${values === 1 ? 's' : ''}`,
  );
}

/** `table.insert(list, f())` where `f` gives two results: the first is taken for the position. */
function adviseSpread({ call, entry }: CalledFunction, index: number, findings: Findings): void {
  if (entry?.name !== 'table.insert' || index !== 2 || call?.args.length !== 2 || !call.isOpenEnded) return;
  const text = quote(call.args[1]!)?.slice(1, -1) ?? 'f()';
  findings.note('a call as last argument passes all its results');
  findings.advise(`to append only the first, put the call in parentheses: \`(${text})\``);
}

function adviseType(
  scene: Scene,
  { call, entry }: CalledFunction,
  index: number,
  reason: string,
  findings: Findings,
): void {
  if (findings.help.length > 0) return;
  const [, expected, got, remedy] = /^(.+?) expected, got (.+?)(?:; (.+))?$/.exec(reason) ?? [];
  if (expected === undefined || got === undefined) {
    if (/value expected|no value/.test(reason))
      findings.advise(entry ? `pass a value: \`${entry.signature}\`` : `pass a value as argument #${String(index)}`);
    return;
  }
  const argument = call?.args[index - 1];
  const text = (argument && quote(argument)?.slice(1, -1)) ?? 'value';
  if (remedy !== undefined) findings.advise(remedy);
  else if (expected === 'string' && got === 'boolean') findings.advise(`convert it: \`tostring(${text})\``);
  else if (expected === 'number' && got === 'string')
    findings.advise(adviseNumber(scene, argument, text, STANDARD_LIBRARY.has(entry?.name ?? '')));
  else if (expected === 'FILE*') findings.advise('file functions are methods: write `file:write(...)` with a colon');
  else if (expected === 'table' && got === 'string') findings.advise('a table is needed: `{...}`');
  else if (got === 'no value') findings.advise(`pass ${withArticle(expected)} as argument #${String(index)}`);
  else if (got === 'nil' && expected === 'table' && argument?.type.endsWith('index_expression'))
    findings.advise(`if it may be missing, create it first: \`${text} = ${text} or {}\``);
  else if (got === 'nil' && argument?.type === 'nil') findings.advise(`pass ${withArticle(expected)} instead of nil`);
  else if (got === 'nil')
    findings.advise(`pass ${withArticle(expected)}; test for nil before the call if it may be missing`);
  else findings.advise(`pass ${withArticle(expected)} instead of ${withArticle(got)}`);
}

/** Functions of Lua convert texts themselves: what they refuse holds no number. Those of the host take numbers only. */
function adviseNumber(scene: Scene, argument: SyntaxNode | undefined, text: string, isStandard: boolean): string {
  const preview = argument && scene.valueOf(argument)?.preview;
  const known = preview?.startsWith('"') === true ? preview.slice(1, -1) : argument && plainString(unwrap(argument));
  const content = known?.trim();
  const isNumber = !isStandard && (content === undefined || (content !== '' && !Number.isNaN(Number(content))));
  return isNumber ? `convert it: \`tonumber(${text})\`` : 'pass a number: this text is none';
}

function unwrap(node: SyntaxNode): SyntaxNode {
  return node.type === 'parenthesized_expression' ? (node.namedChild(0) ?? node) : node;
}
