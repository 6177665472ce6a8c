// A syntax error in a text that the script itself gave to `load`, whose source is not known. Control thread.

import { Findings } from '../../analysis/findings.js';
import { callsOnLine } from '../../../language/nodes.js';
import type { Rule } from '../rule.js';

/** A message of the compiler whose place in the text could not be found. */
export const otherSyntaxError: Rule = {
  pattern: /^/,
  explain: (_match, { failure }) => (failure.kind === 'syntax' ? new Findings('LUA2001') : undefined),
};

export const loadedText: Rule = {
  pattern: /^(.+?):(\d+): .* near (?:'.*'|<eof>)$/s,
  explain([, chunk, line], scene) {
    const findings = new Findings('LUA2001');
    const tree = scene.document?.tree;
    const calls = tree
      ? callsOnLine(tree, scene.line).filter((call) => /^(?:load|loadfile|dofile)$/.test(call.calleeText))
      : [];
    if (calls.length === 1) findings.mark(scene.primary(calls[0]!.node, 'what is loaded here does not compile'));
    findings.note(`\`${chunk!}\` names the loaded text: the error is in its line ${line!}`);
    return findings.advise('print the text before it is loaded: what was put into it is probably not what you expect');
  },
};
