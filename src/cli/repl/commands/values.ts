// Commands that look at values: variables, types, documentation, time. Control thread.

import { SpellError } from '../../../base/errors.js';
import { isComplete } from '../../../language/is-complete.js';
import type { Command, CommandContext } from './command.js';

export const valueCommands: readonly Command[] = [
  {
    names: ['vars'],
    group: 'values',
    usage: '[PATTERN]',
    summary: 'shows the variables of the session',
    examples: [
      ['.vars', 'all of them'],
      ['.vars conf', 'those with conf in their name'],
    ],
    run: async (context, pattern) => {
      const all = await context.variables();
      const shown = all.filter(({ name }) => name.toLowerCase().includes(pattern.toLowerCase()));
      if (shown.length === 0) return context.say(pattern === '' ? 'There are no variables yet.' : 'No variable fits.');
      const width = Math.min(24, Math.max(...shown.map(({ name }) => name.length)));
      return context.say(shown.map(({ name, value }) => `${name.padEnd(width)}  ${value}`).join('\n'));
    },
  },
  {
    names: ['type'],
    group: 'values',
    usage: 'EXPR',
    summary: 'says what type a value has',
    examples: [['.type 1 // 2', 'integer or float, for numbers']],
    run: async (context, argument) => {
      const code = `(function(v) return math.type(v) or type(v) end)(${needed('type', argument)})`;
      await context.run(code, { isOwn: true });
    },
  },
  {
    names: ['doc'],
    group: 'values',
    usage: 'NAME',
    summary: 'shows what is known of a name, as F1 does',
    examples: [['.doc string.rep', 'signature and examples']],
    run: async (context, argument) => about(context, needed('doc', argument), false),
  },
  {
    names: ['source'],
    group: 'values',
    usage: 'NAME',
    summary: 'shows the source of a function',
    examples: [['.source greet', 'as it was typed']],
    run: async (context, argument) => about(context, needed('source', argument), true),
  },
  {
    names: ['time'],
    group: 'values',
    usage: 'CODE',
    summary: 'runs code and says how long it took',
    examples: [['.time table.sort(list)', 'once']],
    run: async (context, argument) => {
      const ms = await context.timed(needed('time', argument));
      await context.say(`took ${formatMs(ms)}`);
    },
  },
  {
    names: ['bench'],
    group: 'values',
    usage: 'CODE',
    summary: 'runs code again and again for about half a second, and says how long once takes',
    examples: [['.bench ("x"):rep(1000)', 'microseconds for each']],
    run: async (context, argument) => {
      await context.run(benchCode(needed('bench', argument)), { isOwn: true, noEcho: true, chunkName: '=bench' });
    },
  },
  {
    names: ['state'],
    group: 'values',
    usage: '[KEY]',
    summary: 'shows what State keeps: its keys, or the value of one',
    examples: [
      ['.state', 'the keys'],
      ['.state settings', 'one value'],
    ],
    run: async (context, key) => {
      await context.run(key === '' ? 'State.keys()' : `State.get(${quoted(key)})`, { isOwn: true });
    },
  },
];

export function formatMs(ms: number): string {
  if (ms < 10) return `${ms.toFixed(2)} ms`;
  return ms < 1000 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(2)} s`;
}

function needed(name: string, argument: string): string {
  if (argument !== '') return argument;
  throw new SpellError('USAGE', `.${name} needs something: .help ${name}`);
}

async function about(context: CommandContext, name: string, withSource: boolean): Promise<void> {
  const text = await context.about(name, name.length, withSource);
  if (text === undefined) throw new SpellError('USAGE', `nothing is known of '${name}'`);
  await context.say(text);
}

/** Statements fit as well as an expression; line breaks stay, so that errors name the right line. */
function benchCode(code: string): string {
  const isExpression = isComplete(`return ${code}`).status === 'complete';
  return `local function f() ${isExpression ? `return ${code}` : code}
end
local count, total, took = 0, 1, 0
repeat
  local begin = os.clock()
  for _ = 1, total do f() end
  took, count, total = os.clock() - begin, total, total * 2
until took > 0.25
print(string.format('%d runs, %.3f µs each', count, took / count * 1e6))`;
}

/** A text as Lua writes it. */
export function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\0', '\\0')}"`;
}
