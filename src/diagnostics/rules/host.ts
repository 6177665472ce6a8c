// Errors that a host service raised: tools, providers, permissions, state. Control thread.

import { callsOnLine } from '../../language/nodes.js';
import { plainString } from '../../language/nodes.js';
import { entryOfHost } from '../../language/documentation.js';
import type { CallSite } from '../../language/nodes.js';
import type { SyntaxNode } from '../../language/parse.js';
import type { Span } from '../../language/positions.js';
import { findCalled } from '../analysis/called-function.js';
import { Findings } from '../analysis/findings.js';
import type { Scene } from '../analysis/scene.js';
import { signatureNote } from '../analysis/signature-note.js';
import { lastNameOf } from '../analysis/site.js';
import type { ReportCode } from '../codes.js';

/** Codes of the host by what they begin or end with; the first that fits counts. */
const FAMILIES: readonly (readonly [RegExp, ReportCode])[] = [
  [/^PERMISSION_/, 'LLM3001'],
  [/^CONFIG_|^SEARCH_KEY$/, 'LLM3009'],
  [/^NOT_AVAILABLE$|^AGENT_MEDIA$|^INPUT_NOT_ALLOWED$|^INPUT_CLIENT_GONE$/, 'LLM3008'],
  [/_TIMEOUT$/, 'LLM3005'],
  [/^(?:PROVIDER|MODEL)_|^AGENT_ANSWER$/, 'LLM3004'],
  [/^(?:TOOL|AGENT|SESSION|ARTIFACT|WORKFLOW|HOOK|EVENT|TEMPLATE)_(?:NOT_FOUND|UNKNOWN)$/, 'LLM3002'],
  [/^ARCHIVE_UNSAFE$/, 'LLM3001'],
  [/^(?:ARCHIVE|FILE)_/, 'LLM3003'],
  [
    /^RAG_(?:OPTION|DOCUMENT|EMBEDDER)$|^BAD_ARGUMENT$|^COMM_CLOSED$|^AGENT_(?:ALERT|CONTEXT)$|_(?:PARAMETER|ARGUMENT|SPEC|INPUT|EXISTS|VALUE)$/,
    'LLM3006',
  ],
  [/^(?:STATE|SESSION|ARTIFACT|RAG)_/, 'LLM3007'],
  [/^(?:TOOL|PROCESS|WORKFLOW|NET|MCP)_/, 'LLM3003'],
];

/** The report code of a host error's own code. */
export function reportCodeOf(hostCode: string): ReportCode {
  return FAMILIES.find(([pattern]) => pattern.test(hostCode))?.[1] ?? 'LLM3000';
}

/** Explains a failure that a host error caused; undefined for others. */
export function explainHost(scene: Scene): Findings | undefined {
  const { host } = scene.failure;
  if (!host) return undefined;
  const hint = DID_YOU_MEAN.exec(host.message);
  const findings = new Findings(reportCodeOf(host.code), hint ? host.message.replace(hint[0], '') : host.message);
  const call = findHostCall(scene);
  const wrong = call && findWrongPart(scene, call, host.message);
  if (wrong) findings.mark(scene.primary(wrong.span));
  else if (call) findings.mark(scene.primary(nameToMark(call)));
  noteSignature(scene, host.message, findings);
  if (hint) adviseName(scene, hint[1]!, wrong, findings);
  findings.advise(host.help);
  const flag = host.details?.['flag'];
  if (typeof flag === 'string' && !host.help?.includes(flag)) findings.advise(`run with \`${flag}\` to allow it`);
  return findings;
}

/** For arguments that the host itself refuses: what the function takes. */
function noteSignature(scene: Scene, message: string, findings: Findings): void {
  const position = /^bad argument #(\d+) /.exec(message)?.[1];
  const frame = scene.failure.frames[0];
  const entry = position !== undefined && frame?.kind === 'host' && frame.name ? entryOfHost(frame.name) : undefined;
  if (entry) findings.note(signatureNote(entry, Number(position)));
}

/** How services propose a name: didYouMean of base/nearest.ts. */
const DID_YOU_MEAN = / \(did you mean '(.+?)'\?\)/;

/** The part of a call that a message speaks of. */
interface WrongPart {
  readonly span: Span;
  /** Whether it is a name that can be replaced by another. */
  readonly isName: boolean;
}

/** The argument that the message counts, or the only string or field of the statement that it quotes. */
function findWrongPart(scene: Scene, call: CallSite, message: string): WrongPart | undefined {
  const position = /^bad argument #(\d+) /.exec(message)?.[1];
  const argument = position === undefined ? undefined : call.args[Number(position) - 1];
  if (argument) return { span: { start: argument.startIndex, end: argument.endIndex }, isName: false };
  if (position !== undefined && !call.isOpenEnded) return { span: call.argumentsSpan, isName: false };
  // A proposal stands right behind the name that it is for.
  const before = message.slice(0, DID_YOU_MEAN.exec(message)?.index ?? 0);
  const all = [...(before === '' ? message : before).matchAll(/'([^']+)'/g)].map((match) => match[1]!);
  const quoted = before === '' ? all : all.slice(-1);
  const parts = quoted.flatMap((text) => partsNamed(call.node, text));
  return parts.length === 1 ? parts[0] : undefined;
}

/** Strings that are the text (or begin with it and a slash), and fields of that name. */
function partsNamed(call: SyntaxNode, text: string): WrongPart[] {
  const inner = (node: SyntaxNode): boolean => {
    const content = plainString(node);
    return content === text || content?.startsWith(`${text}/`) === true;
  };
  const strings = call.descendantsOfType('string').filter(inner);
  const fields = call.descendantsOfType('field').flatMap((field) => {
    const name = field.childForFieldName('name');
    return name?.type === 'identifier' && name.text === text ? [name] : [];
  });
  return [
    ...strings.map((node) => ({
      span: { start: node.startIndex + 1, end: node.startIndex + 1 + text.length },
      isName: true,
    })),
    ...fields.map((node) => ({ span: { start: node.startIndex, end: node.endIndex }, isName: true })),
  ];
}

function adviseName(scene: Scene, name: string, wrong: WrongPart | undefined, findings: Findings): void {
  findings.advise(`did you mean \`${name}\`?`, wrong?.isName ? scene.edit(wrong.span, name) : undefined);
}

/** Of a chain of calls, the name of the last; else the whole callee. */
function nameToMark(call: CallSite): SyntaxNode {
  const isChain = call.receiver !== undefined && call.receiver.type !== 'identifier';
  return isChain && call.name ? call.name : call.callee;
}

/** Denied permissions that arrive as plain text, because the script asserted what a function returned. */
export function explainDeniedText(scene: Scene): Findings | undefined {
  const { message } = scene.site;
  const advised = /^(.*) \((run with (--allow-\w+).*)\)$/s.exec(message);
  const flag = DENIALS.find(([pattern]) => pattern.test(message))?.[1];
  if (!advised && flag === undefined) return undefined;
  const findings = new Findings('LLM3001', advised?.[1] ?? message);
  const call = findCalled(scene, 'assert').call;
  if (call) findings.mark(scene.primary(call.args[0] ?? call.node, 'this was refused'));
  if (advised) return findings.advise(advised[2]);
  const path = /(?:reading|writing) '(.+?)'/.exec(message)?.[1];
  return findings.advise(`run with \`${flag!}${path === undefined ? '' : `=${path}`}\` to allow it`);
}

const DENIALS: readonly (readonly [RegExp, string])[] = [
  [/Permission denied for reading/, '--allow-read'],
  [/Permission denied for writing/, '--allow-write'],
  [/^Host blocked: /, '--allow-net'],
  [/^(?:Executable not allowed|Command blocked): /, '--allow-run'],
];

/** The call of the host function that the innermost frame names: `Tool.execute`, `agent:execute`. */
function findHostCall(scene: Scene): CallSite | undefined {
  const frame = scene.failure.frames[0];
  const tree = scene.document?.tree;
  const lastName = lastNameOf(frame);
  if (!tree || frame?.kind !== 'host' || lastName === undefined) return undefined;
  const calls = callsOnLine(tree, scene.line).filter((call) => call.name?.text === lastName);
  return calls.length === 1 ? calls[0] : undefined;
}
