// The one list of settings: key in the file, environment variable, what it may hold, and what holds without it. Any thread.

import { homedir } from 'node:os';
import { join } from 'node:path';
import { breakpoints, looseFlag, port, remember } from './kinds/debugging.js';
import { flag, number, size, time } from './kinds/numbers.js';
import { allowedNames, allowedPaths, allowedPrograms, directory, file, modulePath } from './kinds/places.js';
import { baseUrl, headers, hosts, isLoopback, oneOf, secret, text, texts, variableName } from './kinds/texts.js';
import { keyBindings, patterns } from './kinds/prompt.js';
import type { ValueKind } from './kinds/value-kind.js';
import { SECRETS } from './prompt-secrets.js';
import { RETRIEVAL_STRATEGIES } from './retrieval-settings.js';
import { PROVIDER_KINDS } from './provider-settings.js';

export interface SettingSchema<T> {
  /** Dotted key in the configuration file; `*` stands for a name. */
  readonly key: string;
  /** Default: {@link variableOf}. */
  readonly variable?: string;
  readonly kind: ValueKind<T>;
  /** What holds where nothing is configured. */
  readonly byDefault?: T;
  /** Never shown, logged or put into an error. */
  readonly isSecret?: boolean;
  /** What a file may say that was only found in the working directory. Default: anything. */
  isHarmless?(value: T): boolean;
  /** It has its place, and nothing reads it yet. */
  readonly isLater?: boolean;
}

/** Scripts may write where they run: what they write there must not permit more, start programs or send keys elsewhere. */
const never = (): boolean => false;
const takesAway = (value: unknown): boolean => value === false || (Array.isArray(value) && value.length === 0);

export const SETTINGS = {
  providerKind: { key: 'providers.*.kind', kind: oneOf(...PROVIDER_KINDS) },
  providerBaseUrl: { key: 'providers.*.base_url', kind: baseUrl, isHarmless: isLoopback },
  providerModel: { key: 'providers.*.model', kind: text },
  providerApiKeyVariable: { key: 'providers.*.api_key_env', kind: variableName, isHarmless: never },
  providerHeaders: { key: 'providers.*.headers', kind: headers, isSecret: true, isHarmless: never },
  providerCassette: { key: 'providers.*.cassette', kind: file },
  providerTimeout: { key: 'providers.*.timeout', kind: time },
  providerRetries: { key: 'providers.*.retries', kind: number(0, 20) },
  providerRequests: { key: 'providers.*.requests_per_minute', kind: number(1) },
  providerTokens: { key: 'providers.*.tokens_per_minute', kind: number(1) },
  providerConcurrency: { key: 'providers.*.max_concurrency', kind: number(1, 1000) },
  providerFailures: { key: 'providers.*.breaker_failures', kind: number(0, 1000) },
  providerPause: { key: 'providers.*.breaker_pause', kind: time },
  providerInputPrice: { key: 'providers.*.price_input', kind: number(0, 1e6, false) },
  providerOutputPrice: { key: 'providers.*.price_output', kind: number(0, 1e6, false) },
  defaultProvider: { key: 'providers.default_provider', variable: 'LLMSPELL_DEFAULT_PROVIDER', kind: text },
  stateDirectory: { key: 'state.directory', variable: 'LLMSPELL_STATE_DIR', kind: directory },
  slowCall: { key: 'hooks.slow_call', kind: time, byDefault: 10_000 },
  keepEvents: { key: 'events.keep', kind: flag, byDefault: false },
  keepSessions: { key: 'sessions.enabled', kind: flag, byDefault: true },
  sessionOutput: { key: 'sessions.max_output', kind: size(1024, 2 ** 30), byDefault: 64 * 1024 },
  sessionArtifacts: { key: 'sessions.artifact_space', kind: size(1024, 2 ** 40), byDefault: 2 ** 30 },
  sessionRetention: { key: 'sessions.retention', kind: remember, byDefault: 90 * 24 * 3600 * 1000, isHarmless: never },
  sessionCount: { key: 'sessions.max_count', kind: number(1, 1_000_000), byDefault: 1000, isHarmless: never },
  historyCount: { key: 'history.max_entries', kind: number(1, 1_000_000), byDefault: 100_000, isHarmless: never },
  historyRetention: { key: 'history.retention', kind: remember, byDefault: 0, isHarmless: never },
  modulePath: { key: 'modules.path', variable: 'LLMSPELL_MODULE_PATH', kind: modulePath, byDefault: [] },
  denyAll: {
    key: 'permissions.deny_all',
    kind: flag,
    byDefault: false,
    isHarmless: (value: unknown) => value === true,
  },
  allowRead: { key: 'permissions.read', kind: allowedPaths, isHarmless: takesAway },
  allowWrite: { key: 'permissions.write', kind: allowedPaths, isHarmless: takesAway },
  allowNet: { key: 'permissions.net', kind: allowedNames, isHarmless: takesAway },
  allowRun: { key: 'permissions.run', kind: allowedPrograms, isHarmless: takesAway },
  allowEnv: { key: 'permissions.env', kind: allowedNames, isHarmless: takesAway },
  debugEnabled: { key: 'debug.enabled', variable: 'LLMSPELL_DEBUG', kind: looseFlag, byDefault: false },
  debugBreakOnError: { key: 'debug.break_on_error', kind: looseFlag, byDefault: true },
  debugBreakpoints: { key: 'debug.breakpoints', kind: breakpoints, byDefault: [] },
  debugPort: { key: 'debug.port', kind: port },
  debugToken: { key: 'debug.token', kind: secret, isSecret: true },
  debugRemember: { key: 'debug.remember', kind: remember, byDefault: 30 * 24 * 3600 * 1000 },
  replKeys: { key: 'repl.keys', kind: oneOf('emacs', 'vi'), byDefault: 'emacs' },
  replBindings: { key: 'repl.bindings', kind: keyBindings, byDefault: [] },
  replTheme: { key: 'repl.theme', kind: oneOf('dark', 'light', 'mono', 'plain'), byDefault: 'dark' },
  replStatus: { key: 'repl.status', kind: flag, byDefault: true },
  replLocals: { key: 'repl.locals', kind: flag, byDefault: true },
  replHistory: { key: 'repl.history', kind: flag, byDefault: true },
  replHistorySize: { key: 'repl.history_size', kind: number(0, 100_000), byDefault: 20_000 },
  replSecrets: { key: 'repl.secrets', kind: patterns, byDefault: SECRETS, isHarmless: never },
  keyStore: { key: 'keys.store', kind: oneOf('auto', 'file'), byDefault: 'auto' },
  toolTimeout: { key: 'tools.timeout', kind: time },
  toolOutput: { key: 'tools.max_output', kind: size(1024, 2 ** 30) },
  toolHosts: { key: 'tools.hosts', kind: hosts, isHarmless: takesAway },
  defaultEngine: { key: 'runtime.engine', kind: oneOf('lua'), byDefault: 'lua' },
  memory: { key: 'limits.memory', kind: size(1e6, 2 ** 31) },
  runTime: { key: 'limits.time', kind: time },
  output: { key: 'limits.output', kind: size(1024, 2 ** 40) },
  mcpCommand: { key: 'mcp.servers.*.command', kind: text, isHarmless: never },
  mcpArguments: { key: 'mcp.servers.*.args', kind: texts, isHarmless: never },
  mcpEnvironment: { key: 'mcp.servers.*.env', kind: texts, isHarmless: never },
  mcpUrl: { key: 'mcp.servers.*.url', kind: baseUrl, isHarmless: isLoopback },
  mcpToken: { key: 'mcp.servers.*.token_env', kind: variableName, isHarmless: never },
  mcpTimeout: { key: 'mcp.servers.*.timeout', kind: time },
  ragProfile: { key: 'rag.profile', kind: text },
  ragEmbedder: { key: 'rag.embedder', kind: text, byDefault: 'offline' },
  ragModel: { key: 'rag.model', kind: text },
  ragChunkSize: { key: 'rag.chunk_size', kind: number(16, 8192), byDefault: 256 },
  ragChunkOverlap: { key: 'rag.chunk_overlap', kind: number(0, 4096), byDefault: 32 },
  ragChunkStrategy: { key: 'rag.chunk_strategy', kind: oneOf(...RETRIEVAL_STRATEGIES), byDefault: 'auto' },
  ragTopK: { key: 'rag.top_k', kind: number(1, 1000), byDefault: 10 },
  ragProfileEmbedder: { key: 'rag.profiles.*.embedder', kind: text },
  ragProfileModel: { key: 'rag.profiles.*.model', kind: text },
  ragProfileChunkSize: { key: 'rag.profiles.*.chunk_size', kind: number(16, 8192) },
  ragProfileChunkOverlap: { key: 'rag.profiles.*.chunk_overlap', kind: number(0, 4096) },
  ragProfileChunkStrategy: { key: 'rag.profiles.*.chunk_strategy', kind: oneOf(...RETRIEVAL_STRATEGIES) },
  ragProfileTopK: { key: 'rag.profiles.*.top_k', kind: number(1, 1000) },
  logLevel: {
    key: 'log.level',
    kind: oneOf('off', 'error', 'warn', 'info', 'debug', 'trace'),
    byDefault: 'warn',
    isLater: true,
  },
} as const satisfies Record<string, SettingSchema<unknown>>;

/** Without the types of their values, in the order of the list. */
export const ALL_SETTINGS = Object.values(SETTINGS) as readonly SettingSchema<unknown>[];

/** Names of providers and servers. */
const NAME = /^[A-Za-z0-9_-]+$/;

/** The setting that a key in a file means. */
export function findSetting(key: string): SettingSchema<unknown> | undefined {
  const parts = key.split('.');
  return ALL_SETTINGS.find(({ key: pattern }) => fits(pattern.split('.'), parts));
}

/** Whether keys of settings begin with this one. */
export function isSection(key: string): boolean {
  const parts = key.split('.');
  return ALL_SETTINGS.some(({ key: pattern }) => {
    const beginning = pattern.split('.').slice(0, parts.length);
    return pattern.split('.').length > parts.length && fits(beginning, parts);
  });
}

function fits(pattern: readonly string[], parts: readonly string[]): boolean {
  return (
    pattern.length === parts.length &&
    pattern.every((part, at) => (part === '*' ? NAME.test(parts[at]!) : part === parts[at]))
  );
}

/** The variable that goes before the files; `*` stands for a name in capitals. */
export function variableOf({ key, variable }: Pick<SettingSchema<unknown>, 'key' | 'variable'>): string {
  if (variable !== undefined) return variable;
  const path = key.replace(/^providers\./, 'provider.').replace(/^mcp\.servers\./, 'mcp.');
  return `LLMSPELL_${path.replaceAll('.', '_').toUpperCase()}`;
}

/** Where state is kept unless something else is configured. */
export function defaultStateDirectory(home: string = homedir()): string {
  return join(home, '.llmspell', 'state');
}
