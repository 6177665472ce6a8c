// Folders, lists of them, and what permissions allow. Any thread.

import { homedir } from 'node:os';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { parseSwitch } from '../debug-values.js';
import { InvalidValue } from '../invalid-value.js';
import { text } from './texts.js';
import { describe, isStrings, splitText } from './value-kind.js';
import type { ValueKind } from './value-kind.js';

export const directory: ValueKind<string> = {
  expected: 'folder',
  json: { type: 'string' },
  parse: (raw, base) => {
    const value = text.parse(raw, base);
    if (value.includes('\0')) throw new InvalidValue('contains a zero byte', 'give the path of a directory');
    if (value === '~' || value.startsWith('~/')) return join(homedir(), value.slice(1));
    return isAbsolute(value) ? value : resolve(base, value);
  },
};

export const file: ValueKind<string> = { ...directory, expected: 'file' };

export const modulePath: ValueKind<readonly string[]> = {
  expected: 'list of folders',
  json: { type: 'array', items: { type: 'string' } },
  parse: (raw, base) => {
    if (!isStrings(raw)) {
      throw new InvalidValue(
        `expected a list of strings, got ${describe(raw)}`,
        'write it like ["lib", "/usr/share/lua"]',
      );
    }
    return raw.map((entry) => {
      const folder = directory.parse(entry, base);
      if (!/[;?]/.test(folder)) return folder;
      throw new InvalidValue(`'${folder}' has a ; or ? in its name`, 'rename the folder: package.path cannot hold it');
    });
  },
  fromText: (written) => splitText(written, delimiter),
};

export type AllowanceValue = boolean | readonly string[];

/** Everything, nothing beyond the default, or a list. */
function allowance(entry: (raw: string, base: string) => string, divider: string): ValueKind<AllowanceValue> {
  return {
    expected: 'true, false or a list',
    json: { type: ['boolean', 'array'], items: { type: 'string' } },
    parse: (raw, base) => {
      if (typeof raw === 'boolean') return raw;
      if (isStrings(raw)) return raw.map((item) => entry(item, base));
      throw new InvalidValue(
        `expected true, false or a list of strings, got ${describe(raw)}`,
        'write it like ["docs", "data"]',
      );
    },
    fromText: (written) => {
      const word = written.trim().toLowerCase();
      return word === 'true' || word === 'false' ? parseSwitch(word) : splitText(written, divider);
    },
  };
}

export const allowedPaths = allowance((path, base) => directory.parse(path, base), delimiter);
export const allowedPrograms = allowance(
  (program, base) => (program.includes('/') ? directory.parse(program, base) : text.parse(program, base)),
  ',',
);
export const allowedNames = allowance((name) => name, ',');
