// Refuses what a command does not take, before it does anything. Control thread.

import { SpellError } from '../base/errors.js';
import { OPTIONS } from './options.js';
import type { OptionSpec } from './options.js';
import type { CommandLine } from './parse-args.js';
import { placeOf, placesOf } from './places.js';
import type { Place } from './places.js';

/** @throws SpellError `USAGE` */
export function checkLine(line: CommandLine): void {
  refuseForeignOptions(line);
  refuseSurplus(line);
}

/** Options that would do nothing are probably meant for something else. */
function refuseForeignOptions(line: CommandLine): void {
  const place = placeOf(line);
  if (place === undefined || place === 'kernel') return;
  const fits = (option: OptionSpec): boolean => placesOf(option).some((known) => known === 'all' || known === place);
  // Some names have a meaning of their own with some commands.
  const spec = OPTIONS.find(
    (option) => line.options.has(option.long) && !OPTIONS.some((other) => other.long === option.long && fits(other)),
  );
  if (spec === undefined) return;
  const value = spec.value === undefined ? '' : `=${spec.value}`;
  const example =
    spec.scope === 'script' ? `run --${spec.long}${value} SCRIPT` : `${placesOf(spec)[0]} --${spec.long}${value}`;
  throw new SpellError('USAGE', `--${spec.long} does not go with '${place}'`, {
    help: `it is for ${spec.scope === 'script' ? 'scripts' : placesOf(spec).join(', ')}: llmspell ${example}`,
  });
}

/** How many words a command takes; `run` leaves the rest to the script, and `exec` itself says why it takes but one. */
const MOST_OPERANDS: Readonly<Partial<Record<Place, number>>> = {
  repl: 0,
  dap: 0,
  'debug-server': 0,
  version: 0,
  completion: 1,
  'debug-attach': 1,
  'kernel start': 0,
  'kernel status': 1,
  'kernel list': 0,
  'kernel connect': 1,
  'kernel restart': 1,
  'kernel logs': 1,
  'kernel install': 0,
  'kernel uninstall': 0,
  'kernel service': 0,
};

function refuseSurplus(line: CommandLine): void {
  const { operands } = line;
  const place = placeOf(line);
  const most =
    place === 'repl' && line.options.has('reload')
      ? 1
      : place === 'help'
        ? operands[0] === 'kernel'
          ? 2
          : 1
        : MOST_OPERANDS[place ?? 'kernel'];
  if (most === undefined || operands.length <= most) return;
  const surplus = operands.slice(most).map((word) => `'${word}'`);
  throw new SpellError('USAGE', `${place} does not take ${surplus.join(', ')}`, {
    help: `llmspell help ${place} shows what it takes`,
  });
}
