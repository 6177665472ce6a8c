// Hit conditions as people write them: `5`, `>= 5`, `% 10`. Any thread.

import { SpellError } from '../../base/errors.js';
import type { HitCondition } from '../contract.js';

const OPERATORS: Readonly<Record<string, HitCondition['operator']>> = {
  '': '==',
  '=': '==',
  '==': '==',
  '===': '==',
  '~=': '~=',
  '!=': '~=',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
  '%': 'every',
};

/**
 * A number alone is that hit and no other; `% n` is every n-th.
 * @throws SpellError `DEBUG_REFUSED`
 */
export function parseHitCondition(text: string): HitCondition {
  const [, operator = '', digits = ''] = /^\s*([^\s\d]*)\s*(\d+)\s*$/.exec(text) ?? [];
  const count = Number(digits);
  const known = Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : undefined;
  if (digits === '' || known === undefined || !Number.isSafeInteger(count) || (known === 'every' && count === 0)) {
    throw new SpellError('DEBUG_REFUSED', `'${text}' is no hit condition: write 5, >= 5, < 5, ~= 5 or % 5`);
  }
  return { operator: known, count };
}
