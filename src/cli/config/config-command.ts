// What stands behind `llmspell config`. Control thread.

import { SpellError } from '../../base/errors.js';
import { loadConfig } from '../../config/load-config.js';
import { readLayers } from '../../config/layers.js';
import { counted } from '../../services/counted.js';
import { configSource } from '../config-source.js';
import { EXIT } from '../exit-codes.js';
import type { Print } from '../kernel/print.js';
import { toOptions } from '../options.js';
import { unknownSubcommand } from '../subcommands.js';
import type { CommandLine } from '../parse-args.js';
import { CONFIG_COMMANDS, CONFIG_FORMATS } from './option-table.js';
import type { ConfigCommand, ConfigFormat } from './option-table.js';

type Command = (line: CommandLine, operands: readonly string[], print: Print) => Promise<number>;

/** How many words each takes, and what they are. */
const OPERANDS: Readonly<Record<ConfigCommand, readonly [least: number, most: number, usage: string]>> = {
  init: [0, 0, 'init [--force]'],
  validate: [0, 0, 'validate'],
  show: [0, 1, 'show [SECTION] [--format FORMAT] [--origin]'],
  get: [1, 1, 'get KEY'],
  set: [2, 2, 'set KEY VALUE'],
  list: [0, 0, 'list [--origin]'],
  'list-profiles': [0, 0, 'list-profiles'],
  schema: [0, 0, 'schema'],
};

/** @returns the exit code. @throws SpellError `USAGE`, `CONFIG_*` */
export async function configCommand(line: CommandLine, print: Print): Promise<number> {
  const [word = '', ...operands] = line.operands;
  const name = CONFIG_COMMANDS.find((known) => known === word);
  if (name === undefined) throw unknownSubcommand('config', word);
  const [least, most, usage] = OPERANDS[name];
  if (operands.length < least || operands.length > most) {
    const words = most === 0 ? 'no more words' : least === most ? counted(most, 'word') : 'at most one word';
    throw new SpellError('USAGE', `config ${name} takes ${words}`, {
      help: `write llmspell config ${usage}`,
    });
  }
  return COMMANDS[name](line, operands, print);
}

const COMMANDS: Readonly<Record<ConfigCommand, Command>> = {
  init: async ({ options }, _operands, print) => {
    const { initFile } = await import('./init.js');
    const path = initFile(toOptions(options).config ?? 'llmspell.toml', options.has('force'));
    return print(`${path}\n`);
  },
  validate: async ({ options }, _operands, print) => {
    const { validateConfig } = await import('./validate.js');
    return validateConfig(toOptions(options), print);
  },
  show: async ({ options }, [section], print) => {
    const [{ showConfig }, config] = await Promise.all([import('./show.js'), load(options)]);
    return print(showConfig(config.settings, { section, format: formatOf(options), hasOrigin: options.has('origin') }));
  },
  get: async ({ options }, [key = ''], print) => {
    const [{ getSetting }, config] = await Promise.all([import('./show.js'), load(options)]);
    const value = getSetting(config.settings, key);
    return value === undefined ? EXIT.scriptError : print(value);
  },
  set: async ({ options }, [key = '', value = ''], print) => {
    const { setSetting } = await import('./set.js');
    return print(await setSetting(configSource(toOptions(options)), key, value));
  },
  list: async ({ options }, _operands, print) => {
    const [{ listConfig }, config] = await Promise.all([import('./show.js'), load(options)]);
    return print(listConfig(config.settings, options.has('origin')));
  },
  'list-profiles': async ({ options }, _operands, print) => {
    const [layers, { PRESET_NAMES }] = await Promise.all([
      readLayers(configSource(toOptions(options))),
      import('../../config/profiles.js'),
    ]);
    const names = layers.profiles.length === 0 ? PRESET_NAMES : layers.profiles;
    return print(names.map((name) => `${name}${name === layers.profile ? ' *' : ''}\n`).join(''));
  },
  schema: async (_line, _operands, print) => {
    const { jsonSchema } = await import('../../config/json-schema.js');
    return print(`${JSON.stringify(jsonSchema(), null, 2)}\n`);
  },
};

function load(options: CommandLine['options']): ReturnType<typeof loadConfig> {
  return loadConfig(configSource(toOptions(options)));
}

/** @throws SpellError `USAGE` */
function formatOf(options: CommandLine['options']): ConfigFormat {
  const written = options.get('format')?.at(-1) ?? 'toml';
  const format = CONFIG_FORMATS.find((known) => known === written);
  if (format !== undefined) return format;
  throw new SpellError('USAGE', `--format: there is no format '${String(written)}'`, {
    help: `the formats are ${CONFIG_FORMATS.join(', ')}`,
  });
}
