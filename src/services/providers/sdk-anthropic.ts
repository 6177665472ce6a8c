// Anthropic's messages. Control thread.

import type { Protocol } from './protocol.js';

/** Anthropic wants a limit with every request; for a model that it does not know, the SDK would take one that servers refuse. */
const MAX_OUTPUT_TOKENS = 8192;

export const ANTHROPIC: Protocol = {
  title: "Anthropic's API",
  baseUrl: 'https://api.anthropic.com/v1',
  needsKey: true,
  async load({ name: _name, ...settings }) {
    const { createAnthropic } = await import('@ai-sdk/anthropic');
    const sdk = createAnthropic(settings);
    return (model) => sdk.languageModel(model);
  },
  options: ({ maxOutputTokens = MAX_OUTPUT_TOKENS }) => ({ maxOutputTokens }),
};
