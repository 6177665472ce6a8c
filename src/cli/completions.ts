// Answers the shells: what may stand where the cursor is. The scripts that ask are in commands/completion.ts. Control thread.

import { OPTIONS } from './options.js';
import type { OptionSpec } from './options.js';
import { COMMANDS, findOption, isScriptNamed } from './parse-args.js';
import { COMMAND_HELP } from './help.js';
import { KERNEL_HELP } from './kernel/help.js';
import { KERNEL_COMMANDS } from './kernel/option-table.js';
import { placesOf } from './places.js';
import type { Place as CliPlace } from './places.js';
import { SUBCOMMANDS } from './subcommands.js';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

export interface Completion {
  readonly value: string;
  readonly description: string;
}

export interface Completions {
  readonly items: readonly Completion[];
  /** File names fit too: the shell knows them. */
  readonly isPath: boolean;
}

/** What has to be looked up: the ids of kernels that run, the applications and the tools that there are. */
export interface KnownNames {
  kernelIds(): Promise<readonly Completion[]>;
  appNames(): Promise<readonly Completion[]>;
  toolNames(): Promise<readonly Completion[]>;
}

const NOTHING: Completions = { items: [], isPath: false };
const PATH: Completions = { items: [], isPath: true };

/** @param words what follows `llmspell` up to the cursor; the last is the one to complete, perhaps empty */
export async function complete(words: readonly string[], known: KnownNames): Promise<Completions> {
  const before = words.slice(0, -1);
  const current = words.at(-1) ?? '';
  const place = follow(before);
  if (place.isScripts) return PATH;
  if (place.option !== undefined) return valuesOf(place.option, current);
  const inline = /^(--[^=]+)=(.*)$/.exec(current);
  if (inline !== null) {
    const option = findOption(inline[1] ?? '', placeIn(place.command, place.second));
    return option === undefined ? NOTHING : valuesOf(option, inline[2] ?? '');
  }
  if (current.startsWith('-')) return matching(optionNames(place), current);
  if (place.command === 'debug-attach' && place.operands === 0) {
    return { ...matching(await known.kernelIds(), current), isPath: true };
  }
  if (place.command === 'kernel' && place.operands > 0) return kernelOperands(place, await known.kernelIds(), current);
  if (place.command === 'app' && place.operands === 1) {
    return place.second === 'list' ? NOTHING : matching(await known.appNames(), current);
  }
  if (place.command === 'tool' && place.operands === 1 && (place.second === 'info' || place.second === 'invoke')) {
    return matching(await known.toolNames(), current);
  }
  return operands(place, current);
}

interface Place {
  readonly command: string | undefined;
  /** The word behind the command, such as that of `kernel`. */
  readonly second: string | undefined;
  readonly operands: number;
  /** The value of this option comes next. */
  readonly option: OptionSpec | undefined;
  /** Behind the script everything is the script's. */
  readonly isScripts: boolean;
}

function follow(words: readonly string[]): Place {
  let command: string | undefined;
  let second: string | undefined;
  const operands: string[] = [];
  let option: OptionSpec | undefined;
  for (const word of words) {
    if (option !== undefined) option = undefined;
    else if (/^--?[A-Za-z]/.test(word)) option = valueExpected(word, placeIn(command, second));
    else if (command === undefined) command = word;
    else if (word !== '--') {
      second ??= word;
      operands.push(word);
    }
    if (isScriptNamed(command, operands))
      return { command, second, operands: operands.length, option: undefined, isScripts: true };
  }
  return { command, second, operands: operands.length, option, isScripts: false };
}

function valueExpected(word: string, place: CliPlace): OptionSpec | undefined {
  const option = findOption(word, place);
  return option?.value === undefined || option.valueIsOptional === true ? undefined : option;
}

function valuesOf({ choices, completes, description }: OptionSpec, current: string): Completions {
  if (choices === undefined) return completes === 'path' ? PATH : NOTHING;
  return matching(
    choices.map((value) => ({ value, description })),
    current,
  );
}

function placeIn(command: string | undefined, second: string | undefined): CliPlace {
  return (command === 'kernel' && second !== undefined ? `kernel ${second}` : (command ?? 'run')) as CliPlace;
}

/** Before there is a command, those of `run` and `exec` too. */
function optionNames({ command, second }: Place): Completion[] {
  const place = placeIn(command, second);
  const usable = OPTIONS.filter((option) => placesOf(option).some((known) => known === 'all' || known === place));
  return usable.map(({ long, description }) => ({ value: `--${long}`, description }));
}

function operands({ command, second, operands: count }: Place, current: string): Completions {
  if (command === undefined || (command === 'help' && count === 0)) return matching(commandNames(), current);
  if (command === 'run' || command === 'debug') return PATH;
  if (command === 'kernel' || (command === 'help' && second === 'kernel' && count === 1)) {
    return matching(kernelCommandNames(), current);
  }
  const words = SUBCOMMANDS.get(command);
  if (words !== undefined) {
    return count > 0
      ? NOTHING
      : matching(
          words.map((value) => ({ value, description: '' })),
          current,
        );
  }
  if (command !== 'completion' || count > 0) return NOTHING;
  return matching(
    SHELLS.map((value) => ({ value, description: `for ${value}` })),
    current,
  );
}

const TAKE_ONE_ID = ['status', 'connect', 'restart', 'logs'];

function kernelOperands(
  { second = '', operands: count }: Place,
  ids: readonly Completion[],
  current: string,
): Completions {
  if (second !== 'stop' && !(TAKE_ONE_ID.includes(second) && count === 1)) return NOTHING;
  return { ...matching(ids, current), isPath: second === 'connect' };
}

function commandNames(): Completion[] {
  return COMMANDS.map((value) => ({ value, description: COMMAND_HELP[value].summary }));
}

function kernelCommandNames(): Completion[] {
  return KERNEL_COMMANDS.map((value) => ({ value, description: KERNEL_HELP[value].summary }));
}

function matching(items: readonly Completion[], current: string): Completions {
  return { items: items.filter(({ value }) => value.startsWith(current)), isPath: false };
}
