// How several agents answer as one: what a script says about it, checked. Control thread.

import { SpellError } from '../../base/errors.js';
import { didYouMean } from '../../base/nearest.js';
import type { Value } from '../../base/values.js';
import { asArray, isValueObject, luaTypeOf } from '../value-kinds.js';

const STRATEGIES = ['sequential', 'parallel', 'vote', 'round-robin', 'fallback'] as const;
/** `choice`: another agent says who answers. */
export type Strategy = (typeof STRATEGIES)[number] | 'choice';

export interface Composition {
  /** Names, in the order in which they are asked. */
  readonly agents: readonly string[];
  readonly strategy: Strategy;
  /** Of `choice`: the agent that says who answers. */
  readonly chooser: string | undefined;
  /** Of `vote`: the share of the votes, between 0 and 1, that an answer needs. */
  readonly threshold: number;
  /** Is asked where the others give no answer. */
  readonly fallback: string | undefined;
  readonly timeoutMs: number | undefined;
}

/**
 * @param isAgent whether there is an agent of that name
 * @throws SpellError `AGENT_SPEC`
 */
export function parseComposition(agents: Value, routing: Value, isAgent: (name: string) => boolean): Composition {
  const table = isValueObject(routing) ? routing : { strategy: routing };
  return {
    agents: parseNames(agents),
    ...parseStrategy(table['strategy'], isAgent),
    threshold: number(table['threshold'] ?? 0, 'threshold', 1),
    fallback: optionalName(table['fallback_agent'] ?? undefined),
    timeoutMs: table['timeout_ms'] === undefined ? undefined : number(table['timeout_ms'], 'timeout_ms', 2 ** 31 - 1),
  };
}

function parseNames(agents: Value): readonly string[] {
  const names = asArray(agents);
  if (names?.every((name) => typeof name === 'string') !== true) throw wrong('the agents are no array of names');
  if (names.length === 0) throw wrong('there are no agents');
  return names;
}

/** A name of one's own is that of the agent that chooses. */
function parseStrategy(value: Value, isAgent: (name: string) => boolean): Pick<Composition, 'strategy' | 'chooser'> {
  const text = typeof value === 'string' ? value : luaTypeOf(value);
  const known = STRATEGIES.find((name) => name === text.replaceAll('_', '-'));
  if (known !== undefined) return { strategy: known, chooser: undefined };
  if (typeof value === 'string' && isAgent(value)) return { strategy: 'choice', chooser: value };
  throw wrong(
    `the routing '${text}' is none of ${STRATEGIES.join(', ')}, and no agent that chooses${didYouMean(text, STRATEGIES)}`,
  );
}

function number(value: Value, field: string, max: number): number {
  const converted = typeof value === 'bigint' ? Number(value) : value;
  if (typeof converted === 'number' && converted >= 0 && converted <= max) return converted;
  throw wrong(`${field} is no number between 0 and ${max}`);
}

function optionalName(value: Value): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  throw wrong('fallback_agent is no name of an agent');
}

function wrong(problem: string): SpellError {
  return new SpellError('AGENT_SPEC', `Invalid agent configuration: ${problem}`, {
    category: 'Validation error',
    help: "write Agent.create_composite('team', {'a', 'b'}, 'sequential'), or {strategy = 'vote', threshold = 0.6, fallback_agent = 'c'}",
  });
}
