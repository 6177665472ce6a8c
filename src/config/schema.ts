// The one list of settings: key in the file, environment variable, and how a value is read. Any thread.

import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { parseBreakpoints, parsePort, parseRemember, parseSwitch } from './debug-values.js';
import { InvalidValue } from './invalid-value.js';

export type AllowanceValue = boolean | readonly string[];

/** One setting. `parse` gets the raw value and the directory that relative paths start from. */
export interface SettingSchema<T> {
  /** Dotted key in the configuration file. */
  readonly key: string;
  readonly variable?: string;
  /** The variable holds a list, with the platform's delimiter of paths between its parts. */
  readonly split?: boolean;
  parse(raw: unknown, directory: string): T;
}

const text = (raw: unknown): string => {
  if (typeof raw !== 'string') throw new InvalidValue(`expected a string, got ${describe(raw)}`, 'put it in quotes');
  if (raw.trim() === '') throw new InvalidValue('is empty', 'give a value or leave it out');
  return raw.trim();
};

const baseUrl = (raw: unknown): string => {
  const value = text(raw);
  const help = 'write it with its scheme, e.g. http://127.0.0.1:8080/v1 or https://api.openai.com/v1';
  if (!URL.canParse(value)) throw new InvalidValue(`'${value}' is not a URL`, help);
  const url = new URL(value);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new InvalidValue(`'${value}' does not begin with http:// or https://`, help);
  }
  if (url.username !== '' || url.password !== '') {
    throw new InvalidValue('contains a user name or password', 'put the key into OPENAI_API_KEY instead');
  }
  if (url.search !== '' || url.hash !== '') throw new InvalidValue(`'${value}' has a query or fragment`, help);
  return value.replace(/\/+$/, '');
};

const secret = (raw: unknown): string => {
  const value = text(raw);
  // The value is not shown: it is probably a key with something around it.
  if (/[^\x21-\x7e]/.test(value)) {
    throw new InvalidValue('contains spaces or characters that no API key has', 'copy the key again, without quotes');
  }
  return value;
};

const variableName = (raw: unknown): string => {
  const value = text(raw);
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(value)) {
    throw new InvalidValue(
      'is no name of an environment variable',
      'name the variable that holds the key, not the key itself',
    );
  }
  return value;
};

const directory = (raw: unknown, base: string): string => {
  const value = text(raw);
  if (value.includes('\0')) throw new InvalidValue('contains a zero byte', 'give the path of a directory');
  if (value === '~' || value.startsWith('~/')) return join(homedir(), value.slice(1));
  return isAbsolute(value) ? value : resolve(base, value);
};

const flag = (raw: unknown): boolean => {
  if (typeof raw !== 'boolean')
    throw new InvalidValue(`expected true or false, got ${describe(raw)}`, 'write true or false');
  return raw;
};

const isStrings = (raw: unknown): raw is readonly string[] =>
  Array.isArray(raw) && raw.every((entry) => typeof entry === 'string');

const allowance = (raw: unknown): AllowanceValue => {
  if (typeof raw === 'boolean' || isStrings(raw)) return raw;
  throw new InvalidValue(
    `expected true, false or a list of strings, got ${describe(raw)}`,
    'write it like ["docs", "data"]',
  );
};

const paths = (raw: unknown, base: string): AllowanceValue => {
  const value = allowance(raw);
  return typeof value === 'boolean' ? value : value.map((path) => directory(path, base));
};

const modulePath = (raw: unknown, base: string): readonly string[] => {
  if (!isStrings(raw)) {
    throw new InvalidValue(
      `expected a list of strings, got ${describe(raw)}`,
      'write it like ["lib", "/usr/share/lua"]',
    );
  }
  return raw.map((entry) => {
    const folder = directory(entry, base);
    if (!/[;?]/.test(folder)) return folder;
    throw new InvalidValue(`'${folder}' has a ; or ? in its name`, 'rename the folder: package.path cannot hold it');
  });
};

const programs = (raw: unknown, base: string): AllowanceValue => {
  const value = allowance(raw);
  if (typeof value === 'boolean') return value;
  return value.map((program) => (program.includes('/') ? directory(program, base) : text(program)));
};

function describe(raw: unknown): string {
  if (Array.isArray(raw)) return 'a list';
  return raw === null || typeof raw === 'object' ? 'a table' : `a ${typeof raw}`;
}

/** Where state is kept unless something else is configured. */
export function defaultStateDirectory(home: string): string {
  return join(home, '.llmspell', 'state');
}

/** Directory of a configuration file, from which its relative paths start. */
export function directoryOfFile(file: string): string {
  return dirname(resolve(file));
}

export const SETTINGS = {
  openaiBaseUrl: {
    key: 'providers.openai.base_url',
    variable: 'LLMSPELL_PROVIDER_OPENAI_BASE_URL',
    parse: baseUrl,
  },
  openaiModel: { key: 'providers.openai.model', variable: 'LLMSPELL_PROVIDER_OPENAI_MODEL', parse: text },
  openaiApiKeyVariable: { key: 'providers.openai.api_key_env', parse: variableName },
  stateDirectory: { key: 'state.directory', variable: 'LLMSPELL_STATE_DIR', parse: directory },
  modulePath: { key: 'modules.path', variable: 'LLMSPELL_MODULE_PATH', split: true, parse: modulePath },
  denyAll: { key: 'permissions.deny_all', parse: flag },
  allowRead: { key: 'permissions.read', parse: paths },
  allowWrite: { key: 'permissions.write', parse: paths },
  allowNet: { key: 'permissions.net', parse: allowance },
  allowRun: { key: 'permissions.run', parse: programs },
  allowEnv: { key: 'permissions.env', parse: allowance },
  debugEnabled: { key: 'debug.enabled', variable: 'LLMSPELL_DEBUG', parse: parseSwitch },
  debugBreakOnError: { key: 'debug.break_on_error', variable: 'LLMSPELL_DEBUG_BREAK_ON_ERROR', parse: parseSwitch },
  debugBreakpoints: { key: 'debug.breakpoints', parse: parseBreakpoints },
  debugPort: { key: 'debug.port', variable: 'LLMSPELL_DEBUG_PORT', parse: parsePort },
  debugToken: { key: 'debug.token', variable: 'LLMSPELL_DEBUG_TOKEN', parse: secret },
  debugRemember: { key: 'debug.remember', variable: 'LLMSPELL_DEBUG_REMEMBER', parse: parseRemember },
} as const satisfies Record<string, SettingSchema<unknown>>;

/** The variable that holds the key unless `providers.openai.api_key_env` names another. */
export const DEFAULT_API_KEY_VARIABLE = 'OPENAI_API_KEY';
export const parseApiKey = secret;
