// Writes settings as TOML and as YAML: a table for each section. Any thread.

import type { Tree } from './listing.js';

/** A value as it stands behind `=`. */
export function tomlValue(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(tomlValue).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).map(([key, field]) => `${tomlKey(key)} = ${tomlValue(field)}`);
    return `{ ${fields.join(', ')} }`;
  }
  return typeof value === 'string' ? tomlString(value) : String(value);
}

function tomlString(text: string): string {
  // JSON escapes all that TOML does, but for the last control character.
  return JSON.stringify(text).replaceAll('\x7f', '\\u007f');
}

export function tomlKey(key: string): string {
  return /^[\w-]+$/.test(key) ? key : tomlString(key);
}

export interface TomlLine {
  readonly key: string;
  readonly value: unknown;
  readonly comment?: string;
}

/** @param lines with dotted keys; those of one table stand together */
export function tomlText(lines: readonly TomlLine[]): string {
  const tables = new Map<string, string[]>();
  for (const { key, value, comment } of lines) {
    const cut = key.lastIndexOf('.');
    const table = key.slice(0, cut);
    const written = `${key.slice(cut + 1)} = ${tomlValue(value)}${comment === undefined ? '' : `  # ${comment}`}`;
    tables.set(table, [...(tables.get(table) ?? []), written]);
  }
  return [...tables].map(([table, entries]) => `[${table}]\n${entries.join('\n')}\n`).join('\n');
}

/** Texts and lists as JSON, which is YAML. */
export function yamlText(tree: Tree, indent = ''): string {
  return Object.entries(tree)
    .map(([key, value]) => {
      const isTree = typeof value === 'object' && value !== null && !Array.isArray(value);
      return isTree
        ? `${indent}${key}:\n${yamlText(value as Tree, `${indent}  `)}`
        : `${indent}${key}: ${JSON.stringify(value)}\n`;
    })
    .join('');
}
