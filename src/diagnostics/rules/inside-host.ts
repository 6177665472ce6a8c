// Errors of operations that a library function did on its arguments: `ipairs(nil)`, `table.unpack(nil)`. Control thread.

import { findCalled } from '../analysis/called-function.js';
import { emptyInstead } from '../analysis/argument-advice.js';
import type { CalledFunction } from '../analysis/called-function.js';
import { Findings } from '../analysis/findings.js';
import { explainOperand } from '../analysis/operand.js';
import type { Scene } from '../analysis/scene.js';
import { lastNameOf } from '../analysis/site.js';
import type { ReportCode } from '../codes.js';
import type { Rule } from './rule.js';

/** Functions that raise or pass on what is not their own. */
const CARRIERS = new Set([
  'error',
  'assert',
  'pcall',
  'xpcall',
  'require',
  'dofile',
  'resume',
  'wrap',
  'close',
  'gsub',
  'sort',
]);

const CODES: Readonly<Record<string, ReportCode>> = { index: 'LUA1001', 'get length of': 'LUA1007', call: 'LUA1002' };

export const insideHost: Rule = {
  pattern: /^attempt to (index|get length of|call) a (.+?) value(?: \(.*\))?$/,
  explain([, action, type], scene) {
    const frame = scene.failure.frames[0];
    const name = lastNameOf(frame);
    if (frame?.kind !== 'host' || name === undefined || CARRIERS.has(name)) return undefined;
    const { call, entry } = frame.nameKind === 'for iterator' ? findIterated(scene) : findCalled(scene, name);
    if (!call) return undefined;
    const findings = new Findings(CODES[action!]!);
    const wrong = call.args.filter((argument) => scene.typeOf(argument) === type);
    const argument = wrong.length === 1 ? wrong[0] : wrong.length === 0 ? call.args[0] : undefined;
    if (argument) explainOperand(scene, argument, type!, findings);
    if (entry) findings.note(`the function is \`${entry.signature}\``);
    if (findings.help.length > 0) return findings;
    return findings.advise(
      (frame.nameKind === 'for iterator' && type === 'nil' ? emptyInstead(call) : undefined) ??
        `pass a value that is not ${type!}`,
    );
  },
};

/** `for i, v in ipairs(nil)`: the iterator fails, the argument is that of `ipairs`. */
function findIterated(scene: Scene): CalledFunction {
  const found = ['ipairs', 'pairs', 'next'].map((name) => findCalled(scene, name)).filter(({ call }) => call);
  return found.length === 1 ? found[0]! : {};
}
