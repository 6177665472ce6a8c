// Which errors stop, between the filters of clients and the engine. Any thread.

import type { ExceptionBreakpointsFilter } from '../../protocol/dap-types.js';
import type { DapArguments } from '../../protocol/dap.js';
import { SpellError } from '../../base/errors.js';
import type { ExceptionBreakpoint } from '../contract.js';

type Filter = ExceptionBreakpoint['filter'];

const CONDITION = 'a Lua expression in which `error` is the error value, or a Lua pattern for its message: /pattern/';

export const exceptionFilters: readonly (ExceptionBreakpointsFilter & { readonly filter: Filter })[] = [
  {
    filter: 'raised',
    label: 'Raised errors',
    description: 'Stops where any error is raised, caught or not.',
    supportsCondition: true,
    conditionDescription: CONDITION,
  },
  {
    filter: 'caught',
    label: 'Caught errors',
    description: 'Stops where an error is raised that pcall, xpcall or a coroutine will catch.',
    supportsCondition: true,
    conditionDescription: CONDITION,
  },
  {
    filter: 'uncaught',
    label: 'Uncaught errors',
    description: 'Stops where an error is raised that will end the run.',
    default: true,
    supportsCondition: true,
    conditionDescription: CONDITION,
  },
];

export type ExceptionTerms = Omit<ExceptionBreakpoint, 'id'>;

/** In the order of the request: filters, then options. @throws SpellError `DEBUG_REFUSED` for filters that are not known */
export function exceptionTerms({ filters, filterOptions }: DapArguments<'setExceptionBreakpoints'>): ExceptionTerms[] {
  return [
    ...filters.map((filter) => ({ filter: knownFilter(filter) })),
    ...filterOptions.map(({ filterId, condition = '' }) => {
      const filter = knownFilter(filterId);
      const [, pattern] = /^\s*\/(.*)\/\s*$/s.exec(condition) ?? [];
      if (pattern !== undefined) return { filter, pattern };
      return condition.trim() === '' ? { filter } : { filter, condition };
    }),
  ];
}

function knownFilter(text: string): Filter {
  const found = exceptionFilters.find(({ filter }) => filter === text);
  if (found !== undefined) return found.filter;
  const known = exceptionFilters.map(({ filter }) => filter).join(', ');
  throw new SpellError('DEBUG_REFUSED', `There is no exception filter '${text}'; there are ${known}`);
}
