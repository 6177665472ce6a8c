// Whether a provider answers: one short request, as a person tries it. Control thread.

import { SpellError } from '../../base/errors.js';
import type { ConfiguredProvider } from './configured-provider.js';
import { modelRequired } from './provider-errors.js';

export interface Trial {
  readonly provider: string;
  readonly model?: string;
  readonly milliseconds?: number;
  /** Absent where it has answered. */
  readonly error?: SpellError;
}

const QUESTION = 'Reply with the word OK.';
/** Enough for models that think first, and little to pay for. */
const MAX_TOKENS = 64;

/** @throws the signal's reason when it is aborted */
export async function tryProvider(
  { provider, settings }: ConfiguredProvider,
  model: string | undefined,
  signal: AbortSignal,
): Promise<Trial> {
  const { name } = settings;
  const id = model ?? provider.defaultModel;
  if (id === undefined) return { provider: name, error: modelRequired(name) };
  const started = performance.now();
  try {
    const messages = [{ role: 'user', text: QUESTION }] as const;
    await provider.generate({ model: id, messages, maxOutputTokens: MAX_TOKENS, signal });
    return { provider: name, model: id, milliseconds: Math.round(performance.now() - started) };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof SpellError) return { provider: name, model: id, error };
    throw error;
  }
}
