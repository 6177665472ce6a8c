// Puts the configuration together from defaults, files, profile and environment (the later wins). Control thread.

import { homedir } from 'node:os';
import type {
  Config,
  DebugSettings,
  LimitSettings,
  PromptSettings,
  Origin,
  PermissionSettings,
  HistorySettings,
  SessionSettings,
  Setting,
  ToolSettings,
} from './config.js';
import { readKeptKeys } from './kept-keys.js';
import { readLayers } from './layers.js';
import type { LayerOptions } from './layers.js';
import { readMcpServers } from './read-mcp-servers.js';
import { readProviders } from './read-providers.js';
import { readRetrieval } from './retrieval-settings.js';
import { readSearchKeys } from './search-keys.js';
import { ALL_SETTINGS, SETTINGS, defaultStateDirectory, findSetting } from './schema.js';
import type { SettingSchema } from './schema.js';

const BY_DEFAULT: Origin = { kind: 'default' };

/** @throws SpellError `CONFIG_*`: each names the variable, or file and key, to correct; `CONFIG_KEYS` */
export async function loadConfig(options: LayerOptions = {}): Promise<Config> {
  const { settings: read, files, profile, problems } = await readLayers(options);
  if (problems[0] !== undefined) throw problems[0];
  const settings = withDefaults(read, options.homeDirectory ?? homedir());
  const values: Values = {
    find: <T>({ key }: SettingSchema<T>) => settings.get(key) as Setting<T> | undefined,
    get: <T>({ key }: SettingSchema<T>) => settings.get(key) as Setting<T>,
  };
  const environment = options.environment ?? process.env;
  const kept = readKeptKeys(options);
  const defaultProvider = values.find(SETTINGS.defaultProvider);
  return {
    providers: readProviders(settings, environment, kept),
    searchKeys: readSearchKeys(environment, kept),
    ...(defaultProvider === undefined ? {} : { defaultProvider }),
    state: { directory: values.get(SETTINGS.stateDirectory) },
    hooks: { slowCallMs: values.get(SETTINGS.slowCall) },
    events: { keep: values.get(SETTINGS.keepEvents) },
    sessions: readSessions(values),
    history: readHistory(values),
    modules: { path: values.get(SETTINGS.modulePath) },
    permissions: readPermissions(values),
    debug: readDebug(values),
    repl: readPrompt(values),
    engine: values.get(SETTINGS.defaultEngine),
    limits: readLimits(values),
    tools: readTools(values),
    retrieval: readRetrieval(settings, options.ragProfile),
    mcpServers: readMcpServers(settings),
    files: files.map(({ path }) => path),
    ...(profile === undefined ? {} : { profile }),
    settings: withoutSecrets(settings),
  };
}

/** Typed looks into the settings; `get` is for those that have a default. */
interface Values {
  readonly find: <T>(schema: SettingSchema<T>) => Setting<T> | undefined;
  readonly get: <T>(schema: SettingSchema<T>) => Setting<T>;
}

/** In the order of the schema, then names as they were written. */
function withDefaults(read: ReadonlyMap<string, Setting<unknown>>, home: string): Map<string, Setting<unknown>> {
  const settings = new Map(read);
  for (const { key, byDefault } of ALL_SETTINGS) {
    const value = key === SETTINGS.stateDirectory.key ? defaultStateDirectory(home) : byDefault;
    if (value !== undefined && !settings.has(key)) settings.set(key, { value, origin: BY_DEFAULT });
  }
  return settings;
}

function withoutSecrets(settings: ReadonlyMap<string, Setting<unknown>>): ReadonlyMap<string, Setting<unknown>> {
  return new Map([...settings].filter(([key]) => findSetting(key)?.isSecret !== true));
}

function readSessions({ get }: Values): SessionSettings {
  return {
    enabled: get(SETTINGS.keepSessions),
    outputBytes: get(SETTINGS.sessionOutput),
    artifactBytes: get(SETTINGS.sessionArtifacts),
    retentionMs: get(SETTINGS.sessionRetention),
    maxCount: get(SETTINGS.sessionCount),
  };
}

function readHistory({ get }: Values): HistorySettings {
  return { maxEntries: get(SETTINGS.historyCount), retentionMs: get(SETTINGS.historyRetention) };
}

function readDebug({ find, get }: Values): DebugSettings {
  const port = find(SETTINGS.debugPort);
  const token = find(SETTINGS.debugToken);
  return {
    enabled: get(SETTINGS.debugEnabled),
    breakOnError: get(SETTINGS.debugBreakOnError),
    breakpoints: get(SETTINGS.debugBreakpoints),
    rememberMs: get(SETTINGS.debugRemember),
    ...(port === undefined ? {} : { port }),
    ...(token === undefined ? {} : { token }),
  };
}

function readPrompt({ get }: Values): PromptSettings {
  return {
    keys: get(SETTINGS.replKeys),
    bindings: get(SETTINGS.replBindings),
    theme: get(SETTINGS.replTheme),
    status: get(SETTINGS.replStatus),
    locals: get(SETTINGS.replLocals),
    history: get(SETTINGS.replHistory),
    historySize: get(SETTINGS.replHistorySize),
    secrets: get(SETTINGS.replSecrets),
  };
}

function readLimits({ find }: Values): LimitSettings {
  const memoryBytes = find(SETTINGS.memory);
  const timeMs = find(SETTINGS.runTime);
  const outputBytes = find(SETTINGS.output);
  return {
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
    ...(timeMs === undefined ? {} : { timeMs }),
    ...(outputBytes === undefined ? {} : { outputBytes }),
  };
}

function readTools({ find }: Values): ToolSettings {
  const timeoutMs = find(SETTINGS.toolTimeout)?.value;
  const maxOutputBytes = find(SETTINGS.toolOutput)?.value;
  const hosts = find<readonly string[]>(SETTINGS.toolHosts)?.value;
  return {
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(maxOutputBytes === undefined ? {} : { maxOutputBytes }),
    ...(hosts === undefined ? {} : { hosts }),
  };
}

function readPermissions({ find, get }: Values): PermissionSettings {
  const denyAll = get(SETTINGS.denyAll);
  const entries = {
    denyAll: denyAll.origin.kind === 'default' ? undefined : denyAll.value,
    read: find(SETTINGS.allowRead)?.value,
    write: find(SETTINGS.allowWrite)?.value,
    net: find(SETTINGS.allowNet)?.value,
    run: find(SETTINGS.allowRun)?.value,
    env: find(SETTINGS.allowEnv)?.value,
  };
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));
}
