// What stands behind `llmspell state`: what scripts keep, from the shell. Control thread.

import { text } from 'node:stream/consumers';
import { SpellError } from '../../base/errors.js';
import { toTagged } from '../../base/tagged-json.js';
import type { Value } from '../../base/values.js';
import { tryParseJson } from '../../services/json-text.js';
import { readValues, writeValues } from '../../services/state/values-text.js';
import type { Values } from '../../services/state/values-text.js';
import { matchesGlob } from '../../services/stores/glob.js';
import { parseDuration } from '../duration.js';
import { EXIT } from '../exit-codes.js';
import type { Print } from '../kernel/print.js';
import { readOperand, writeOperand } from '../operand-file.js';
import { toOptions } from '../options.js';
import { unknownSubcommand } from '../subcommands.js';
import type { CommandLine } from '../parse-args.js';
import { interruption, unlessAborted } from '../until-interrupted.js';
import { confirm } from './confirm.js';
import { STATE_COMMANDS } from './option-table.js';
import type { StateCommand } from './option-table.js';
import { openState } from './state-access.js';
import type { Change, StateAccess } from './state-access.js';
import { stateFormat } from './state-format.js';
import { counted } from '../../services/counted.js';

interface Occasion {
  readonly line: CommandLine;
  readonly state: StateAccess;
  readonly operands: readonly string[];
  readonly scope: string;
  readonly print: Print;
}

/** How many words each takes, and what they are. */
const OPERANDS: Readonly<Record<StateCommand, readonly [least: number, most: number, usage: string]>> = {
  get: [1, 1, 'get KEY'],
  set: [2, 2, 'set KEY VALUE (JSON, else text; - reads standard input)'],
  show: [0, 1, 'show [PATTERN]'],
  list: [0, 1, 'list [PATTERN]'],
  delete: [1, 1, 'delete KEY'],
  clear: [0, 1, 'clear [PATTERN]'],
  export: [0, 1, 'export [FILE]'],
  import: [1, 1, 'import FILE (- reads standard input)'],
  watch: [0, 1, 'watch [PATTERN]'],
};

/** @returns the exit code. @throws SpellError `USAGE`, `STATE_*`, `CONFIG_*`, `KERNEL_*` */
export async function stateCommand(line: CommandLine, print: Print): Promise<number> {
  const [word = '', ...operands] = line.operands;
  const name = STATE_COMMANDS.find((known) => known === word);
  if (name === undefined) throw unknownSubcommand('state', word);
  const [least, most, usage] = OPERANDS[name];
  if (operands.length < least || operands.length > most) {
    throw new SpellError(
      'USAGE',
      `state ${name} takes ${least === 1 && most === 1 ? 'one word' : `${least === most ? most : `${least} to ${most}`} words`}`,
      {
        help: `write llmspell state ${usage}`,
      },
    );
  }
  const state = await openState(toOptions(line.options));
  try {
    return await COMMANDS[name]({ line, state, operands, scope: textOption(line, 'scope') ?? 'user', print });
  } finally {
    await state.dispose();
  }
}

const COMMANDS: Readonly<Record<StateCommand, (occasion: Occasion) => Promise<number>>> = {
  get: async ({ state, operands: [key = ''], scope, print }) => {
    const value = await state.load(scope, key);
    return value === undefined ? EXIT.scriptError : print(`${shown(value)}\n`);
  },
  set: async ({ line, state, operands: [key = '', written = ''], scope }) => {
    const source = written === '-' ? await text(process.stdin) : written;
    const parsed = line.options.has('text') ? undefined : tryParseJson(source);
    const ttl = textOption(line, 'ttl');
    await state.save(scope, key, parsed === undefined ? source : parsed.value, ttlOf(ttl));
    return EXIT.ok;
  },
  show: async ({ line, state, operands: [pattern], scope, print }) => {
    const values = await valuesOf(state, scope, pattern);
    return print(await writeValues(values, stateFormat(formatOption(line), undefined)));
  },
  list: async ({ state, operands: [pattern], scope, print }) => {
    const places = await placesOf(state, scope, pattern);
    return print(places.map((place) => `${scope === ALL ? `${place.scope}\t` : ''}${place.key}\n`).join(''));
  },
  delete: async ({ state, operands: [key = ''], scope }) => {
    return (await state.delete(scope, key)) ? EXIT.ok : EXIT.scriptError;
  },
  clear: async ({ line, state, operands: [pattern], scope, print }) => {
    const places = await placesOf(state, scope, pattern);
    if (places.length > 0) await confirm(`forget ${counted(places.length, 'value')} of '${scope}'`, line.options);
    await state.write(places.map((place) => ({ ...place, value: undefined })));
    return print(`${counted(places.length, 'value is', 'values are')} forgotten\n`);
  },
  export: async ({ line, state, operands: [file], scope, print }) => {
    const values = await valuesOf(state, scope, undefined);
    const written = await writeValues(values, stateFormat(formatOption(line), file));
    if (file === undefined || file === '-') return print(written);
    await writeOperand(file, written);
    return print(`${file}\n`);
  },
  import: async ({ line, state, operands: [file = ''], scope, print }) => {
    const source = (await readOperand(file)).toString();
    const values = await readValues(source, stateFormat(formatOption(line), file), file);
    const writes = writesOf(values, scope, file);
    const scopes = new Set([...writes.map((write) => write.scope), ...(scope === ALL ? [] : [scope])]);
    const old = line.options.has('merge') ? [] : await placesIn(state, [...scopes]);
    await state.write([...old.map((place) => ({ ...place, value: undefined })), ...writes]);
    return print(
      `${counted(writes.length, 'value is', 'values are')} kept in ${[...scopes].map((each) => `'${each}'`).join(', ')}\n`,
    );
  },
  watch: async ({ line, state, operands: [pattern = '*'], scope, print }) => {
    const ended = interruption();
    const next = await state.watch(scope, pattern);
    const isJson = toOptions(line.options).output !== 'text';
    for (;;) {
      const change = await unlessAborted(next(ended), ended);
      if (change === undefined) return EXIT.interrupted;
      const code = await print(isJson ? `${JSON.stringify(asJson(change))}\n` : describe(change, scope));
      if (code !== EXIT.ok) return code;
    }
  },
};

/** Stands for every scope. */
const ALL = '*';

function asJson(change: Change | 'missed'): object {
  if (change === 'missed') return { missed: true };
  const { scope, key, value } = change;
  return { scope, key, value: toTagged(value), deleted: value === undefined };
}

function describe(change: Change | 'missed', scope: string): string {
  if (change === 'missed') return '(some changes came too fast to be told)\n';
  const place = `${/[*?]/.test(scope) ? `${change.scope}  ` : ''}${change.key}`;
  return change.value === undefined ? `${place} is gone\n` : `${place} = ${shown(change.value)}\n`;
}

/** Texts as they are, all else as JSON. */
function shown(value: Value): string {
  return typeof value === 'string' ? value : JSON.stringify(toTagged(value));
}

interface Place {
  readonly scope: string;
  readonly key: string;
}

async function placesOf(state: StateAccess, scope: string, pattern: string | undefined): Promise<readonly Place[]> {
  const places = await placesIn(state, scope === ALL ? await state.listScopes() : [scope]);
  return pattern === undefined ? places : places.filter(({ key }) => matchesGlob(pattern, key));
}

async function placesIn(state: StateAccess, scopes: readonly string[]): Promise<readonly Place[]> {
  const places: Place[] = [];
  for (const scope of scopes) for (const key of await state.listKeys(scope)) places.push({ scope, key });
  return places;
}

/** By key; of all scopes by scope and key. */
async function valuesOf(state: StateAccess, scope: string, pattern: string | undefined): Promise<Values> {
  const byScope = new Map<string, [string, Value][]>();
  for (const place of await placesOf(state, scope, pattern)) {
    const value = await state.load(place.scope, place.key);
    byScope.set(place.scope, [...(byScope.get(place.scope) ?? []), [place.key, value]]);
  }
  if (scope !== ALL) return Object.fromEntries(byScope.get(scope) ?? []);
  return Object.fromEntries([...byScope].map(([name, values]) => [name, Object.fromEntries(values)]));
}

function writesOf(values: Values, scope: string, file: string): readonly (Place & { readonly value: Value })[] {
  if (scope !== ALL) return Object.entries(values).map(([key, value]) => ({ scope, key, value }));
  return Object.entries(values).flatMap(([name, inner]) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) {
      throw new SpellError('STATE_IMPORT', `'${file}': '${name}' is no scope with values by key`, {
        category: 'Storage error',
        help: 'without --scope the file is taken for the values of one scope',
      });
    }
    return Object.entries(inner as Values).map(([key, value]) => ({ scope: name, key, value }));
  });
}

function ttlOf(written: string | undefined): number | undefined {
  return written === undefined ? undefined : parseDuration(written, '--ttl');
}

function textOption({ options }: CommandLine, name: string): string | undefined {
  const value = options.get(name)?.at(-1);
  return value === true ? undefined : value;
}

function formatOption(line: CommandLine): string | undefined {
  return textOption(line, 'format');
}
