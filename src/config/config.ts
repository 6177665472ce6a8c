// The configuration as the rest of the program reads it: typed values, each with its origin. Any thread.

import type { ConfiguredBreakpoint } from './debug-values.js';
import type { ConfiguredKey } from './kinds/prompt.js';
import type { SearchKeys } from './search-keys.js';
import type { McpServerSettings } from './mcp-server-settings.js';
import type { ProviderSettings } from './provider-settings.js';
import type { RetrievalSettings } from './retrieval-settings.js';

/** Where a value came from, so that errors and listings can name the place to change. */
export type Origin =
  | { readonly kind: 'default' }
  | { readonly kind: 'environment'; readonly variable: string }
  | {
      readonly kind: 'file';
      readonly path: string;
      readonly key: string;
      /** From 1. */
      readonly line?: number;
      readonly column?: number;
    }
  /** One of the profiles that the program brings along. */
  | { readonly kind: 'preset'; readonly profile: string; readonly key: string }
  /** A key that was kept with `llmspell keys add`. */
  | { readonly kind: 'kept key'; readonly name: string };

export interface Setting<T> {
  readonly value: T;
  readonly origin: Origin;
}

/** What the file says about permissions; a list widens the default, `false` takes the default of its kind away. */
export interface PermissionSettings {
  readonly denyAll?: boolean;
  readonly read?: boolean | readonly string[];
  readonly write?: boolean | readonly string[];
  readonly net?: boolean | readonly string[];
  readonly run?: boolean | readonly string[];
  readonly env?: boolean | readonly string[];
}

/** How scripts are debugged. */
export interface DebugSettings {
  /** `run` and `exec` debug as with --debug. */
  readonly enabled: Setting<boolean>;
  /** Errors that end the script stop it first. */
  readonly breakOnError: Setting<boolean>;
  /** What the terminal debugger starts with. */
  readonly breakpoints: Setting<readonly ConfiguredBreakpoint[]>;
  /** Where a debug server listens; 0 for any free port. */
  readonly port?: Setting<number>;
  /** Secret: what clients of a debug server must know. */
  readonly token?: Setting<string>;
  /** How long breakpoints and watched expressions are kept; 0 for never. */
  readonly rememberMs: Setting<number>;
}

/** The prompt: `.set` changes these while it is open. */
export interface PromptSettings {
  readonly keys: Setting<string>;
  readonly bindings: Setting<readonly ConfiguredKey[]>;
  readonly theme: Setting<string>;
  readonly status: Setting<boolean>;
  readonly locals: Setting<boolean>;
  readonly history: Setting<boolean>;
  readonly historySize: Setting<number>;
  /** Regular expressions. */
  readonly secrets: Setting<readonly string[]>;
}

/** Sessions that are kept beside the state, with what they ran. */
export interface SessionSettings {
  /** What kernels run is kept. */
  readonly enabled: Setting<boolean>;
  /** Of the output of one run, so much. */
  readonly outputBytes: Setting<number>;
  /** For the artifacts of one session. */
  readonly artifactBytes: Setting<number>;
  /** Those that have not been used for so long are deleted; 0 for never. */
  readonly retentionMs: Setting<number>;
  readonly maxCount: Setting<number>;
}

/** Inputs of the prompt and of kernels. */
export interface HistorySettings {
  readonly maxEntries: Setting<number>;
  /** Older ones are forgotten; 0 for never. */
  readonly retentionMs: Setting<number>;
}

export interface LimitSettings {
  readonly memoryBytes?: Setting<number>;
  readonly timeMs?: Setting<number>;
  readonly outputBytes?: Setting<number>;
}

/** What every call of a tool is held to. */
export interface ToolSettings {
  readonly timeoutMs?: number;
  readonly maxOutputBytes?: number;
  /** Of the hosts that scripts may talk to, those that tools may. */
  readonly hosts?: readonly string[];
}

export interface Config {
  /** By name; `openai` is always there, others where something is configured for them. */
  readonly providers: Readonly<Record<string, ProviderSettings>> & { readonly openai: ProviderSettings };
  /** The name of the one that agents use that name none. */
  readonly defaultProvider?: Setting<string>;
  readonly state: { readonly directory: Setting<string> };
  /** What takes longer is told to hooks. */
  readonly hooks: { readonly slowCallMs: Setting<number> };
  /** Whether events are kept beside the state. */
  readonly events: { readonly keep: Setting<boolean> };
  readonly sessions: SessionSettings;
  readonly history: HistorySettings;
  /** Folders in which modules are looked for behind the script's own, absolute. */
  readonly modules: { readonly path: Setting<readonly string[]> };
  readonly permissions: PermissionSettings;
  readonly debug: DebugSettings;
  readonly repl: PromptSettings;
  /** Script language where none is named. */
  readonly engine: Setting<string>;
  /** Of sessions, where the command line does not say otherwise. */
  readonly limits: LimitSettings;
  readonly tools: ToolSettings;
  readonly retrieval: RetrievalSettings;
  /** Secret, as those of the providers. */
  readonly searchKeys: SearchKeys;
  /** In the order of their names. */
  readonly mcpServers: readonly McpServerSettings[];
  /** The files that were read; the first wins. */
  readonly files: readonly string[];
  readonly profile?: string;
  /** All of it by dotted key, as it was read; secrets are left out. */
  readonly settings: ReadonlyMap<string, Setting<unknown>>;
}

/** `the environment variable X`, `'key' in FILE:LINE:COLUMN`: for messages. */
export function describeOrigin(origin: Origin): string {
  switch (origin.kind) {
    case 'default':
      return 'the default';
    case 'environment':
      return `the environment variable ${origin.variable}`;
    case 'file':
      return `'${origin.key}' in ${origin.path}${placeOf(origin)}`;
    case 'preset':
      return `'${origin.key}' of the profile '${origin.profile}'`;
    case 'kept key':
      return `the key '${origin.name}' (llmspell keys)`;
  }
}

function placeOf({ line, column }: { readonly line?: number; readonly column?: number }): string {
  return line === undefined ? '' : `:${line}${column === undefined ? '' : `:${column}`}`;
}
