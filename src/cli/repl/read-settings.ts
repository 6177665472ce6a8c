// What the prompt begins with: the configuration, where there is one, below the options of the command. Control thread.

import { discoverFiles } from '../../config/discover.js';
import type { ConfiguredKey } from '../../config/kinds/prompt.js';
import { configSource } from '../config-source.js';
import type { CliOptions } from '../options.js';
import type { CommandLine } from '../parse-args.js';
import { parseSetting } from './commands/setting-table.js';
import type { ReplSettings } from './settings.js';
import { configured, FIRST_SETTINGS } from './settings.js';

export interface FirstSettings {
  readonly settings: ReplSettings;
  readonly keys: readonly ConfiguredKey[];
}

/** @throws SpellError `USAGE`, `CONFIG_*` */
export async function readSettings({ options: raw }: CommandLine, options: CliOptions): Promise<FirstSettings> {
  const { settings, keys } = await fromConfiguration(options);
  if (raw.has('no-history')) settings.history = false;
  const theme = raw.get('theme')?.at(-1);
  if (typeof theme === 'string') parseSetting(settings, 'theme', theme);
  return { settings, keys };
}

/** Reading it takes time, which the first prompt would wait for: only where there is something to read. */
async function fromConfiguration(options: CliOptions): Promise<FirstSettings> {
  const { config, profile, beneath } = options;
  const isSet = Object.keys(process.env).some((name) => /^LLMSPELL_(REPL_|CONFIG$|PROFILE$)/.test(name));
  const isAny = isSet || config !== undefined || profile !== undefined || beneath !== undefined;
  if (!isAny && discoverFiles().length === 0) return { settings: { ...FIRST_SETTINGS }, keys: [] };
  const [{ loadConfig }, { checkKeys }] = await Promise.all([
    import('../../config/load-config.js'),
    import('./keys/own-bindings.js'),
  ]);
  const { repl } = await loadConfig(configSource(options));
  checkKeys(repl.bindings.value);
  return { settings: configured(repl), keys: repl.bindings.value };
}
