// `config set`: one value in the right file, which otherwise stays as it is. Control thread.

import { existsSync, mkdirSync, readFileSync, realpathSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SpellError } from '../../base/errors.js';
import { userFolder } from '../../config/discover.js';
import type { FoundFile } from '../../config/discover.js';
import { editText } from '../../config/edit-file.js';
import { filesOf } from '../../config/layers.js';
import type { LayerOptions } from '../../config/layers.js';
import { parseSetting } from '../../config/parse-setting.js';
import { parseToml } from '../../config/read-file.js';
import { findSetting } from '../../config/schema.js';
import type { SettingSchema } from '../../config/schema.js';
import { findPlaces } from '../../config/toml-places.js';
import { tomlValue } from '../../config/toml-text.js';
import { unknown } from './show.js';

/** @returns what has been done, in a line. @throws SpellError `CONFIG_*` */
export async function setSetting(source: LayerOptions, key: string, written: string): Promise<string> {
  const schema = findSetting(key);
  if (schema === undefined) throw unknown(key);
  const raw = await rawValue(schema, written);
  const { path } = fileFor(source, key, parse(schema, key, raw));
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  write(path, await editText(text, { file: path, key, value: raw }));
  return `${path}: ${key} = ${schema.isSecret === true ? '(not shown)' : tomlValue(raw)}\n`;
}

/** Lists and tables are written as in a file. */
async function rawValue(schema: SettingSchema<unknown>, written: string): Promise<unknown> {
  if (/^\s*[[{]/.test(written)) {
    const { value } = await parseToml('VALUE', `value = ${written}`);
    return value;
  }
  return schema.kind.fromText?.(written) ?? written;
}

/** @throws SpellError `CONFIG_INVALID` */
function parse(schema: SettingSchema<unknown>, key: string, raw: unknown): unknown {
  const parsed = parseSetting(schema, () => raw, {
    origin: { kind: 'file', path: 'the command line', key },
    directory: process.cwd(),
    report: (problem) => {
      throw problem;
    },
  });
  return parsed?.value;
}

/** The one that has it, else the first, of those that may say it; else the user's own. */
function fileFor(source: LayerOptions, key: string, value: unknown): FoundFile {
  const isHarmless = findSetting(key)?.isHarmless?.(value) !== false;
  const files = filesOf(source).filter(({ isTrusted }) => isTrusted || isHarmless);
  const has = ({ path }: FoundFile): boolean =>
    existsSync(path) && findPlaces(readFileSync(path, 'utf8')).entries.some((entry) => entry.path.join('.') === key);
  return files.find(has) ?? files[0] ?? { path: join(userFolder(), 'config.toml'), isTrusted: true };
}

/** Whole or not at all; a link stays one. */
function write(path: string, text: string): void {
  const target = existsSync(path) ? realpathSync(path) : path;
  const temporary = `${target}.${process.pid}`;
  try {
    mkdirSync(dirname(target), { recursive: true });
    const mode = existsSync(target) ? statSync(target).mode & 0o777 : 0o600;
    writeFileSync(temporary, text, { mode, flag: 'wx' });
    renameSync(temporary, target);
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? 'an error';
    throw new SpellError('CONFIG_FILE', `cannot write the configuration file '${path}': ${reason}`, {
      help: 'name another one with --config',
      cause,
    });
  }
}
