// `variable 'x' got a non-closable value`. Control thread.

import { Findings } from '../analysis/findings.js';
import type { Rule } from './rule.js';

export const notClosable: Rule = {
  pattern: /^variable '(.+)' got a non-closable value$/,
  explain([, name], scene) {
    const findings = new Findings('LUA1030');
    const declarations =
      scene.document?.scopes?.declarations.filter((declaration) => {
        const line = scene.document!.source.lineAt(declaration.span.start);
        return declaration.name === name && declaration.attribute === 'close' && line === scene.line;
      }) ?? [];
    if (declarations.length === 1) {
      findings.mark(
        scene.primary(declarations[0]!.span, 'must get nil, false, or a value with a `__close` metamethod'),
      );
    }
    return findings.advise('`<close>` is for values such as files; use `<const>` for a variable that does not change');
  },
};
