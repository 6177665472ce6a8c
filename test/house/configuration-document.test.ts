// docs/reference/configuration.md lists the settings and presets that there are. UPDATE_GOLDEN=1 writes the tables anew.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { DESCRIPTIONS } from '../../src/config/descriptions.js';
import { listSettings } from '../../src/config/listing.js';
import { PRESET_NAMES, profileSettings } from '../../src/config/profiles.js';
import { ALL_SETTINGS, variableOf } from '../../src/config/schema.js';
import { tomlValue } from '../../src/config/toml-text.js';
import { repoRoot } from '../support/repo-root.js';
import { readText } from './documents.js';

const PATH = 'docs/reference/configuration.md';

const code = (text: string): string => `\`${text}\``;

function settingRows(): string[] {
  return ALL_SETTINGS.map((schema) => {
    const { key, kind, byDefault, isLater } = schema;
    const fallback = byDefault === undefined ? '' : code(tomlValue(kind.show?.(byDefault) ?? byDefault));
    const what = DESCRIPTIONS[key as keyof typeof DESCRIPTIONS];
    const [name, variable] = [key.replace('*', 'NAME'), variableOf(schema).replace('*', 'NAME')];
    return `| ${code(name)}${isLater === true ? ' *' : ''} | ${code(variable)} | ${kind.expected} | ${fallback} | ${what} |`;
  });
}

function presetRows(): string[] {
  return PRESET_NAMES.map((name) => {
    const settings = listSettings(profileSettings(name, []));
    return `| ${code(name)} | ${settings.map(({ key, value }) => code(`${key} = ${tomlValue(value)}`)).join(', ')} |`;
  });
}

/** The document with other rows in the table below a heading. */
function withRows(text: string, heading: string, rows: readonly string[]): string {
  const at = text.indexOf('|---', text.indexOf(`\n## ${heading}\n`));
  const start = text.indexOf('\n', at) + 1;
  const end = start + (/^(\|[^\n]*\n)*/.exec(text.slice(start))?.[0].length ?? 0);
  return `${text.slice(0, start)}${rows.join('\n')}\n${text.slice(end)}`;
}

test('the reference of the configuration lists every setting and preset', () => {
  const text = readText(PATH);
  const wanted = withRows(withRows(text, 'Profiles', presetRows()), 'Settings', settingRows());
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(join(repoRoot, PATH), wanted);
  else assert.equal(text, wanted);
});
