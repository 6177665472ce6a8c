// `table index is nil`, `table index is NaN`. Control thread.

import { nodesOnLine } from '../../language/nodes.js';
import type { SyntaxNode } from '../../language/parse.js';
import { Findings } from '../analysis/findings.js';
import { quote } from '../analysis/node-text.js';
import { explainOperand } from '../analysis/operand.js';
import type { Scene } from '../analysis/scene.js';
import type { Rule } from './rule.js';

export const tableKey: Rule = {
  pattern: /^(?:table index|index) is (nil|NaN)$/,
  explain([, what], scene) {
    const findings = new Findings('LUA1018');
    const keys = keysOnLine(scene).filter((key) => canBe(scene, key, what!));
    const key = keys.length === 1 ? keys[0] : undefined;
    if (what === 'NaN') {
      if (key) findings.mark(scene.primary(key, `${quote(key) ?? 'this'} is not a number (0/0)`));
      return findings.advise(
        'a key that is not a number comes from 0/0 or from math functions: test it with `key == key`',
      );
    }
    if (key) explainOperand(scene, key, 'nil', findings);
    if (findings.help.length > 0) return findings;
    if (key?.type === 'nil') return findings.advise('nil cannot be a key: write the key between the brackets');
    const text = key ? (quote(key)?.slice(1, -1) ?? 'key') : 'key';
    return findings.advise(`nil cannot be a key: test it first, \`if ${text} ~= nil then ... end\``);
  },
};

/** Keys of assignments (`t[key] = v`) and constructors (`{[key] = v}`). */
function keysOnLine(scene: Scene): SyntaxNode[] {
  const tree = scene.document?.tree;
  if (!tree) return [];
  return nodesOnLine(tree, scene.line, ['bracket_index_expression', 'field']).flatMap((node) => {
    const isTarget = node.type === 'field' ? node.child(0)?.type === '[' : node.parent?.type === 'variable_list';
    const key = node.childForFieldName(node.type === 'field' ? 'name' : 'field');
    return isTarget && key && scene.isInFrame(key) ? [key] : [];
  });
}

function canBe(scene: Scene, key: SyntaxNode, what: string): boolean {
  const type = scene.typeOf(key);
  return key.type !== 'number' && (type === undefined || type === (what === 'nil' ? 'nil' : 'number'));
}
