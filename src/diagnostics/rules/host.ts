// Errors that a host service raised: tools, providers, permissions, state. Control thread.

import { callsOnLine } from '../../language/nodes.js';
import type { CallSite } from '../../language/nodes.js';
import { Findings } from '../analysis/findings.js';
import type { Scene } from '../analysis/scene.js';
import { lastNameOf } from '../analysis/site.js';
import { orList, suggestNames } from '../analysis/suggest.js';
import type { ReportCode } from '../codes.js';

/** Codes of the host by what they begin with or end with; the first that fits counts. */
const FAMILIES: readonly (readonly [RegExp, ReportCode])[] = [
  [/^PERMISSION_/, 'LLM3001'],
  [/^CONFIG_/, 'LLM3009'],
  [/(?:_UNKNOWN|_NOT_FOUND)(?:_|$)|^UNKNOWN_/, 'LLM3002'],
  [/TIMEOUT|TIMED_OUT/, 'LLM3005'],
  [/_UNAVAILABLE$|NOT_AVAILABLE|UNSUPPORTED|NOT_IMPLEMENTED/, 'LLM3008'],
  [/^(?:PROVIDER|MODEL|AGENT|LLM)_/, 'LLM3004'],
  [/_ARGUMENTS?$|_VALUE$|_PARAMETERS?$|_INPUT$|VALIDATION|^ARGUMENT_|INVALID/, 'LLM3006'],
  [/^TOOL_/, 'LLM3003'],
  [/^(?:STATE|SESSION|STORE|STORAGE|ARTIFACT)_/, 'LLM3007'],
];

/** The report code of a host error's own code. */
export function reportCodeOf(hostCode: string): ReportCode {
  if (/^STATE_UNAVAILABLE$/.test(hostCode)) return 'LLM3007';
  return FAMILIES.find(([pattern]) => pattern.test(hostCode))?.[1] ?? 'LLM3000';
}

/** Explains a failure that a host error caused; undefined for others. */
export function explainHost(scene: Scene): Findings | undefined {
  const { host } = scene.failure;
  if (!host) return undefined;
  const findings = new Findings(reportCodeOf(host.code), host.message);
  const call = findHostCall(scene);
  if (call) findings.mark(scene.primary(call.callee));
  findings.advise(host.help);
  const flag = host.details?.['flag'];
  if (typeof flag === 'string' && !host.help?.includes(flag)) findings.advise(`run with \`${flag}\` to allow it`);
  adviseCandidates(scene, call, findings);
  return findings;
}

/** Messages of denied permissions that arrive as plain text, because the script asserted what a function returned. */
export function explainDeniedText(scene: Scene): Findings | undefined {
  const { message } = scene.site;
  const flag = DENIALS.find(([pattern]) => pattern.test(message))?.[1];
  if (flag === undefined) return undefined;
  const findings = new Findings('LLM3001', message);
  const path = /(?:reading|writing) '(.+?)'/.exec(message)?.[1];
  return findings.advise(`run with \`${flag}${path === undefined ? '' : `=${folderOf(path)}`}\` to allow it`);
}

const DENIALS: readonly (readonly [RegExp, string])[] = [
  [/Permission denied for reading/, '--allow-read'],
  [/Permission denied for writing/, '--allow-write'],
  [/^Host blocked: /, '--allow-net'],
  [/^(?:Executable not allowed|Command blocked): /, '--allow-run'],
];

function folderOf(path: string): string {
  const end = path.lastIndexOf('/');
  return end <= 0 ? path : path.slice(0, end);
}

/** The call of the host function that the innermost frame names: `Tool.execute`, `agent:execute`. */
function findHostCall(scene: Scene): CallSite | undefined {
  const frame = scene.failure.frames[0];
  const tree = scene.document?.tree;
  const lastName = lastNameOf(frame);
  if (!tree || frame?.kind !== 'host' || lastName === undefined) return undefined;
  const calls = callsOnLine(tree, scene.line).filter((call) => call.name?.text === lastName);
  return calls.length === 1 ? calls[0] : undefined;
}

/** Names that exist, where the service says so and gave no advice of its own. */
function adviseCandidates(scene: Scene, call: CallSite | undefined, findings: Findings): void {
  const details = scene.failure.host?.details ?? {};
  const name = details['name'];
  const known = [details['available'], details['candidates'], details['known']].find((list) => Array.isArray(list)) as
    readonly unknown[] | undefined;
  if (typeof name !== 'string' || !known) return;
  const suggestions = suggestNames(
    name,
    known.filter((entry) => typeof entry === 'string'),
  );
  if (suggestions.length === 0) return;
  const argument = call?.args.find((candidate) => candidate.type === 'string' && candidate.text.slice(1, -1) === name);
  const span = argument && { start: argument.startIndex + 1, end: argument.endIndex - 1 };
  const only = suggestions.length === 1 ? suggestions[0] : undefined;
  const edit = only !== undefined && span ? scene.edit(span, only) : undefined;
  const said = findings.help.findIndex((help) => suggestions.some((suggestion) => help.text.includes(suggestion)));
  if (said >= 0 && edit) findings.help[said] = { ...findings.help[said]!, edit };
  else if (said < 0) findings.advise(`did you mean ${orList(suggestions)}?`, edit);
}
