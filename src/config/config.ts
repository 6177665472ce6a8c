// The configuration as the rest of the program reads it: typed values, each with its origin. Any thread.

import type { ConfiguredBreakpoint } from './debug-values.js';

/** Where a value came from, so that errors and listings can name the place to change. */
export type Origin =
  | { readonly kind: 'default' }
  | { readonly kind: 'environment'; readonly variable: string }
  | { readonly kind: 'file'; readonly path: string; readonly key: string };

export interface Setting<T> {
  readonly value: T;
  readonly origin: Origin;
}

/** An endpoint that speaks the OpenAI chat protocol. Absent settings are not configured. */
export interface OpenAiSettings {
  /** Without a trailing slash, e.g. `http://127.0.0.1:8080/v1`. */
  readonly baseUrl?: Setting<string>;
  /** Used by agents that name no model. */
  readonly model?: Setting<string>;
  /** Secret: never shown, logged or put into an error. */
  readonly apiKey?: Setting<string>;
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

export interface Config {
  readonly providers: { readonly openai: OpenAiSettings };
  readonly state: { readonly directory: Setting<string> };
  /** Folders in which modules are looked for behind the script's own, absolute. */
  readonly modules: { readonly path: Setting<readonly string[]> };
  readonly permissions: PermissionSettings;
  readonly debug: DebugSettings;
  /** The configuration file that was read, if any. */
  readonly file?: string;
}

/** `the environment variable X`, `'key' in FILE`: for messages. */
export function describeOrigin(origin: Origin): string {
  switch (origin.kind) {
    case 'default':
      return 'the default';
    case 'environment':
      return `the environment variable ${origin.variable}`;
    case 'file':
      return `'${origin.key}' in ${origin.path}`;
  }
}
