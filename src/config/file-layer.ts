// What one file says: settings and profiles, each value with its place. Control thread.

import { dirname } from 'node:path';
import { SpellError } from '../base/errors.js';
import { didYouMean } from '../base/nearest.js';
import type { Origin, Setting } from './config.js';
import type { FoundFile } from './discover.js';
import { InvalidValue } from './invalid-value.js';
import { texts } from './kinds/texts.js';
import { CATEGORY, invalid, parseSetting } from './parse-setting.js';
import type { Report } from './parse-setting.js';
import { isTable, readTomlFile } from './read-file.js';
import type { Table } from './read-file.js';
import { ALL_SETTINGS, findSetting, isSection } from './schema.js';
import { findPlaces, lineAndColumn } from './toml-places.js';

export type Settings = ReadonlyMap<string, Setting<unknown>>;

export interface Profile {
  /** These come first; what the profile says itself wins. */
  readonly bases: readonly string[];
  readonly settings: Settings;
}

export interface FileLayer {
  readonly settings: Settings;
  readonly profiles: ReadonlyMap<string, Profile>;
}

/**
 * @param report takes each unknown key (`CONFIG_UNKNOWN_KEY`) and wrong value (`CONFIG_INVALID`, `CONFIG_UNTRUSTED`)
 * @throws SpellError `CONFIG_FILE`, `CONFIG_SYNTAX`
 */
export async function readFileLayer(file: FoundFile, report: Report): Promise<FileLayer> {
  const { text, values } = await readTomlFile(file.path);
  const { profiles, ...own } = values;
  const reader = new LayerReader(file, text, report);
  const settings = reader.read(own, '');
  if (profiles === undefined) return { settings, profiles: new Map() };
  if (!isTable(profiles)) throw reader.unknownKey('profiles', '');
  const named = Object.entries(profiles).map(([name, table]) => [name, reader.profile(name, table)] as const);
  return { settings, profiles: new Map(named) };
}

class LayerReader {
  private places: ReadonlyMap<string, { line: number; column: number }> | undefined;

  constructor(
    private readonly file: FoundFile,
    private readonly text: string,
    private readonly report: Report,
  ) {}

  /** @param prefix of its keys in the file, with a dot behind it */
  read(table: Table, prefix: string): Map<string, Setting<unknown>> {
    const settings = new Map<string, Setting<unknown>>();
    this.flatten(table, '', prefix, settings);
    return settings;
  }

  profile(name: string, table: unknown): Profile {
    const key = `profiles.${name}`;
    if (!isTable(table)) {
      this.report(invalid(this.originOf(key), new InvalidValue('expected a table', `write [${key}]`)));
      return { bases: [], settings: new Map() };
    }
    const { extends: bases = [], ...own } = table;
    return { bases: this.bases(bases, `${key}.extends`), settings: this.read(own, `${key}.`) };
  }

  private bases(raw: unknown, key: string): readonly string[] {
    try {
      return typeof raw === 'string' ? [raw] : texts.parse(raw, '');
    } catch (cause) {
      if (!(cause instanceof InvalidValue)) throw cause;
      this.report(invalid(this.originOf(key), cause));
      return [];
    }
  }

  private flatten(table: Table, above: string, prefix: string, into: Map<string, Setting<unknown>>): void {
    for (const [name, value] of Object.entries(table)) {
      const key = above === '' ? name : `${above}.${name}`;
      const schema = name.includes('.') ? undefined : findSetting(key);
      if (schema !== undefined) {
        const setting = parseSetting(schema, () => value, {
          origin: this.originOf(prefix + key),
          directory: dirname(this.file.path),
          report: this.report,
          isTrusted: this.file.isTrusted,
        });
        if (setting !== undefined) into.set(key, setting);
      } else if (isTable(value) && !name.includes('.') && isSection(key)) this.flatten(value, key, prefix, into);
      else this.report(this.unknownKey(key, prefix));
    }
  }

  unknownKey(key: string, prefix: string): SpellError {
    const known = candidatesFor(key);
    const origin = this.originOf(prefix + key);
    const place = origin.line === undefined ? '' : `:${origin.line}:${origin.column ?? 1}`;
    const near = key.includes('.') ? known : [...sectionsOf(known), 'profiles'];
    const message = `unknown setting '${prefix}${key}' in ${this.file.path}${place}${didYouMean(key, near)}`;
    return new SpellError('CONFIG_UNKNOWN_KEY', message, {
      category: CATEGORY,
      help: `${allowedAt(key, known)}; llmspell config schema describes them all`,
      details: { ...origin },
    });
  }

  private originOf(key: string): Extract<Origin, { kind: 'file' }> {
    this.places ??= placesIn(this.text);
    return { kind: 'file', path: this.file.path, key, ...this.places.get(key) };
  }
}

function placesIn(text: string): ReadonlyMap<string, { line: number; column: number }> {
  const { entries, tables } = findPlaces(text);
  return new Map([...tables, ...entries].map(({ path, start }) => [path.join('.'), lineAndColumn(text, start)]));
}

/** The keys there are, with the names that the unknown one has. */
function candidatesFor(key: string): readonly string[] {
  const parts = key.split('.');
  const keys = ALL_SETTINGS.map(({ key: pattern }) =>
    pattern
      .split('.')
      .map((part, at) => (part === '*' ? (parts[at] ?? 'NAME') : part))
      .join('.'),
  );
  return keys.filter((known) => findSetting(known) !== undefined);
}

const sectionsOf = (keys: readonly string[]): readonly string[] => [
  ...new Set(keys.map((key) => key.split('.')[0] ?? '')),
];

function allowedAt(key: string, known: readonly string[]): string {
  const parent = key.slice(0, key.lastIndexOf('.') + 1);
  const beside = parent === '' ? [] : known.filter((other) => other.startsWith(parent));
  if (beside.length > 0)
    return `the settings there are ${beside.map((other) => other.slice(parent.length)).join(', ')}`;
  return `the sections are ${sectionsOf(known).join(', ')} and profiles`;
}
