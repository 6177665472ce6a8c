// The tables `[providers.NAME]`, with the keys that belong to them. Control thread.

import type { Config, Setting } from './config.js';
import type { Environment } from './environment.js';
import { secret } from './kinds/texts.js';
import type { KeptKeys } from './kept-keys.js';
import { NAMES_WITH_KEYS, keyVariableOf, kindOf } from './known-servers.js';
import { invalid } from './parse-setting.js';
import { InvalidValue } from './invalid-value.js';
import type { ProviderKind, ProviderSettings } from './provider-settings.js';

type Settings = ReadonlyMap<string, Setting<unknown>>;

/** Fields of {@link ProviderSettings} that are plain numbers, by their keys. */
const NUMBERS = {
  timeout: 'timeoutMs',
  retries: 'retries',
  requests_per_minute: 'requestsPerMinute',
  tokens_per_minute: 'tokensPerMinute',
  max_concurrency: 'maxConcurrency',
  breaker_failures: 'breakerFailures',
  breaker_pause: 'breakerPauseMs',
  price_input: 'priceInput',
  price_output: 'priceOutput',
} as const;

/** @param kept keys by the name of their provider; the environment goes before them */
export function readProviders(settings: Settings, environment: Environment, kept: KeptKeys): Config['providers'] {
  const configured = [...settings.keys()].filter((key) => /^providers\.[^.]+\./.test(key));
  const withKeys = NAMES_WITH_KEYS.filter((name) => (environment[keyVariableOf(name)] ?? '').trim() !== '');
  const names = new Set(['openai', ...configured.map((key) => key.split('.')[1]!), ...kept.keys(), ...withKeys]);
  const read = (name: string): ProviderSettings => readProvider(name, settings, { environment, kept });
  return { ...Object.fromEntries([...names].map((name) => [name, read(name)])), openai: read('openai') };
}

interface Keys {
  readonly environment: Environment;
  readonly kept: KeptKeys;
}

function readProvider(name: string, settings: Settings, keys: Keys): ProviderSettings {
  const find = <T>(key: string): Setting<T> | undefined =>
    settings.get(`providers.${name}.${key}`) as Setting<T> | undefined;
  const baseUrl = find<string>('base_url');
  const kind = find<ProviderKind>('kind')?.value ?? kindOf(name, baseUrl?.value);
  const apiKeyVariable = find<string>('api_key_env')?.value ?? keyVariableOf(name);
  const fields = {
    baseUrl,
    cassette: find<string>('cassette'),
    headers: find<Readonly<Record<string, string>>>('headers')?.value,
    model: find<string>('model'),
    apiKey: findKey(name, apiKeyVariable, keys),
    ...Object.fromEntries(Object.entries(NUMBERS).map(([key, field]) => [field, find<number>(key)?.value])),
  };
  const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  return { name, kind, apiKeyVariable, ...given };
}

function findKey(name: string, variable: string, { environment, kept }: Keys): Setting<string> | undefined {
  const written = environment[variable] ?? '';
  const fromEnvironment = written.trim() !== '';
  const key = fromEnvironment ? undefined : kept.get(name);
  if (!fromEnvironment && key === undefined) return undefined;
  const origin = fromEnvironment ? ({ kind: 'environment', variable } as const) : ({ kind: 'kept key', name } as const);
  // The keyring is asked when the key is needed: it may be locked, and was given nothing but keys.
  if (key?.place === 'keyring')
    return {
      origin,
      get value() {
        return key.value;
      },
    };
  const value = key?.value ?? written;
  try {
    return { value: secret.parse(value, ''), origin };
  } catch (cause) {
    throw cause instanceof InvalidValue ? invalid(origin, cause) : cause;
  }
}
