// `calling 'upper' on bad self (string expected, got no value)`, and methods of files called with `.`. Control thread.

import { findCalled } from '../analysis/called-function.js';
import { Findings } from '../analysis/findings.js';
import { quote } from '../analysis/node-text.js';
import type { Scene } from '../analysis/scene.js';
import type { CallSite } from '../../language/nodes.js';
import { STANDARD_LIBRARY } from '../../language/stdlib.js';
import type { Rule } from './rule.js';

const MODULES = new Set(['string', 'table', 'math', 'utf8', 'os', 'io', 'coroutine', 'debug']);

export const badSelf: Rule = {
  pattern: /^calling '(.+?)' on bad self(?: \((.*)\))?$/,
  explain([, name, reason], scene) {
    const findings = new Findings('LUA1011');
    const { call } = findCalled(scene, name!);
    if (call?.receiver && call.name) {
      const isModule = MODULES.has(call.receiver.text) && STANDARD_LIBRARY.has(`${call.receiver.text}.${name!}`);
      if (call.isMethod && isModule) return explainModule(scene, call, findings);
      findings.mark(scene.primary(call.receiver, reason ?? 'not an object of this kind'));
    }
    return findings.advise(
      `\`${name!}\` is a method: call it with \`:\` on the right kind of object, as \`object:${name!}(...)\``,
    );
  },
};

/** `string:upper(s)`: the module itself becomes the first argument. */
function explainModule(scene: Scene, call: CallSite, findings: Findings): Findings {
  const separator = { start: call.receiver!.endIndex, end: call.name!.startIndex };
  const module = quote(call.receiver!)!;
  findings.mark(scene.primary(separator, `\`:\` passes ${module} itself as first argument`));
  return findings.advise(
    `functions of ${module} are called with \`.\`: \`${call.receiver!.text}.${call.name!.text}(...)\``,
    scene.edit(separator, '.'),
  );
}

/** Methods of host objects say themselves what is wrong: `(AgentBuilder expected): call it with a colon, builder:name(...)`. */
export const objectWithoutColon: Rule = {
  pattern: /^(bad argument #1 to '(.+?)' \(\w+ expected\)): (call it with a colon, .+)$/,
  explain([, title, name, advice], scene) {
    const findings = new Findings('LUA1011', title);
    const { call } = findCalled(scene, name!);
    if (!call?.receiver || !call.name || call.isMethod) return findings.advise(advice);
    const separator = { start: call.receiver.endIndex, end: call.name.startIndex };
    findings.mark(scene.primary(separator, 'called with `.`, so the object itself is not passed'));
    const written = `${call.receiver.text}:${name!}(...)`;
    return findings.advise(`\`${name!}\` is a method: write \`${written}\``, scene.edit(separator, ':'));
  },
};

/** `file.write("x")`: the text lands where the file should be. */
export const fileWithoutColon: Rule = {
  pattern: /^bad argument #1 to '(close|flush|lines|read|seek|setvbuf|write)' \(FILE\* expected, got (.+)\)$/,
  explain([, name, got], scene) {
    const { call } = findCalled(scene, name!);
    if (!call?.receiver || !call.name || call.isMethod) return undefined;
    const findings = new Findings('LUA1011');
    const separator = { start: call.receiver.endIndex, end: call.name.startIndex };
    findings.mark(
      scene.primary(
        separator,
        `called with \`.\`, so the first argument is ${got === 'no value' ? 'missing' : `a ${got!}`}`,
      ),
    );
    return findings.advise(
      `\`${name!}\` is a method of files: write \`${call.receiver.text}:${name!}(...)\``,
      scene.edit(separator, ':'),
    );
  },
};
