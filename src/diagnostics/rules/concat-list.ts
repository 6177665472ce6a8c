// `invalid value (table) at index 2 in table for 'concat'`. Control thread.

import { findCalled } from '../analysis/called-function.js';
import { Findings } from '../analysis/findings.js';
import { ordinal, quote, withArticle } from '../analysis/node-text.js';
import type { Rule } from './rule.js';

export const concatList: Rule = {
  pattern: /^invalid value \((?:at index (\d+)\)|(.+?)\) at index (\d+)) in table for 'concat'$/,
  explain([, oldIndex, type, newIndex], scene) {
    const findings = new Findings('LUA1020');
    const index = Number(newIndex ?? oldIndex);
    const { call } = findCalled(scene, 'concat');
    const list = call?.isMethod ? call.receiver : call?.args[0];
    const what = type === undefined ? 'neither text nor number' : type === 'nil' ? 'nil' : withArticle(type);
    if (list) findings.mark(scene.primary(list, `its ${ordinal(index)} element is ${what}`));
    if (type === 'nil') {
      findings.advise(
        `there is a gap at ${quote(list ?? call!.node)?.slice(1, -1) ?? 'list'}[${String(index)}]: fill it, or collect the values without gaps`,
      );
    } else {
      findings.advise('convert the elements first: `for i, v in ipairs(list) do texts[i] = tostring(v) end`');
    }
    return findings;
  },
};
