// Which format values of state are written or read in. Control thread.

import { extname } from 'node:path';
import { SpellError } from '../../base/errors.js';
import { didYouMean } from '../../base/nearest.js';
import type { StateFormat } from '../../services/state/values-text.js';
import { STATE_FORMATS } from './option-table.js';

/** By name, else by the end of the file's name, else JSON. @throws SpellError `USAGE` */
export function stateFormat(written: string | undefined, file: string | undefined): StateFormat {
  const name = written ?? ENDINGS.get(extname(file ?? '').toLowerCase()) ?? 'json';
  const format = STATE_FORMATS.find((known) => known === name.toLowerCase());
  if (format !== undefined) return format;
  throw new SpellError('USAGE', `--format: there is no format '${name}'${didYouMean(name, STATE_FORMATS)}`, {
    help: `the formats are ${STATE_FORMATS.join(', ')}`,
  });
}

const ENDINGS: ReadonlyMap<string, StateFormat> = new Map([
  ['.json', 'json'],
  ['.yaml', 'yaml'],
  ['.yml', 'yaml'],
  ['.toml', 'toml'],
]);
