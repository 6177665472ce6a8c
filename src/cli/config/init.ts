// `config init`: a file with every setting, commented out. Control thread.

import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { SpellError } from '../../base/errors.js';
import { DESCRIPTIONS } from '../../config/descriptions.js';
import { ALL_SETTINGS } from '../../config/schema.js';
import type { SettingSchema } from '../../config/schema.js';
import { tomlValue } from '../../config/toml-text.js';

const HEAD = `# Settings of LLMSpell. What is commented out is not set; llmspell config validate checks the file.
# In this folder it is found by itself, and can then neither permit anything nor name servers: for that,
# put it into ~/.config/llmspell/config.toml, or name it with --config.
`;

/** @returns the path. @throws SpellError `CONFIG_FILE`, also where there is a file already */
export function initFile(name: string, replaces: boolean): string {
  const path = resolve(name);
  try {
    writeFileSync(path, firstText(), { flag: replaces ? 'w' : 'wx' });
    return path;
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'an error';
    const isThere = code === 'EEXIST';
    throw new SpellError('CONFIG_FILE', `cannot write '${path}': ${isThere ? 'it is there already' : code}`, {
      help: isThere ? 'llmspell config init --force replaces it' : 'name another file with --config',
      cause,
    });
  }
}

function firstText(): string {
  const tables = new Map<string, string[]>();
  for (const schema of ALL_SETTINGS) {
    const table = schema.key.slice(0, schema.key.lastIndexOf('.')).replace('*', NAMES[schema.key.split('.')[0]!] ?? '');
    tables.set(table, [...(tables.get(table) ?? []), entry(schema)]);
  }
  return [HEAD, ...[...tables].map(([table, entries]) => `# [${table}]\n${entries.join('')}`)].join('\n');
}

/** What stands for a name in examples. */
const NAMES: Readonly<Record<string, string>> = { providers: 'openai', mcp: 'files' };

function entry({ key, kind, byDefault }: SettingSchema<unknown>): string {
  const value = byDefault === undefined ? '' : tomlValue(kind.show?.(byDefault) ?? byDefault);
  const name = key.slice(key.lastIndexOf('.') + 1);
  return `# ${DESCRIPTIONS[key as keyof typeof DESCRIPTIONS]}: ${kind.expected}\n# ${name} = ${value}\n`;
}
