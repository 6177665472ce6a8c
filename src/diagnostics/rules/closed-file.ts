// `attempt to use a closed file`: shows where it was closed. Control thread.

import { readCall } from '../../language/nodes.js';
import { findCalled } from '../analysis/called-function.js';
import { Findings } from '../analysis/findings.js';
import { quote } from '../analysis/node-text.js';
import type { Scene } from '../analysis/scene.js';
import { lastNameOf } from '../analysis/site.js';
import type { Rule } from './rule.js';

export const closedFile: Rule = {
  pattern: /^(?:attempt to use a closed file|file is already closed|(?:standard|default) .*file is closed)$/,
  explain(_match, scene) {
    const findings = new Findings('LUA1033');
    const { call } = findCalled(scene, lastNameOf(scene.failure.frames[0]) ?? '');
    const receiver = call?.isMethod ? call.receiver : undefined;
    if (call?.name)
      findings.mark(scene.primary(receiver ?? call.name, `${quote(receiver ?? call.callee) ?? 'the file'} is closed`));
    if (receiver) markClose(scene, receiver.text, findings);
    return findings.advise('open the file again, or close it later; `io.lines` closes its file at the end');
  },
};

/** The only `file:close()` above the line, written the same way. */
function markClose(scene: Scene, receiver: string, findings: Findings): void {
  const closes = scene.document!.tree!.root.descendantsOfType('function_call').flatMap((node) => {
    const call = readCall(node);
    const isClose = call?.isMethod === true && call.name?.text === 'close' && call.receiver?.text === receiver;
    return isClose && scene.document!.source.lineAt(node.startIndex) < scene.line ? [node] : [];
  });
  if (closes.length === 1) findings.mark(scene.related(closes[0]!, 'closed here'));
}
