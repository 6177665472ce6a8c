// The folders of src/ and what each may import: the table that ARCHITECTURE.md shows and imports.test.ts enforces.

export interface FolderRule {
  /** Path below src/; a file belongs to the longest one that fits. */
  readonly folder: string;
  readonly purpose: string;
  /** What it may import, values and types. A folder in here does not include rows below it that have a rule of their own. */
  readonly imports: readonly string[];
  /** What it may import as types only. */
  readonly types: readonly string[];
  readonly thread: 'any' | 'control' | 'engine' | 'both';
  /** Modules of Node that code on the engine thread may use; without a list all are free. */
  readonly builtins?: readonly string[];
}

const engineThread = {
  imports: [
    ...['base', 'protocol', 'permissions', 'language', 'vm', 'runtime', 'debugger/contract', 'debugger/engine'],
    ...['diagnostics', 'engine'],
  ],
  types: ['services'],
  thread: 'engine',
  builtins: ['node:fs', 'node:path', 'node:worker_threads'],
} as const;

export const folders: readonly FolderRule[] = [
  {
    folder: 'base',
    purpose: 'values that cross, disposables, errors, logger and clock interfaces, shared memory',
    imports: [],
    types: [],
    thread: 'any',
  },
  {
    folder: 'protocol',
    purpose: 'what travels: Jupyter messages, wire and signature, connection file, DAP types',
    imports: ['base'],
    types: [],
    thread: 'any',
  },
  {
    folder: 'transport',
    purpose: 'how it travels: the interface; memory, ZeroMQ, WebSocket',
    imports: ['base', 'protocol'],
    types: [],
    thread: 'control',
  },
  {
    folder: 'config',
    purpose: 'one schema, files, profiles, environment, flags, origin of each value',
    imports: ['base'],
    types: [],
    thread: 'any',
  },
  {
    folder: 'permissions',
    purpose: 'what a script, session or tool may touch; the only place that decides',
    imports: ['base'],
    types: ['config'],
    thread: 'both',
  },
  {
    folder: 'language',
    purpose: 'Lua source without running it: parse, scopes, complete, hover',
    imports: ['base'],
    types: [],
    thread: 'any',
  },
  {
    folder: 'vm',
    purpose: 'the raw C API over WebAssembly and a typed state on top',
    imports: ['base'],
    types: [],
    thread: 'engine',
    builtins: ['node:buffer'],
  },
  {
    folder: 'diagnostics',
    purpose: 'error reports, validation rules, profiling, tracing; the capture from the VM is in engine',
    imports: ['base', 'protocol', 'language'],
    types: ['vm'],
    thread: 'both',
  },
  {
    folder: 'services',
    purpose: 'agents, tools, workflows, state, sessions, hooks, events, retrieval, providers; no Lua',
    imports: ['base', 'config', 'permissions', 'diagnostics'],
    types: [],
    thread: 'control',
  },
  {
    folder: 'runtime',
    purpose: 'what scripts see: one file per Lua global, a thin face of a service',
    imports: ['base', 'permissions', 'vm', 'diagnostics'],
    types: ['services'],
    thread: 'engine',
    builtins: ['node:buffer', 'node:fs', 'node:os', 'node:path'],
  },
  {
    folder: 'debugger/contract',
    purpose: "what the debugger's two halves say to each other: types",
    imports: ['base'],
    types: [],
    thread: 'any',
  },
  {
    folder: 'debugger/control',
    purpose: 'the debugger as its clients see it',
    imports: ['base', 'debugger/contract', 'protocol', 'language', 'diagnostics'],
    types: [],
    thread: 'control',
  },
  {
    folder: 'debugger/engine',
    purpose: 'breakpoints, stepping and inspection beside the VM',
    imports: ['base', 'debugger/contract', 'protocol', 'diagnostics', 'vm'],
    types: [],
    thread: 'engine',
    builtins: ['node:buffer'],
  },
  {
    folder: 'debugger/recording',
    purpose: 'recordings and their replay',
    imports: ['base', 'protocol', 'diagnostics'],
    types: [],
    thread: 'both',
  },
  {
    folder: 'engine',
    purpose: 'the host side of the engine: typed contract, control block, requests, output, replacement',
    imports: ['base', 'protocol', 'permissions', 'diagnostics', 'debugger/contract', 'debugger/control'],
    types: ['services', 'vm', 'runtime', 'debugger/engine'],
    thread: 'control',
  },
  {
    folder: 'engine/thread',
    purpose: 'the engine thread: runs, host calls, capture of failures, what is shown of values',
    ...engineThread,
  },
  {
    folder: 'engine/worker',
    purpose: 'entry point of the engine thread: puts VM, globals and debugger together',
    ...engineThread,
    imports: [...engineThread.imports, 'engine/thread'],
  },
  {
    folder: 'kernel',
    purpose: 'dispatcher, sessions, one handler per request, output',
    imports: [
      ...['base', 'protocol', 'transport', 'language', 'diagnostics', 'debugger/contract', 'debugger/control'],
      'engine/contract',
    ],
    types: ['services'],
    thread: 'control',
  },
  {
    folder: 'client',
    purpose: 'connect, execute, debug, complete',
    imports: ['base', 'protocol', 'transport'],
    types: [],
    thread: 'any',
  },
  {
    folder: 'adapters',
    purpose: 'DAP, LSP and web servers',
    imports: ['base', 'protocol', 'transport', 'client', 'language', 'diagnostics'],
    types: [],
    thread: 'control',
  },
  {
    folder: 'cli',
    purpose: 'the command: commands/, repl/, and compose.ts, which puts the control thread together',
    imports: [
      ...['base', 'protocol', 'transport', 'config', 'permissions', 'language', 'diagnostics', 'services'],
      ...['debugger/contract', 'debugger/control', 'debugger/recording', 'engine', 'kernel', 'client', 'adapters'],
    ],
    types: [],
    thread: 'control',
  },
];

/** Third-party packages and the one folder that imports each. */
export const packageOwners: Readonly<Record<string, string>> = {
  '@ai-sdk/anthropic': 'services',
  '@ai-sdk/google': 'services',
  '@ai-sdk/openai': 'services',
  '@ai-sdk/openai-compatible': 'services',
  '@handlebars/parser': 'services',
  '@huggingface/jinja': 'services',
  '@modelcontextprotocol/sdk': 'services',
  '@napi-rs/keyring': 'config',
  '@photostructure/sqlite': 'services',
  '@tree-sitter-grammars/tree-sitter-lua': 'language',
  chokidar: 'services',
  'css-select': 'services',
  'csv-parse': 'services',
  diff: 'services',
  'fast-string-width': 'diagnostics',
  'fastest-levenshtein': 'base',
  htmlparser2: 'services',
  'jq-web': 'services',
  jsep: 'services',
  'modern-tar': 'services',
  picocolors: 'diagnostics',
  'smol-toml': 'config',
  'sqlite-vec': 'services',
  unpdf: 'services',
  'web-tree-sitter': 'language',
  yaml: 'services',
  yauzl: 'services',
  yazl: 'services',
  zeromq: 'transport',
  zod: 'services',
};

/** Packages of types alone: nothing of them is there when the program runs. */
export const typeOwners: Readonly<Record<string, string>> = { '@vscode/debugprotocol': 'protocol' };

/** Packages for tests beside the sources. */
export const testPackages: readonly string[] = ['fast-check'];
