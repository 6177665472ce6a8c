// `stack overflow`: shows which functions call each other in a circle. Control thread.

import { callsOnLine } from '../../language/nodes.js';
import type { SyntaxNode } from '../../language/parse.js';
import { Findings } from '../analysis/findings.js';
import { candidatesOnLine } from '../analysis/operations.js';
import type { Scene } from '../analysis/scene.js';
import { isLua, lastNameOf } from '../analysis/site.js';
import type { CapturedFrame } from '../captured.js';
import { displayName } from '../chunk-names.js';
import type { Rule } from './rule.js';

/** Longest circle that is looked for. */
const MAX_CYCLE = 12;

export const stackOverflow: Rule = {
  pattern: /^(C )?stack overflow(?: \(.*\))?$/s,
  explain([, isNative], scene) {
    const findings = new Findings(isNative ? 'LUA1015' : 'LUA1014', isNative ? 'C stack overflow' : 'stack overflow');
    const cycle = findCycle(scene.failure.frames.filter(isLua));
    if (!cycle && isNative) return undefined;
    if (!cycle) {
      return findings.advise('calls are nested too deeply; a loop needs no stack');
    }
    if (cycle.some((frame) => frame.nameKind === 'metamethod')) markAccess(scene, findings);
    else markCall(scene, cycle, findings);
    describeCycle(scene, cycle, findings);
    const isMetamethod = cycle.some((frame) => frame.nameKind === 'metamethod');
    if (isMetamethod) {
      findings.advise('inside `__index` and `__newindex`, use `rawget` and `rawset` to reach the table itself');
    } else if (cycle.length === 1 && hasNoCondition(scene)) {
      findings.advise(
        `\`${nameOf(scene, cycle[0]!)}\` calls itself on every path: add a case in which it returns without the call`,
      );
    } else {
      findings.advise('check that every call comes nearer to a case that returns without calling again');
    }
    return findings;
  },
};

/** The shortest run of frames that repeats from the innermost on; undefined when nothing repeats. */
function findCycle(frames: readonly CapturedFrame[]): readonly CapturedFrame[] | undefined {
  const id = (frame: CapturedFrame): string =>
    `${frame.source ?? ''}:${String(frame.line)}:${String(frame.lineDefined)}`;
  for (let length = 1; length <= Math.min(MAX_CYCLE, Math.floor(frames.length / 2)); length++) {
    const count = Math.min(frames.length, Math.max(length * 2, 4));
    const repeats = frames.slice(0, count).every((frame, i) => id(frame) === id(frames[i % length]!));
    if (repeats) return frames.slice(0, length);
  }
  return undefined;
}

/** Functions by the names that the text gives them; Lua knows only how they were called. */
function nameOf(scene: Scene, frame: CapturedFrame): string {
  const document = scene.documents.get(frame.source);
  const scope = document?.scopes?.functions.find(
    ({ id, span }) => id > 0 && document.source.lineAt(span.start) === frame.lineDefined,
  );
  if (scope?.name !== undefined) return scope.name;
  return frame.nameKind === 'metamethod' ? `__${frame.name ?? 'index'}` : (frame.name ?? 'the function');
}

function describeCycle(scene: Scene, cycle: readonly CapturedFrame[], findings: Findings): void {
  if (cycle.length === 1) {
    findings.note(`\`${nameOf(scene, cycle[0]!)}\` calls itself here again and again`);
    return;
  }
  // Frames come innermost first, calls go the other way.
  const steps = [...cycle].reverse().map((frame) => {
    const file = displayName(frame.source ?? '=?');
    return `\`${nameOf(scene, frame)}\` (${file}:${String(frame.line)})`;
  });
  findings.note(`these calls repeat: ${steps.join(' → ')} → ${steps[0]!.split(' ')[0]!} ...`);
}

function markCall(scene: Scene, cycle: readonly CapturedFrame[], findings: Findings): void {
  const tree = scene.document?.tree;
  // The call that did not fit any more is one more step of the circle: the innermost frame calls what the last one of it is.
  const called = lastNameOf(cycle.at(-1));
  const calls = tree ? callsOnLine(tree, scene.line).filter((call) => call.name?.text === called) : [];
  if (calls.length === 1) findings.mark(scene.primary(calls[0]!.callee, 'the call that did not fit any more'));
}

/** A metamethod that reads or writes the field it stands in for. */
function markAccess(scene: Scene, findings: Findings): void {
  const accesses = candidatesOnLine(scene, 'index');
  if (accesses.length === 1) findings.mark(scene.primary(accesses[0]!.operation, 'this calls the metamethod again'));
}

function hasNoCondition(scene: Scene): boolean {
  const { document, site } = scene;
  if (!document?.scopes || !site.frame) return false;
  const scope = document.scopes.functions.find(
    ({ id, span }) => id > 0 && document.source.lineAt(span.start) === site.frame!.lineDefined,
  );
  return scope?.node !== undefined && !hasBranch(scope.node);
}

function hasBranch(node: SyntaxNode): boolean {
  const branches = ['if_statement', 'while_statement', 'repeat_statement', 'for_statement', 'goto_statement'];
  if (node.descendantsOfType(branches).length > 0) return true;
  return node
    .descendantsOfType('binary_expression')
    .some((expression) => /^(?:and|or)$/.test(expression.childForFieldName('operator')?.text ?? ''));
}

export const cStackOverflow: Rule = {
  pattern: /^(?:error in error handling|C stack overflow.*|chunk has too many C levels.*)$/s,
  explain([text]) {
    const findings = new Findings('LUA1015');
    if (text.startsWith('error in error')) {
      findings.note('an error was raised while another one was being handled');
      return findings.advise('look at the message handler of `xpcall` and at `__tostring` and `__gc` metamethods');
    }
    return findings.advise(
      'functions of the library that call back (gsub, sort, metamethods, require) are nested too deeply',
    );
  },
};
