// Puts the configuration together from defaults, file and environment (the later wins). Control thread.

import { homedir } from 'node:os';
import { delimiter, resolve } from 'node:path';
import { SpellError } from '../base/errors.js';
import type { Config, DebugSettings, OpenAiSettings, Origin, PermissionSettings, Setting } from './config.js';
import { describeOrigin } from './config.js';
import { InvalidValue } from './invalid-value.js';
import { readConfigFile } from './read-file.js';
import { DEFAULT_API_KEY_VARIABLE, SETTINGS, defaultStateDirectory, directoryOfFile, parseApiKey } from './schema.js';
import type { SettingSchema } from './schema.js';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface LoadConfigOptions {
  /** Default: the process's environment. Empty variables count as unset. */
  readonly environment?: Environment;
  /** Path of a TOML file; without it no file is read. */
  readonly file?: string;
  /** What relative paths in variables start from. Default: the process's. */
  readonly workingDirectory?: string;
  readonly homeDirectory?: string;
}

/** @throws SpellError `CONFIG_*`: each names the variable or file and key to correct */
export async function loadConfig(options: LoadConfigOptions = {}): Promise<Config> {
  const workingDirectory = options.workingDirectory ?? process.cwd();
  const file = options.file === undefined ? undefined : resolve(workingDirectory, options.file);
  const known = Object.values(SETTINGS).map((schema) => schema.key);
  const source: Source = {
    environment: options.environment ?? process.env,
    file: file ?? '',
    values: file === undefined ? new Map() : await readConfigFile(file, known),
    workingDirectory,
  };
  const state = read(source, SETTINGS.stateDirectory);
  const modulePath = read(source, SETTINGS.modulePath);
  const home = options.homeDirectory ?? homedir();
  return {
    providers: { openai: readOpenAi(source) },
    state: { directory: state ?? { value: defaultStateDirectory(home), origin: { kind: 'default' } } },
    modules: { path: modulePath ?? { value: [], origin: { kind: 'default' } } },
    permissions: readPermissions(source),
    debug: readDebug(source),
    ...(file === undefined ? {} : { file }),
  };
}

interface Source {
  readonly environment: Environment;
  readonly file: string;
  readonly values: ReadonlyMap<string, unknown>;
  readonly workingDirectory: string;
}

function read<T>(source: Source, schema: SettingSchema<T>): Setting<T> | undefined {
  const variable = schema.variable;
  const fromEnvironment = variable === undefined ? undefined : source.environment[variable];
  if (variable !== undefined && fromEnvironment !== undefined && fromEnvironment.trim() !== '') {
    const parse = (raw: unknown): T =>
      schema.parse(schema.split === true ? splitPaths(raw as string) : raw, source.workingDirectory);
    return parseSetting(fromEnvironment, { kind: 'environment', variable }, parse);
  }
  if (!source.values.has(schema.key)) return undefined;
  const parse = (raw: unknown): T => schema.parse(raw, directoryOfFile(source.file));
  return parseSetting(source.values.get(schema.key), { kind: 'file', path: source.file, key: schema.key }, parse);
}

/** Empty parts, as of a delimiter at the end, mean nothing. */
function splitPaths(text: string): readonly string[] {
  return text.split(delimiter).filter((part) => part.trim() !== '');
}

function parseSetting<T>(raw: unknown, origin: Origin, parse: (raw: unknown) => T): Setting<T> {
  try {
    return { value: parse(raw), origin };
  } catch (cause) {
    if (!(cause instanceof InvalidValue)) throw cause;
    throw new SpellError('CONFIG_INVALID', `${describeOrigin(origin)}: ${cause.message}`, {
      category: 'Configuration error',
      help: cause.help,
      details: { origin },
    });
  }
}

function readOpenAi(source: Source): OpenAiSettings {
  const baseUrl = read(source, SETTINGS.openaiBaseUrl);
  const model = read(source, SETTINGS.openaiModel);
  const variable = read(source, SETTINGS.openaiApiKeyVariable)?.value ?? DEFAULT_API_KEY_VARIABLE;
  const key = source.environment[variable];
  const hasKey = key !== undefined && key.trim() !== '';
  return {
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(model === undefined ? {} : { model }),
    ...(hasKey ? { apiKey: parseSetting(key, { kind: 'environment', variable }, parseApiKey) } : {}),
  };
}

/** How long the terminal debugger keeps what was set. */
const REMEMBER_MS = 30 * 24 * 3600 * 1000;

function readDebug(source: Source): DebugSettings {
  const byDefault = { kind: 'default' } as const;
  const port = read(source, SETTINGS.debugPort);
  const token = read(source, SETTINGS.debugToken);
  return {
    enabled: read(source, SETTINGS.debugEnabled) ?? { value: false, origin: byDefault },
    breakOnError: read(source, SETTINGS.debugBreakOnError) ?? { value: true, origin: byDefault },
    breakpoints: read(source, SETTINGS.debugBreakpoints) ?? { value: [], origin: byDefault },
    rememberMs: read(source, SETTINGS.debugRemember) ?? { value: REMEMBER_MS, origin: byDefault },
    ...(port === undefined ? {} : { port }),
    ...(token === undefined ? {} : { token }),
  };
}

function readPermissions(source: Source): PermissionSettings {
  const entries = {
    denyAll: read(source, SETTINGS.denyAll)?.value,
    read: read(source, SETTINGS.allowRead)?.value,
    write: read(source, SETTINGS.allowWrite)?.value,
    net: read(source, SETTINGS.allowNet)?.value,
    run: read(source, SETTINGS.allowRun)?.value,
    env: read(source, SETTINGS.allowEnv)?.value,
  };
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));
}
