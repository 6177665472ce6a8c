// The one list of the command's options: names, values, help, and what they mean. Control thread.

import { SpellError } from '../base/errors.js';
import { didYouMean } from '../base/nearest.js';
import type { PermissionFlag, PermissionFlags, PermissionKind } from '../permissions/defaults.js';
import { AGENT_OPTIONS } from './agents/option-table.js';
import type { FoundFile } from '../config/discover.js';
import { CONFIG_OPTIONS } from './config/option-table.js';
import { parseDuration } from './duration.js';
import { DEBUG_OPTIONS } from './debug/option-table.js';
import type { DebugPlace } from './debug/option-table.js';
import { HISTORY_OPTIONS } from './history/option-table.js';
import { KERNEL_OPTIONS, STARTERS } from './kernel/option-table.js';
import type { KernelCommand } from './kernel/option-table.js';
import { RAG_OPTIONS } from './rag/option-table.js';
import { REPL_OPTIONS } from './repl/option-table.js';
import { parseSize } from './size.js';
import type { CommandScope } from './places.js';
import { EVENTS_OPTIONS } from './events/option-table.js';
import { HOOKS_OPTIONS } from './hooks/option-table.js';
import { SESSION_OPTIONS } from './sessions/option-table.js';
import { STATE_OPTIONS } from './state/option-table.js';
import { TOOL_OPTIONS } from './tools/option-table.js';
import { TRACE_LEVELS, parseTraceFilter } from './trace-filter.js';
import type { TraceFilter } from './trace-filter.js';

export const OUTPUT_FORMATS = ['text', 'json', 'pretty', 'table'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

export const ENGINES = ['lua'] as const;

export interface OptionSpec {
  /** Without the dashes. */
  readonly long: string;
  readonly short?: string;
  readonly alias?: string;
  /** Placeholder of its value; options without are switches. */
  readonly value?: string;
  /** The value may be left out, and is only taken after `=`. */
  readonly valueIsOptional?: boolean;
  readonly choices?: readonly string[];
  /** `path` lets the shell complete file names. */
  readonly completes?: 'path';
  /** `script` options go with `run`, `exec`, `repl`, `debug` and `app`, the others where they say. */
  readonly scope: 'global' | 'script' | 'debug' | 'kernel' | 'server' | CommandScope;
  /** The commands below `kernel` that take it; global ones go with all. */
  readonly kernel?: readonly KernelCommand[];
  /** The commands that debug, or can, which take it. */
  readonly debug?: readonly DebugPlace[];
  /** `tool` takes it. */
  readonly tool?: boolean;
  /** `debug-server` takes it. */
  readonly server?: boolean;
  readonly description: string;
}

export const OPTIONS: readonly OptionSpec[] = [
  {
    long: 'timeout',
    value: 'TIME',
    scope: 'script',
    tool: true,
    kernel: STARTERS,
    description: 'end the script after this time: 1 (seconds), 1.5s, 500ms, 2m, 1h',
  },
  {
    long: 'max-memory',
    value: 'SIZE',
    scope: 'script',
    kernel: STARTERS,
    description: 'memory the script may use: 64MB, 64MiB, 1G (default 1GiB)',
  },
  { long: 'stream', scope: 'script', description: 'print the answers of models as they come, token by token' },
  {
    long: 'connect',
    value: 'KERNEL',
    completes: 'path',
    scope: 'script',
    tool: true,
    description: 'run in a kernel that runs already: ID, HOST:PORT, connection file, auto (any, or a new one)',
  },
  {
    long: 'session',
    value: 'NAME',
    scope: 'script',
    tool: true,
    debug: ['debug-attach'],
    description: 'run in this session of the kernel, with globals of its own; opened when it is not there',
  },
  {
    long: 'rag-profile',
    value: 'NAME',
    scope: 'script',
    kernel: STARTERS,
    description: 'settings for retrieval: a table [rag.profiles.NAME] of the configuration file',
  },
  { long: 'engine', value: 'NAME', choices: ENGINES, scope: 'script', description: 'script language (default lua)' },
  {
    long: 'allow-read',
    value: 'PATHS',
    valueIsOptional: true,
    completes: 'path',
    scope: 'script',
    tool: true,
    kernel: STARTERS,
    description: 'read these files and folders too; without a list all',
  },
  {
    long: 'allow-write',
    value: 'PATHS',
    valueIsOptional: true,
    completes: 'path',
    scope: 'script',
    tool: true,
    kernel: STARTERS,
    description: 'write these files and folders too; without a list all',
  },
  {
    long: 'allow-net',
    value: 'HOSTS',
    valueIsOptional: true,
    scope: 'script',
    tool: true,
    kernel: STARTERS,
    description: "let the script's tools talk to these hosts; without a list all",
  },
  {
    long: 'allow-run',
    value: 'PROGRAMS',
    valueIsOptional: true,
    completes: 'path',
    scope: 'script',
    tool: true,
    kernel: STARTERS,
    description: 'start these programs; without a list all',
  },
  {
    long: 'allow-env',
    value: 'NAMES',
    valueIsOptional: true,
    scope: 'script',
    tool: true,
    kernel: STARTERS,
    description: 'see these environment variables; without a list all',
  },
  {
    long: 'deny-all',
    scope: 'script',
    tool: true,
    kernel: STARTERS,
    description: 'permit nothing but what other options allow',
  },
  ...DEBUG_OPTIONS,
  ...REPL_OPTIONS,
  ...HISTORY_OPTIONS,
  ...KERNEL_OPTIONS,
  {
    long: 'token',
    value: 'TEXT',
    scope: 'server',
    server: true,
    description: 'what clients must say in launch or attach (default: none on this machine, else a new one)',
  },
  { long: 'once', scope: 'server', server: true, description: 'end when the first client has gone' },
  ...CONFIG_OPTIONS,
  ...SESSION_OPTIONS,
  ...STATE_OPTIONS,
  ...RAG_OPTIONS,
  ...AGENT_OPTIONS,
  ...TOOL_OPTIONS,
  ...EVENTS_OPTIONS,
  ...HOOKS_OPTIONS,
  {
    long: 'config',
    short: 'c',
    value: 'FILE',
    completes: 'path',
    scope: 'global',
    description: 'read settings from this TOML file, and from no other',
  },
  {
    long: 'profile',
    value: 'NAME',
    scope: 'global',
    description: 'settings that go together: production, development, test, benchmark, or of the configuration file',
  },
  {
    long: 'output',
    alias: 'format',
    value: 'FORMAT',
    choices: OUTPUT_FORMATS,
    scope: 'global',
    description: 'text, json, pretty or table (default text)',
  },
  {
    long: 'trace',
    value: 'LEVEL',
    choices: TRACE_LEVELS,
    scope: 'global',
    description: 'log to stderr: off, error, warn, info, debug or trace, then +module.* or -module.* (default warn)',
  },
  { long: 'no-color', scope: 'global', description: 'no colours; NO_COLOR does the same, FORCE_COLOR the opposite' },
  { long: 'help', short: 'h', scope: 'global', description: 'show help' },
  { long: 'version', short: 'V', scope: 'global', description: 'show the version' },
];

/** Options as written: by long name, each value in order; `true` where none was given. */
export type RawOptions = ReadonlyMap<string, readonly (string | true)[]>;

export interface CliOptions {
  readonly config: string | undefined;
  readonly profile: string | undefined;
  /** The profile for retrieval. */
  readonly ragProfile?: string | undefined;
  /** A configuration file below all others: that of an application. */
  readonly beneath?: FoundFile;
  readonly output: OutputFormat;
  readonly trace: TraceFilter;
  readonly noColor: boolean;
  readonly stream: boolean;
  readonly timeoutMs: number | undefined;
  readonly maxMemoryBytes: number | undefined;
  /** Address of a kernel, or `auto`, or `embedded`. */
  readonly connect: string | undefined;
  readonly session: string | undefined;
  readonly permissions: PermissionFlags;
}

/** @throws SpellError `USAGE` for a value that an option does not take */
export function toOptions(raw: RawOptions): CliOptions {
  const last = (name: string): string | undefined => {
    const value = raw.get(name)?.at(-1);
    return value === true ? undefined : value;
  };
  const parse = <T>(name: string, parser: (text: string, option: string) => T): T | undefined => {
    const text = last(name);
    return text === undefined ? undefined : parser(text, `--${name}`);
  };
  parse('engine', parseEngine);
  return {
    config: last('config'),
    profile: last('profile'),
    ragProfile: last('rag-profile'),
    output: parse('output', parseOutputFormat) ?? 'text',
    trace: parse('trace', parseTraceFilter) ?? { level: 'warn', rules: [] },
    noColor: raw.has('no-color'),
    stream: raw.has('stream'),
    timeoutMs: parse('timeout', parseDuration),
    maxMemoryBytes: parse('max-memory', parseSize),
    ...kernelOptions(last('connect'), last('session')),
    permissions: permissionFlags(raw),
  };
}

function parseOutputFormat(text: string, option: string): OutputFormat {
  const format = OUTPUT_FORMATS.find((known) => known === text.toLowerCase());
  if (format !== undefined) return format;
  throw new SpellError('USAGE', `${option}: there is no format '${text}'${didYouMean(text, OUTPUT_FORMATS)}`, {
    help: `the formats are ${OUTPUT_FORMATS.join(', ')}`,
  });
}

function parseEngine(text: string): void {
  if (ENGINES.some((known) => known === text.toLowerCase())) return;
  throw new SpellError('USAGE', `engine '${text}' is not available; this version has: ${ENGINES.join(', ')}`, {
    help: 'leave --engine out, or write --engine lua',
  });
}

function kernelOptions(
  connect: string | undefined,
  session: string | undefined,
): Pick<CliOptions, 'connect' | 'session'> {
  if (connect === '') {
    throw new SpellError('USAGE', '--connect: the name of the kernel is empty', {
      help: 'llmspell kernel list shows the kernels; --connect auto takes any',
    });
  }
  if (session !== undefined && (connect === undefined || connect === 'embedded')) {
    throw new SpellError('USAGE', '--session needs a kernel that goes on: without --connect it ends with the run', {
      help: `write --connect auto --session ${session}`,
    });
  }
  return { connect, session };
}

function permissionFlags(raw: RawOptions): PermissionFlags {
  const flag = (kind: PermissionKind): PermissionFlag => {
    const values = raw.get(`allow-${kind}`);
    if (values === undefined) return undefined;
    const lists = values.filter((value) => value !== true);
    // Private hosts are named beside `--allow-net`.
    if (kind === 'net' && values.includes(true) && lists.length > 0) return ['*', ...lists];
    return values.includes(true) || lists;
  };
  return {
    read: flag('read'),
    write: flag('write'),
    net: flag('net'),
    run: flag('run'),
    env: flag('env'),
    denyAll: raw.has('deny-all'),
  };
}
