// `wrong number of arguments to 'insert'`. Control thread.

import { findCalled } from '../analysis/called-function.js';
import { Findings } from '../analysis/findings.js';
import { plural } from '../analysis/node-text.js';
import { lastNameOf } from '../analysis/site.js';
import type { Rule } from './rule.js';

export const argumentCount: Rule = {
  pattern: /^wrong number of arguments(?: to '(.+)')?$/,
  explain([, name], scene) {
    const findings = new Findings('LUA1012');
    const lastName = name ?? lastNameOf(scene.failure.frames[0]) ?? '';
    const { call, entry } = findCalled(scene, lastName);
    if (call) {
      const label = call.isOpenEnded
        ? 'a call as last argument passes all its results'
        : `${plural(call.args.length, 'argument')} given`;
      findings.mark(scene.primary(call.argumentsSpan, label));
    }
    // Only `table.insert` says this; without its frame, the name alone tells.
    const isBare = scene.failure.frames[0]?.kind !== 'host' && lastName === 'insert';
    if (isBare || entry?.name === 'table.insert') {
      findings.advise(
        'write `table.insert(list, value)` to append, or `table.insert(list, position, value)` to insert',
      );
      if (call?.isOpenEnded)
        findings.advise(
          'to pass only the first result of the last call, put it in parentheses: `table.insert(list, (f()))`',
        );
    } else if (entry) {
      findings.advise(`the function is \`${entry.signature}\`: ${entry.documentation}`);
    }
    return findings;
  },
};
