// Which errors stop the script, as `catch` takes it. Any thread.

import { SpellError } from '../../base/errors.js';
import type { ErrorStop } from '../../client/error-stops.js';

const FILTERS = ['raised', 'caught', 'uncaught'] as const;

/** `raised`, `caught /pattern/`, `uncaught error.code == 3`, `off`. @throws SpellError `DEBUG_REQUEST` */
export function parseCatch(argument: string): readonly ErrorStop[] {
  const [, word = '', rest = ''] = /^(\S+)\s*(.*)$/s.exec(argument.trim()) ?? [];
  if (word === 'off' && rest === '') return [];
  const filter = FILTERS.find((known) => known === word || (word === 'all' && known === 'raised'));
  if (filter === undefined) {
    throw new SpellError('DEBUG_REQUEST', `catch takes ${FILTERS.join(', ')} or off, and not '${word}'`);
  }
  const condition = rest.replace(/^if\b\s*/, '');
  return [condition === '' ? { filter } : { filter, condition }];
}
