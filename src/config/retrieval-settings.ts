// What is configured for retrieval: the table `[rag]`, and what a profile of `[rag.profiles.NAME]` puts in its place. Any thread.

import { SpellError } from '../base/errors.js';
import { didYouMean } from '../base/nearest.js';
import type { Setting } from './config.js';

export const RETRIEVAL_STRATEGIES = ['auto', 'sentence', 'paragraph', 'markdown', 'code', 'line', 'fixed'] as const;

export interface RetrievalSettings {
  /** `offline`, or the name of a provider. */
  readonly embedder: string;
  /** Of the provider. */
  readonly model?: string;
  /** Tokens. */
  readonly chunkSize: number;
  readonly chunkOverlap: number;
  readonly chunkStrategy: (typeof RETRIEVAL_STRATEGIES)[number];
  /** How many pieces a search gives. */
  readonly topK: number;
  readonly profile?: string;
}

type Settings = ReadonlyMap<string, Setting<unknown>>;

/** @param named the profile that holds instead of `rag.profile`. @throws SpellError `CONFIG_PROFILE` for one that is not there */
export function readRetrieval(settings: Settings, named: string | undefined): RetrievalSettings {
  const profile = named ?? (settings.get('rag.profile')?.value as string | undefined);
  const names = profileNames(settings);
  if (profile !== undefined && !names.includes(profile)) throw missing(profile, names);
  const get = (key: string): unknown => {
    const own = profile === undefined ? undefined : settings.get(`rag.profiles.${profile}.${key}`);
    return (own ?? settings.get(`rag.${key}`))?.value;
  };
  const model = get('model') as string | undefined;
  return {
    embedder: get('embedder') as string,
    chunkSize: get('chunk_size') as number,
    chunkOverlap: get('chunk_overlap') as number,
    chunkStrategy: get('chunk_strategy') as RetrievalSettings['chunkStrategy'],
    topK: get('top_k') as number,
    ...(model !== undefined && { model }),
    ...(profile !== undefined && { profile }),
  };
}

function profileNames(settings: Settings): readonly string[] {
  const names = [...settings.keys()].map((key) => /^rag\.profiles\.([^.]+)\./.exec(key)?.[1]);
  return [...new Set(names.filter((name) => name !== undefined))];
}

function missing(name: string, known: readonly string[]): SpellError {
  const there = known.length === 0 ? 'there are none' : `there are ${known.join(', ')}`;
  return new SpellError('CONFIG_PROFILE', `there is no profile '${name}' for retrieval${didYouMean(name, known)}`, {
    category: 'Configuration error',
    help: `${there}; [rag.profiles.${name}] in a configuration file makes one`,
    details: { profile: name },
  });
}
