// Whom a memory or a context belongs to: `global`, or `{type, id}`. Control thread.

import { SpellError } from '../../base/errors.js';
import { didYouMean } from '../../base/nearest.js';
import type { Value } from '../../base/values.js';
import { isValueObject, luaTypeOf } from '../value-kinds.js';

const TYPES = ['global', 'session', 'workflow', 'agent', 'user'];

/** As one text: `global`, `session:ID`. @throws SpellError `AGENT_CONTEXT` */
export function parseScope(scope: Value): string {
  const { type, id } = isValueObject(scope) ? scope : { type: scope, id: undefined };
  const text = typeof type === 'string' ? type : luaTypeOf(type);
  if (!TYPES.includes(text)) throw wrong(`'${text}' is none of ${TYPES.join(', ')}${didYouMean(text, TYPES)}`);
  if (text === 'global') return text;
  if (typeof id === 'string' && id !== '') return `${text}:${id}`;
  throw wrong(`the id of the ${text} is missing`);
}

function wrong(problem: string): SpellError {
  return new SpellError('AGENT_CONTEXT', `Invalid scope: ${problem}`, {
    category: 'Validation error',
    help: "write 'global', or {type = 'session', id = 's1'}",
  });
}
