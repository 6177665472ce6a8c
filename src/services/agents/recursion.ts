// Agents that ask agents, and how deep they may. Control thread.

import { SpellError } from '../../base/errors.js';

/** As {@link tooDeep} words it: on its way through functions of the script an error keeps its text alone. */
const TOO_DEEP = /Agent '([^\n]*)' is asked by agents nested deeper than (\d+): ([^\n]*)/;

/** Names that are shown of a long path: the first and the last. */
const SHOWN = 5;

/** @param path names of agents, outermost first, the one that is refused last */
export function tooDeep(path: readonly string[], limit: number): SpellError {
  const shown = path.length > 2 * SHOWN ? [...path.slice(0, SHOWN), '...', ...path.slice(-SHOWN)] : path;
  return described(path.at(-1) ?? '', limit, shown.join(' > '));
}

/** The error of {@link tooDeep} behind another one. A model that was told of it would only try again, at every depth. */
export function depthErrorIn({ message }: Error): SpellError | undefined {
  const [, agent, limit, path] = TOO_DEEP.exec(message) ?? [];
  return agent === undefined || path === undefined ? undefined : described(agent, Number(limit), path);
}

function described(agent: string, limit: number, path: string): SpellError {
  return new SpellError('AGENT_LIMIT', `Agent '${agent}' is asked by agents nested deeper than ${limit}: ${path}`, {
    category: 'Resource limit exceeded',
    help: 'does an agent call itself by way of a tool? raise it with :max_recursion_depth(n) if it is meant',
    details: { agent, setting: 'max_recursion_depth' },
  });
}
