// `invalid conversion '%y' to 'format'`. Control thread.

import { findCalled } from '../analysis/called-function.js';
import { Findings } from '../analysis/findings.js';
import type { Rule } from './rule.js';

export const formatString: Rule = {
  pattern:
    /^invalid conversion(?: specification:)? '(.*?)'(?: to 'format')?$|^invalid (?:format|option) .*to 'format'$|^invalid format \((?:width or precision )?too long\).*$/s,
  explain([, conversion], scene) {
    const findings = new Findings('LUA1026');
    const { call } = findCalled(scene, 'format');
    const format = call?.isMethod ? call.receiver : call?.args[0];
    const at = conversion && format ? format.text.indexOf(conversion) : -1;
    if (format && at >= 0 && !format.text.includes(conversion!, at + 1)) {
      const start = format.startIndex + at;
      findings.mark(scene.primary({ start, end: start + conversion!.length }, 'Lua has no such conversion'));
    } else if (format) {
      findings.mark(scene.primary(format));
    }
    const letter = conversion?.at(-1) ?? '';
    if (/[bByYvV]/.test(letter))
      findings.note(
        'conversions are %d %i %u %c %x %X %o for integers, %f %e %g %a for numbers, %s %q for texts, %p for addresses',
      );
    if (letter === 'l' || letter === 'h') findings.advise('Lua needs no length letter: write `%d` instead of `%ld`');
    else if (letter === 'v' || letter === 'y') findings.advise('use `%s`, which shows any value');
    else if (letter === 'b') findings.advise('Lua has no binary conversion; `%x` shows hexadecimal digits');
    else
      findings.advise('use `%s` for any value, `%d` for integers, `%.2f` for numbers; write `%%` for a percent sign');
    return findings;
  },
};
