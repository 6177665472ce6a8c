// The commands below `llmspell rag`, and the options that only they have. Control thread.

import type { OptionSpec } from '../options.js';

export const RAG_COMMANDS = ['ingest', 'search', 'stats', 'clear', 'index', 'export'] as const;
export type RagCommand = (typeof RAG_COMMANDS)[number];

const SEARCH_MODES = ['hybrid', 'text', 'vector'];

export const RAG_OPTIONS: readonly OptionSpec[] = [
  {
    long: 'connect',
    value: 'KERNEL',
    completes: 'path',
    scope: 'rag',
    description: 'ask a kernel that runs: ID, HOST:PORT, connection file, auto (any, or a new one)',
  },
  { long: 'recursive', short: 'r', scope: 'rag', description: 'ingest: also what is in folders of folders' },
  {
    long: 'metadata',
    value: 'KEY=VALUE',
    scope: 'rag',
    description: 'ingest: what is kept with the documents; search: what theirs must be; or a JSON object',
  },
  {
    long: 'lines',
    scope: 'rag',
    description: 'ingest: each line of the files is a document in JSON, as export writes it',
  },
  { long: 'tenant', value: 'ID', scope: 'rag', description: 'what belongs to this tenant' },
  { long: 'scope', value: 'NAME[:ID]', scope: 'rag', description: 'what belongs to this scope: session:ID, or a name' },
  { long: 'k', short: 'k', value: 'N', scope: 'rag', description: 'search: how many pieces (default 10)' },
  {
    long: 'mode',
    value: 'MODE',
    choices: SEARCH_MODES,
    scope: 'rag',
    description: 'search: hybrid, or text or vector alone (default hybrid)',
  },
  { long: 'confirm', scope: 'rag', description: 'clear: do not ask' },
  {
    long: 'rag-profile',
    value: 'NAME',
    scope: 'rag',
    description: 'settings for retrieval: a table [rag.profiles.NAME] of the configuration file',
  },
];
