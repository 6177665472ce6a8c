// Looks at the call that started the failing function: which argument a parameter got, `.` written for `:`. Control thread.

import type { CallSite } from '../../language/nodes.js';
import { callsOnLine } from '../../language/nodes.js';
import type { Declaration, FunctionScope } from '../../language/scopes.js';
import type { Findings } from './findings.js';
import { plural, quote } from './node-text.js';
import { lastNameOf } from './site.js';
import type { FrameSite, Scene } from './scene.js';

/** The call in the caller's text, where just one on its line fits. */
interface CallerSite {
  readonly site: FrameSite;
  readonly call: CallSite;
  /** The function that was called: the failing one. */
  readonly scope: FunctionScope;
}

/** Tells what the caller passed for a parameter of the failing function. */
export function explainArgumentOf(scene: Scene, parameter: Declaration, type: string, findings: Findings): void {
  const caller = findCaller(scene, parameter.functionId);
  if (!caller || parameter.parameterIndex === undefined) return;
  if (explainCallStyle(scene, caller, findings)) return;
  const { call, scope, site } = caller;
  const shift = Number(scope.isMethod) - Number(call.isMethod);
  const index = parameter.parameterIndex + shift;
  const name = `\`${parameter.name}\``;
  const argument = call.args[index - 1];
  if (argument && (index < call.args.length || !call.isOpenEnded)) {
    findings.mark(scene.related(argument, `passed as ${name} here`, site.document));
  } else if (!argument && type === 'nil' && !call.isOpenEnded) {
    const wanted = scope.parameters.length;
    const given = call.args.length - shift;
    const end = call.argumentsSpan;
    findings.mark(scene.related(end, `no argument for ${name} in this call`, site.document));
    findings.advise(
      `\`${call.calleeText}\` takes ${plural(wanted, 'argument')} (${scope.parameters.join(', ')}), this call passes ${String(given)}`,
    );
  }
}

/** Tells when the failing method was called with `.`, or the failing function with `:`. Whether it found that. */
export function explainWrongCall(scene: Scene, functionId: number, findings: Findings): boolean {
  const caller = findCaller(scene, functionId);
  return caller !== undefined && explainCallStyle(scene, caller, findings);
}

function explainCallStyle(scene: Scene, { site, call, scope }: CallerSite, findings: Findings): boolean {
  if (!call.name || !call.receiver || scope.isMethod === call.isMethod) return false;
  const separator = { start: call.receiver.endIndex, end: call.name.startIndex };
  const callee = `${call.receiver.text}${scope.isMethod ? ':' : '.'}${call.name.text}`;
  if (scope.isMethod) {
    const self = scene.variable('local', 'self');
    if (!self || self.type === 'table' || self.type === 'userdata') return false;
    findings.mark(scene.related(separator, 'called with `.`, so there is no `self`', site.document));
    findings.advise(
      `\`${scope.name ?? call.name.text}\` is a method: call it with \`:\`, as \`${callee}(...)\``,
      scene.edit(separator, ':', site.document),
    );
    return true;
  }
  const first = scope.parameters[0];
  if (first === undefined || first === 'self' || scene.variable('local', first)?.type !== 'table') return false;
  const receiver = quote(call.receiver) ?? 'the table';
  findings.mark(scene.related(separator, `\`:\` passes ${receiver} as first argument`, site.document));
  findings.advise(
    `\`${scope.name ?? call.name.text}\` is not a method: call it with \`.\`, as \`${callee}(...)\``,
    scene.edit(separator, '.', site.document),
  );
  return true;
}

function findCaller(scene: Scene, functionId: number): CallerSite | undefined {
  const scope = scene.document?.scopes?.functions[functionId];
  const { frame, frameIndex } = scene.site;
  if (!scope || !frame) return undefined;
  if (frame.lineDefined !== scene.document.source.lineAt(scope.span.start)) return undefined;
  const site = scene.callerOf(frameIndex);
  if (!site?.document.tree) return undefined;
  const calls = callsOnLine(site.document.tree, site.line);
  const name = lastNameOf(frame);
  const named = calls.filter((call) => name !== undefined && call.name?.text === name);
  const isCalled = frame.nameKind !== 'metamethod' && frame.nameKind !== 'for iterator';
  const call =
    named.length === 1 ? named[0] : named.length === 0 && calls.length === 1 && isCalled ? calls[0] : undefined;
  return call && { site, call, scope };
}
