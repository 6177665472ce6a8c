// Shows the configuration: `config show`, `get` and `list`. Secrets are not in it. Control thread.

import { SpellError } from '../../base/errors.js';
import { didYouMean } from '../../base/nearest.js';
import { describeOrigin } from '../../config/config.js';
import type { Setting } from '../../config/config.js';
import { listSettings, toTree } from '../../config/listing.js';
import type { Shown } from '../../config/listing.js';
import { ALL_SETTINGS, findSetting, isSection } from '../../config/schema.js';
import { tomlText, tomlValue, yamlText } from '../../config/toml-text.js';
import type { ConfigFormat } from './option-table.js';

type Settings = ReadonlyMap<string, Setting<unknown>>;

export interface ShowOptions {
  readonly section: string | undefined;
  readonly format: ConfigFormat;
  readonly hasOrigin: boolean;
}

/** @throws SpellError `CONFIG_UNKNOWN_KEY` for a section that is none */
export function showConfig(settings: Settings, { section = '', format, hasOrigin }: ShowOptions): string {
  if (section !== '' && findSetting(section) === undefined && !isSection(section)) throw unknown(section);
  refuseSecret(section);
  const shown = listSettings(settings, section);
  if (shown.length === 0 && format !== 'json') return `# nothing is set in ${section}\n`;
  if (format === 'toml') {
    return tomlText(shown.map((entry) => (hasOrigin ? { ...entry, comment: originOf(entry) } : entry)));
  }
  const tree = hasOrigin
    ? Object.fromEntries(shown.map((entry) => [entry.key, { value: entry.value, origin: originOf(entry) }]))
    : toTree(shown);
  return format === 'json' ? `${JSON.stringify(tree, null, 2)}\n` : yamlText(tree);
}

/** Texts as they are, all else as in a file; undefined where nothing is set. @throws SpellError `CONFIG_UNKNOWN_KEY` */
export function getSetting(settings: Settings, key: string): string | undefined {
  if (findSetting(key) === undefined) throw unknown(key);
  refuseSecret(key);
  const [found] = listSettings(settings, key);
  if (found === undefined) return undefined;
  return `${typeof found.value === 'string' ? found.value : tomlValue(found.value)}\n`;
}

export function listConfig(settings: Settings, hasOrigin: boolean): string {
  return listSettings(settings)
    .map((entry) => `${entry.key} = ${tomlValue(entry.value)}${hasOrigin ? `  # ${originOf(entry)}` : ''}\n`)
    .join('');
}

function originOf({ setting }: Shown): string {
  return describeOrigin(setting.origin);
}

function refuseSecret(key: string): void {
  if (findSetting(key)?.isSecret !== true) return;
  throw new SpellError('CONFIG_INVALID', `'${key}' is a secret, which is not shown`, {
    help: 'look into the file, or the variable, that sets it',
  });
}

/** Of a key that no setting has. */
export function unknown(key: string): SpellError {
  if (isSection(key)) {
    const help = `llmspell config show ${key} shows what is set in it`;
    return new SpellError('CONFIG_UNKNOWN_KEY', `'${key}' is a section, no setting`, { help });
  }
  const keys = ALL_SETTINGS.map((schema) => schema.key.replace('*', key.split('.').at(1) ?? 'NAME'));
  const sections = [...new Set(keys.map((known) => known.split('.')[0] ?? ''))];
  const hint = didYouMean(key, key.includes('.') ? keys : sections);
  return new SpellError('CONFIG_UNKNOWN_KEY', `there is no setting '${key}'${hint}`, {
    help: `the sections are ${sections.join(', ')}; llmspell config schema has all settings`,
  });
}
