// What the name of a provider says by itself: whose protocol it speaks, where it is, which variable holds its key. Any thread.

import type { ProviderKind } from './provider-settings.js';

interface KnownServer {
  readonly baseUrl: string;
  /** Servers on this machine want none. */
  readonly needsKey: boolean;
}

/** OpenAI-compatible servers that are where their makers put them, unless `base_url` says otherwise. */
export const KNOWN_SERVERS: ReadonlyMap<string, KnownServer> = new Map([
  ['ollama', { baseUrl: 'http://127.0.0.1:11434/v1', needsKey: false }],
  ['vllm', { baseUrl: 'http://127.0.0.1:8000/v1', needsKey: false }],
  ['llamacpp', { baseUrl: 'http://127.0.0.1:8080/v1', needsKey: false }],
  ['groq', { baseUrl: 'https://api.groq.com/openai/v1', needsKey: true }],
  ['openrouter', { baseUrl: 'https://openrouter.ai/api/v1', needsKey: true }],
]);

const OWN_KINDS = ['openai', 'anthropic', 'gemini', 'offline'] as const;

/** Providers that a key in their variable configures. */
export const NAMES_WITH_KEYS: readonly string[] = [
  ...['openai', 'anthropic', 'gemini'],
  ...[...KNOWN_SERVERS].filter(([, { needsKey }]) => needsKey).map(([name]) => name),
];

/** An `openai` that is somewhere else is a server that imitates it, and most of them do not know the newest parameters. */
export function kindOf(name: string, baseUrl: string | undefined): ProviderKind {
  const own = OWN_KINDS.find((kind) => kind === name);
  if (own === 'openai' && baseUrl !== undefined && new URL(baseUrl).hostname !== 'api.openai.com') {
    return 'openai-compatible';
  }
  return own ?? 'openai-compatible';
}

/** The names that those who sell access use themselves; `groq` has GROQ_API_KEY. */
export function keyVariableOf(name: string): string {
  return `${name.toUpperCase().replaceAll('-', '_')}_API_KEY`;
}
